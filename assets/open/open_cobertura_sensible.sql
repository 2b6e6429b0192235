-- open_cobertura_sensible: one row per year, department and sensitive modality that is printed; persons only, part of
-- no total.
-- Inputs: out_celda_impresa (what is printed of each cell).
select
    anio,
    departamento_codigo,
    modalidad_codigo,
    personas
from out_celda_impresa
where
    tabla_codigo = 'open_cobertura_sensible'
    and list_contains($cruces_sensible, cruce_codigo)
    and personas >= $umbral_sensible
order by anio, departamento_codigo nulls first, modalidad_codigo
