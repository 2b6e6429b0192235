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
        personas - personas % $base_redondeo + case
            when cast(concat('0x', substr(sha256(concat(
                lower(hex($clave_redondeo)), '|personas|', cast(clave_personas as varchar)
            )), 1, 13)) as bigint) * $base_redondeo < personas % $base_redondeo * 4503599627370496
                then $base_redondeo
            else 0
        end as bigint
    ) as personas
from celda
order by anio, departamento_codigo nulls first, modalidad_codigo
