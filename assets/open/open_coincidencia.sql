-- open_coincidencia: one row per year, department (empty = the country) and pair of public modalities with at
-- least $umbral_publica persons covered by both on some day. Persons only.
-- Inputs: out_coincidencia (exact cells), ref_modalidad. Reference of the rounding: snis/disclosure.py.
with
-- The visibility of each half is read again here: one reserved modality keeps the pair from leaving.
modalidad_publica as (
    select modalidad_codigo from ref_modalidad where visibilidad_codigo = 'publica'
),

celda as (
    select
        c.anio, c.departamento_codigo, c.modalidad_a_codigo, c.modalidad_b_codigo, c.personas, c.clave_personas
    from out_coincidencia as c
    semi join modalidad_publica as a on a.modalidad_codigo = c.modalidad_a_codigo
    semi join modalidad_publica as b on b.modalidad_codigo = c.modalidad_b_codigo
    where c.visibilidad_codigo = 'publica' and c.personas >= $umbral_publica
)

select
    cast(anio as bigint) as anio,
    departamento_codigo,
    modalidad_a_codigo,
    modalidad_b_codigo,
    cast(
        redondeo_con_clave(
            personas, $base_redondeo, sorteo_con_clave($clave_redondeo, 'personas', clave_personas)
        ) as bigint
    ) as personas
from celda
order by anio, departamento_codigo nulls first, modalidad_a_codigo, modalidad_b_codigo
