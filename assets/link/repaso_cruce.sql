-- repaso_cruce: one row per rule, modality, class on a past day and class today: payments that cross with something.
-- Inputs: cruce_de_entonces (link_cruce as of that day, handed by rerun.py), link_cruce (today's). $al_dia: that day;
-- $desde, $hasta: days of payment. Only payments that had reached us by that day: what was not known of them is told, not
-- what was not known of others. In memory only.
with
entonces as (
    select regla_id, transferencia_id, hoja, fila, modalidad_codigo, clase_codigo, monto_gtq
    from cruce_de_entonces
    where entrega_fecha between cast($desde as date) and cast($hasta as date)
),

ahora as (
    select regla_id, transferencia_id, hoja, fila, modalidad_codigo, clase_codigo, monto_gtq
    from link_cruce
    where entrega_fecha between cast($desde as date) and cast($hasta as date)
        and entrega_conocido_fecha <= cast($al_dia as date)
),

pago as (
    select
        coalesce(e.regla_id, a.regla_id) as regla_id,
        coalesce(e.modalidad_codigo, a.modalidad_codigo) as modalidad_codigo,
        e.clase_codigo as clase_entonces,
        a.clase_codigo as clase_hoy,
        coalesce(e.monto_gtq, a.monto_gtq) as monto_gtq
    from entonces as e
    full join ahora as a
        on a.regla_id = e.regla_id
        and a.transferencia_id = e.transferencia_id
        and a.hoja = e.hoja
        and a.fila = e.fila
)

select
    regla_id,
    modalidad_codigo,
    clase_entonces,
    clase_hoy,
    count(*) as entregas,
    cast(sum(monto_gtq) as decimal(18, 2)) as monto_gtq
from pago
group by regla_id, modalidad_codigo, clase_entonces, clase_hoy
order by regla_id, modalidad_codigo, clase_entonces, clase_hoy
