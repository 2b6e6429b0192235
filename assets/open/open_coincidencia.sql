-- open_coincidencia: one row per year, department (empty = the country) and pair of public modalities that is printed:
-- persons covered by both on some day. Persons only.
-- Inputs: out_celda_impresa (what is printed of each cell), ref_modalidad.
with
-- The visibility of each half is read again here: one reserved modality keeps the pair from leaving.
modalidad_publica as (
    select modalidad_codigo from ref_modalidad where visibilidad_codigo = 'publica'
)

select
    c.anio,
    c.departamento_codigo,
    c.modalidad_codigo as modalidad_a_codigo,
    c.modalidad_b_codigo,
    c.personas
from out_celda_impresa as c
semi join modalidad_publica as a on a.modalidad_codigo = c.modalidad_codigo
semi join modalidad_publica as b on b.modalidad_codigo = c.modalidad_b_codigo
where c.tabla_codigo = 'open_coincidencia' and c.personas >= $umbral_publica
order by c.anio, c.departamento_codigo nulls first, c.modalidad_codigo, c.modalidad_b_codigo
