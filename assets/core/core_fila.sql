-- core_fila: the row ledger; one row per row received, with its state and the rule and field that decided it.
-- Inputs: core_juicio, core_repetida. $transferencia: id of the transfer; $descartes: rules that discard a row.
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
    hoja,
    fila,
    case
        when fallo is null then 'aceptada'
        when list_contains($descartes, split_part(fallo, '|', 1)) then 'descartada'
        else 'cuarentena'
    end as estado,
    split_part(motivo, '|', 1) as regla,
    nullif(split_part(motivo, '|', 2), '') as campo
from marcada
order by hoja_orden, fila
