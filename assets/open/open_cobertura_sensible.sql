-- open_cobertura_sensible: one row per year, department and sensitive modality of at least $umbral_sensible
-- persons; persons only, part of no total.
-- Inputs: out_cobertura (exact cells). Reference of the rounding: snis/disclosure.py; see open_cobertura.sql.
with
celda as (
    select anio, departamento_codigo, modalidad_codigo, personas, clave_personas
    from out_cobertura
    where
        visibilidad_codigo = 'sensible'
        and list_contains($cruces_sensible, cruce_codigo)
        and personas >= $umbral_sensible
)

select
    cast(anio as bigint) as anio,
    departamento_codigo,
    modalidad_codigo,
    cast(
        redondeo_con_clave(
            personas, $base_redondeo, sorteo_con_clave($clave_redondeo, 'personas', clave_personas)
        ) as bigint
    ) as personas
from celda
order by anio, departamento_codigo nulls first, modalidad_codigo
