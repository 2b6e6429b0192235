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

-- The words of yes and no that leave no doubt.
palabra_logica as (
    select unnest(['TRUE', 'VERDADERO', 'SI', 'SÍ', 'S', '1']) as enviado, 'true' as codigo
    union all
    select unnest(['FALSE', 'FALSO', 'NO', 'N', '0']) as enviado, 'false' as codigo
),

logica as (
    select l.campo, v.enviado, v.codigo
    from core_lista as l
    inner join palabra_logica as v on l.lista = 'logico'
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
