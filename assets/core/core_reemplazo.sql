-- core_reemplazo: one row per accepted row of an earlier transfer that a row of this correction takes the place of.
-- Inputs: core_clave_nueva (transferencia_id, hoja_orden, hoja, fila, entrega_id, clave: the good rows of the
-- correction); core_clave_vieja (the same of the rows that still count). $transferencia: id of the correction;
-- $recibido: the day it came.
-- Every row of a key gives way to the rows of that key in the correction, but for those that it repeats as they were.
with
nueva as (
    select
        clave,
        hoja,
        fila,
        row_number() over (partition by clave order by hoja_orden, fila) as vez
    from core_clave_nueva
),

vieja as (
    select v.transferencia_id, v.hoja, v.fila, v.clave
    from core_clave_vieja as v
    anti join core_clave_nueva as n on n.entrega_id = v.entrega_id
)

select
    v.transferencia_id,
    v.hoja,
    v.fila,
    $transferencia as reemplazada_por_id,
    n.hoja as reemplazada_por_hoja,
    n.fila as reemplazada_por_fila,
    cast($recibido as date) as conocido_fecha
from vieja as v
inner join nueva as n on n.clave = v.clave and n.vez = 1
order by v.transferencia_id, v.hoja, v.fila
