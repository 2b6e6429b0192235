-- alcance_rural: one row per year and place: persons served, and how many would live in the countryside if those of
-- each municipality were spread as its inhabitants are.
-- Inputs: out_alcance, ref_condicion.
with
municipio as (
    select a.anio, a.departamento_codigo, a.municipio_codigo, a.personas, c.proporcion, c.anio as rural_anio, c.fuente
    from out_alcance as a
    inner join ref_condicion as c on c.municipio_codigo = a.municipio_codigo and c.condicion_codigo = 'rural'
    where
        a.visibilidad_codigo = 'publica'
        and a.periodo_tipo_codigo = 'anio'
        and a.nivel = 'municipio'
        and a.personas > 0
        and coalesce(a.institucion_codigo, a.programa_codigo, a.modalidad_codigo) is null
        and coalesce(a.sexo_codigo, a.edad_grupo_codigo, a.pueblo_codigo) is null
)

select
    'anio' as periodo_tipo_codigo,
    'publica' as visibilidad_codigo,
    anio,
    departamento_codigo,
    municipio_codigo,
    sum(personas * proporcion) as numerador,
    sum(personas) as denominador,
    max(rural_anio) as denominador_anio,
    max(fuente) as denominador_fuente
from municipio
group by anio, grouping sets ((), (departamento_codigo), (departamento_codigo, municipio_codigo))
