-- core_valor_codigo: one row per coded field and distinct text sent in it, with the canonical code it stands for.
-- Inputs: core_texto; core_equivalencia (campo, enviado, codigo: the contract's crosswalk of the field, or the
-- official list when the contract has none). Texts are compared in capitals. In memory only.
with
textos as (
    select distinct 'modalidad_codigo' as campo, modalidad_codigo as texto from core_texto
    union all
    select distinct 'sexo_codigo' as campo, sexo_codigo as texto from core_texto
    union all
    select distinct 'pueblo_codigo' as campo, pueblo_codigo as texto from core_texto
    union all
    select distinct 'comunidad_linguistica_codigo' as campo, comunidad_linguistica_codigo as texto from core_texto
    union all
    select distinct 'escolaridad_codigo' as campo, escolaridad_codigo as texto from core_texto
    union all
    select distinct 'pobreza_codigo' as campo, pobreza_codigo as texto from core_texto
    union all
    select distinct 'tiene_discapacidad' as campo, tiene_discapacidad as texto from core_texto
    union all
    select distinct 'cumple_corresponsabilidad' as campo, cumple_corresponsabilidad as texto from core_texto
    union all
    select distinct 'estado_entrega_codigo' as campo, estado_entrega_codigo as texto from core_texto
    union all
    select distinct 'obra_codigo' as campo, obra_codigo as texto from core_texto
)

select
    t.campo,
    t.texto,
    e.codigo,
    case when e.enviado is null then concat('COD-01|', t.campo) end as fallo
from textos as t
left join core_equivalencia as e on e.campo = t.campo and e.enviado = upper(t.texto)
where t.texto is not null
order by t.campo, t.texto
