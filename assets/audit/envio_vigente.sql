-- envio_vigente: one row per transfer: its accepted rows that still count, those replaced, and its rows among the facts.
-- Inputs: core_entrega, core_entrega_comunitaria, core_verificacion and their history; link_verificacion;
-- out_hecho_entrega, out_hecho_entrega_comunitaria. The counts are made apart, so that they can be compared.
with
cuenta as (
    select transferencia_id, 'personas' as lugar, count(*) as filas from core_entrega group by transferencia_id
    union all
    select transferencia_id, 'comunidades' as lugar, count(*) as filas
    from core_entrega_comunitaria group by transferencia_id
    union all
    select transferencia_id, 'verificaciones' as lugar, count(*) as filas from core_verificacion group by transferencia_id
    union all
    select transferencia_id, 'reemplazadas' as lugar, count(*) as filas
    from core_entrega_historica group by transferencia_id
    union all
    select transferencia_id, 'reemplazadas' as lugar, count(*) as filas
    from core_entrega_comunitaria_historica group by transferencia_id
    union all
    select transferencia_id, 'reemplazadas' as lugar, count(*) as filas
    from core_verificacion_historica group by transferencia_id
    union all
    select transferencia_id, concat('universo ', visibilidad_codigo) as lugar, count(*) as filas
    from out_hecho_entrega group by transferencia_id, visibilidad_codigo
    union all
    select transferencia_id, concat('comunitario ', visibilidad_codigo) as lugar, count(*) as filas
    from out_hecho_entrega_comunitaria group by transferencia_id, visibilidad_codigo
    union all
    select transferencia_id, 'verificaciones enlazadas' as lugar, count(*) as filas
    from link_verificacion group by transferencia_id
)

select transferencia_id, lugar, cast(sum(filas) as bigint) as filas
from cuenta
group by transferencia_id, lugar
order by transferencia_id, lugar
