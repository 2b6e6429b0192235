-- core_equivalencia: one row per coded field and text that may be sent in it, with the canonical code it stands for.
-- Inputs: core_codigo_contrato (campo, enviado, codigo: crosswalks of the contract), core_lista (campo, lista: fields
-- that the contract sends in official codes), ref_codigo, ref_modalidad. A null code is a text that says nothing.
with
propia as (
    select campo, upper(trim(enviado)) as enviado, nullif(codigo, '') as codigo from core_codigo_contrato
),

oficial as (
    select l.campo, upper(c.codigo) as enviado, c.codigo
    from core_lista as l
    inner join ref_codigo as c on c.lista = l.lista
),

modalidad as (
    select l.campo, upper(m.modalidad_codigo) as enviado, m.modalidad_codigo as codigo
    from core_lista as l
    inner join ref_modalidad as m on l.lista = 'modalidad'
),

logica as (
    select l.campo, upper(v.codigo) as enviado, v.codigo
    from core_lista as l
    inner join (values ('true'), ('false')) as v (codigo) on l.lista = 'logico'
),

todas as (
    select campo, enviado, codigo from propia
    union all
    select campo, enviado, codigo from oficial
    union all
    select campo, enviado, codigo from modalidad
    union all
    select campo, enviado, codigo from logica
)

select campo, enviado, max(codigo) as codigo
from todas
group by campo, enviado
order by campo, enviado
