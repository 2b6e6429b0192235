-- open_cobertura_comunitaria: one row per public cell of community benefits that is printed.
-- Inputs: out_celda_impresa (what is printed of each cell; families stand where persons do). Threshold, rounding and the
-- hold rule are behind it; nothing here sees an exact cell.
select
    cruce_codigo,
    cast(anio as bigint) as anio,
    departamento_codigo,
    municipio_codigo,
    institucion_codigo,
    programa_codigo,
    modalidad_codigo,
    cast(personas as bigint) as familias_atendidas
from out_celda_impresa
where
    tabla_codigo = 'open_cobertura_comunitaria'
    and list_contains($cruces_comunitaria, cruce_codigo)
    and personas >= $umbral_familias
order by
    cruce_codigo,
    anio,
    departamento_codigo nulls first,
    municipio_codigo nulls first,
    institucion_codigo nulls first,
    programa_codigo nulls first,
    modalidad_codigo nulls first
