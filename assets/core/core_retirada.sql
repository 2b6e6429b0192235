-- core_retirada: one row per accepted row of a transfer that counts no more, with the transfer that took its place.
-- Inputs: core_aceptada_de (hoja, fila: all that was accepted of the transfer); core_sustituida (transfers replaced
-- whole: transferencia_id, reemplazada_por_id, reemplazada_fecha); core_reemplazo; core_correccion. In memory only.
-- $transferencia: id of the transfer.
-- What mended or corrected a row of a transfer goes when that transfer is replaced whole: the new one brings it anew.
with recursive
entera as (
    select reemplazada_por_id, reemplazada_fecha from core_sustituida where transferencia_id = $transferencia
),

enlace as (
    select
        transferencia_id,
        hoja,
        fila,
        corregida_por_id as por_id,
        corregida_por_hoja as por_hoja,
        corregida_por_fila as por_fila
    from core_correccion
    union all
    select
        transferencia_id,
        hoja,
        fila,
        reemplazada_por_id as por_id,
        reemplazada_por_hoja as por_hoja,
        reemplazada_por_fila as por_fila
    from core_reemplazo
),

-- The rows that a row of this transfer answers, those that they answered in turn, and so on.
respuesta as (
    select transferencia_id, hoja as origen_hoja, fila as origen_fila, por_hoja as hoja, por_fila as fila
    from enlace
    where por_id = $transferencia
    union
    select e.transferencia_id, e.hoja as origen_hoja, e.fila as origen_fila, r.hoja, r.fila
    from respuesta as r
    inner join enlace as e
        on e.por_id = r.transferencia_id and e.por_hoja = r.origen_hoja and e.por_fila = r.origen_fila
),

razon as (
    select a.hoja, a.fila, e.reemplazada_por_id, e.reemplazada_fecha
    from core_aceptada_de as a
    cross join entera as e
    union all
    select hoja, fila, reemplazada_por_id, conocido_fecha as reemplazada_fecha
    from core_reemplazo
    where transferencia_id = $transferencia
    union all
    select r.hoja, r.fila, s.reemplazada_por_id, s.reemplazada_fecha
    from respuesta as r
    inner join core_sustituida as s
        on s.transferencia_id = r.transferencia_id and s.reemplazada_por_id <> $transferencia
),

-- What took its place first is what history tells.
ordenada as (
    select
        hoja,
        fila,
        reemplazada_por_id,
        reemplazada_fecha,
        row_number() over (partition by hoja, fila order by reemplazada_fecha, reemplazada_por_id) as vez
    from razon
)

select hoja, fila, reemplazada_por_id, reemplazada_fecha
from ordenada
where vez = 1
order by hoja, fila
