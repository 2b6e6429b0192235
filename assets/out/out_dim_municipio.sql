-- out_dim_municipio: one row per municipality, one per department for "municipality not informed" (DD00), and 0000
-- for "nothing informed": every territory code that the facts can carry.
-- Inputs: ref_municipio, ref_departamento.
with
municipio as (
    select m.municipio_codigo, m.municipio, m.departamento_codigo, d.departamento, d.region, m.poblacion_2018
    from ref_municipio as m
    inner join ref_departamento as d on d.departamento_codigo = m.departamento_codigo
    union all
    select concat(departamento_codigo, '00'), 'No informado', departamento_codigo, departamento, region, null
    from ref_departamento
    union all
    select '0000', 'No informado', '00', 'No informado', 'No informado', null
)

select
    municipio_codigo,
    municipio,
    departamento_codigo,
    departamento,
    region,
    cast(poblacion_2018 as bigint) as poblacion_2018
from municipio
order by municipio_codigo
