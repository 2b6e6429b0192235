-- core_repetida: one row per row of the transfer that repeats a delivery; `fallo` (rule|) says where it was before.
-- Inputs: core_juicio; core_parecida (those of its rows whose key begins like that of another row: repeats.py);
-- core_anterior (entrega_id of the deliveries accepted from the institution's earlier transfers); core_conocida (the same
-- of deliveries that were corrected, and are known all the same). $institucion: who sends.
-- Earlier in a file is by sheet order, then row.
with
-- Read again by each that names it: to keep a copy of all keys takes longer than to read them again, and much room.
juzgada as not materialized (
    select hoja_orden, hoja, fila, entrega_id from core_juicio where fallo is null
),

ordenada as (
    select
        hoja_orden,
        hoja,
        fila,
        row_number() over (partition by entrega_id order by hoja_orden, fila) as vez
    from core_parecida
),

en_el_archivo as (
    select hoja_orden, hoja, fila, 'DUP-01|' as fallo from ordenada where vez > 1
),

conocida as (
    select entrega_id, institucion_codigo from core_anterior
    union all
    select entrega_id, institucion_codigo from core_conocida
),

clave_recibida as (
    select distinct a.entrega_id
    from conocida as a
    semi join juzgada as j on j.entrega_id = a.entrega_id
    where a.institucion_codigo = $institucion
),

antes as (
    select j.hoja_orden, j.hoja, j.fila, 'DUP-02|' as fallo
    from juzgada as j
    semi join clave_recibida as c on c.entrega_id = j.entrega_id
    anti join en_el_archivo as e on e.hoja_orden = j.hoja_orden and e.fila = j.fila
),

repetida as (
    select hoja_orden, hoja, fila, fallo from en_el_archivo
    union all
    select hoja_orden, hoja, fila, fallo from antes
)

select hoja_orden, hoja, fila, fallo
from repetida
order by hoja_orden, fila
