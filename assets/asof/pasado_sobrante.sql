-- pasado_sobrante: one row per delivery that counts today and did not on a past day, though its file had come by then.
-- Inputs: pasado_repuesta, core_entrega, core_entrega_comunitaria, link_orden (transfers in order of reception).
-- $al_dia: the day, to its end. In memory only.
-- The row repeated a delivery that counted then (DUP-02) and took its place when that one was replaced later. Of the rows
-- of one delivery, the one that came first counted.
with
vigente as not materialized (
    select transferencia_id, hoja, fila, entrega_id, institucion_codigo
    from core_entrega
    where conocido_fecha <= cast($al_dia as date)
    union all
    select transferencia_id, hoja, fila, entrega_id, institucion_codigo
    from core_entrega_comunitaria
    where conocido_fecha <= cast($al_dia as date)
),

misma as (
    select transferencia_id, hoja, fila, entrega_id, institucion_codigo from pasado_repuesta
    union all
    select v.transferencia_id, v.hoja, v.fila, v.entrega_id, v.institucion_codigo
    from vigente as v
    semi join pasado_repuesta as r
        on r.entrega_id = v.entrega_id and r.institucion_codigo = v.institucion_codigo
),

ordenada as (
    select
        m.transferencia_id,
        m.hoja,
        m.fila,
        row_number() over (
            partition by m.institucion_codigo, m.entrega_id order by o.lugar, m.hoja, m.fila
        ) as vez
    from misma as m
    inner join link_orden as o on o.transferencia_id = m.transferencia_id
)

select transferencia_id, hoja, fila
from ordenada
where vez > 1
