-- ninez_menor_cinco: one row per universe, period, place, subject and denominator: persons served, and those who
-- are of the group.
-- Inputs: out_alcance. Groups of persons add up inside a place and a subject.
with
-- What accumulates begins with the first delivery of anybody, whether or not anybody is in these groups.
inicio as (
    select min(anio) as anio_inicio from out_alcance
),

grupo as (
    select
        visibilidad_codigo, periodo_tipo_codigo, anio, periodo_numero, nivel, departamento_codigo, municipio_codigo,
        institucion_codigo, programa_codigo, modalidad_codigo,
        coalesce(sum(personas) filter (where edad_grupo_codigo = '0-4'), 0) as cuentan,
        coalesce(sum(personas) filter (where edad_grupo_codigo = 'N'), 0) as sin_dato,
        sum(personas) as personas
    from out_alcance
    where edad_grupo_codigo is not null and coalesce(sexo_codigo, pueblo_codigo) is null
    group by
        visibilidad_codigo, periodo_tipo_codigo, anio, periodo_numero, nivel, departamento_codigo, municipio_codigo,
        institucion_codigo, programa_codigo, modalidad_codigo
)

select
    g.visibilidad_codigo,
    g.periodo_tipo_codigo,
    g.anio,
    i.anio_inicio,
    g.periodo_numero,
    g.nivel,
    g.departamento_codigo,
    g.municipio_codigo,
    g.institucion_codigo,
    g.programa_codigo,
    g.modalidad_codigo,
    d.denominador_codigo,
    case when d.solo_conocidas or g.sin_dato = 0 then g.cuentan end as numerador,
    case when not d.solo_conocidas and g.sin_dato > 0 then g.cuentan end as minimo_numerador,
    case when not d.solo_conocidas and g.sin_dato > 0 then g.cuentan + g.sin_dato end as maximo_numerador,
    g.personas - case when d.solo_conocidas then g.sin_dato else 0 end as denominador
from grupo as g
cross join (
    values ('con_edad_conocida', true), ('personas_atendidas', false)
) as d (denominador_codigo, solo_conocidas)
cross join inicio as i
where g.personas > case when d.solo_conocidas then g.sin_dato else 0 end
