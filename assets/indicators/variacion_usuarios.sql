-- variacion_usuarios: one row per universe, year, place and subject: persons served in the year and in the one
-- before.
-- Inputs: out_alcance.
with
atendida as (
    select
        visibilidad_codigo, anio, nivel, departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo,
        modalidad_codigo, personas
    from out_alcance
    where periodo_tipo_codigo = 'anio' and coalesce(sexo_codigo, edad_grupo_codigo, pueblo_codigo) is null
)

select
    'anio' as periodo_tipo_codigo,
    a.visibilidad_codigo,
    a.anio,
    a.nivel,
    a.departamento_codigo,
    a.municipio_codigo,
    a.institucion_codigo,
    a.programa_codigo,
    a.modalidad_codigo,
    a.personas as numerador,
    b.personas as denominador
from atendida as a
left join atendida as b
    on
        b.visibilidad_codigo = a.visibilidad_codigo
        and b.anio = a.anio - 1
        and b.nivel = a.nivel
        and coalesce(b.municipio_codigo, b.departamento_codigo, '')
        = coalesce(a.municipio_codigo, a.departamento_codigo, '')
        and coalesce(b.institucion_codigo, '') = coalesce(a.institucion_codigo, '')
        and coalesce(b.programa_codigo, '') = coalesce(a.programa_codigo, '')
        and coalesce(b.modalidad_codigo, '') = coalesce(a.modalidad_codigo, '')
-- Without a year before, the country says so once for all.
where
    b.personas > 0
    or (a.nivel = 'pais' and coalesce(a.institucion_codigo, a.programa_codigo, a.modalidad_codigo) is null)
