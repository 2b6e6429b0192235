-- core_fila: the row ledger; one row per row received, with its state and the rule and field that decided it.
-- Inputs: core_juicio, core_repetida, core_regla (the catalogue's rules of a row and the state that failing each
-- leaves it in). $transferencia: id of the transfer.
with
marcada as (
    select
        j.hoja_orden,
        j.hoja,
        j.fila,
        coalesce(j.fallo, r.fallo) as fallo,
        coalesce(j.fallo, r.fallo, j.aviso) as motivo
    from core_juicio as j
    left join core_repetida as r on r.hoja_orden = j.hoja_orden and r.fila = j.fila
)

select
    $transferencia as transferencia_id,
    m.hoja,
    m.fila,
    case when m.fallo is null then 'aceptada' else coalesce(e.estado, 'cuarentena') end as estado,
    split_part(m.motivo, '|', 1) as regla,
    nullif(split_part(m.motivo, '|', 2), '') as campo
from marcada as m
left join core_regla as e on e.regla = split_part(m.fallo, '|', 1)
order by m.hoja_orden, m.fila
