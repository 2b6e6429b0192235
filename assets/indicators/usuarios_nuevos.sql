-- usuarios_nuevos: one row per universe, year and place: persons whose first year with a delivery it is.
-- Inputs: out_beneficio. A person has one place in a universe, for all years.
with
persona as (
    select visibilidad_codigo, persona_id, departamento_codigo, municipio_codigo, min(anio) as anio
    from out_beneficio
    group by visibilidad_codigo, persona_id, departamento_codigo, municipio_codigo
)

select
    'anio' as periodo_tipo_codigo,
    visibilidad_codigo,
    anio,
    departamento_codigo,
    municipio_codigo,
    count(*) as numerador
from persona
group by
    visibilidad_codigo,
    anio,
    grouping sets ((), (departamento_codigo), (departamento_codigo, municipio_codigo))
-- A restricted universe is counted in the country alone.
having visibilidad_codigo <> 'restringida' or departamento_codigo is null
