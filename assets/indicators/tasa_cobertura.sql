-- tasa_cobertura: one row per year and place: persons served by public modalities, and inhabitants.
-- Inputs: out_alcance, out_denominador.
-- Department 00 and municipality DD00 (not informed) are no places: they have persons and no inhabitants.
with
atendida as (
    select anio, nivel, departamento_codigo, municipio_codigo, personas
    from out_alcance
    where
        visibilidad_codigo = 'publica'
        and periodo_tipo_codigo = 'anio'
        and institucion_codigo is null
        and programa_codigo is null
        and modalidad_codigo is null
        and sexo_codigo is null
        and edad_grupo_codigo is null
        and pueblo_codigo is null
        and coalesce(departamento_codigo, '') <> '00'
        and coalesce(substr(municipio_codigo, 3), '') <> '00'
)

select
    'publica' as visibilidad_codigo,
    'anio' as periodo_tipo_codigo,
    a.anio,
    a.nivel,
    a.departamento_codigo,
    a.municipio_codigo,
    a.personas as numerador,
    'poblacion' as denominador_codigo,
    d.valor as denominador,
    d.denominador_anio,
    d.fuente as denominador_fuente,
    d.metodo_codigo as denominador_metodo_codigo
from atendida as a
left join out_denominador as d
    on
        d.denominador_codigo = 'poblacion'
        and d.unidad_codigo = 'personas'
        and d.anio = a.anio
        and d.nivel = a.nivel
        and coalesce(d.departamento_codigo, '') = coalesce(a.departamento_codigo, '')
        and coalesce(d.municipio_codigo, '') = coalesce(a.municipio_codigo, '')
        and d.programa_codigo is null
        and d.modalidad_codigo is null
