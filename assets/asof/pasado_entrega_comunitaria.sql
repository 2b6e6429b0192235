-- pasado_entrega_comunitaria: one row per delivery to a community of a transfer that counted on a past day; it becomes the part of core_entrega_comunitaria.
-- Inputs: core_entrega_comunitaria, core_entrega_comunitaria_historica (both of that transfer), pasado_sobrante. $al_dia: the day, to its end.
with
de_entonces as (
    select
        transferencia_id, hoja, fila, entrega_id, institucion_codigo, modalidad_codigo, comunidad,
        entrega_departamento_codigo, entrega_municipio_codigo, obra_codigo, entrega_fecha, monto_gtq,
        familias_atendidas, cantidad, conocido_fecha
    from core_entrega_comunitaria
    union all
    select
        transferencia_id, hoja, fila, entrega_id, institucion_codigo, modalidad_codigo, comunidad,
        entrega_departamento_codigo, entrega_municipio_codigo, obra_codigo, entrega_fecha, monto_gtq,
        familias_atendidas, cantidad, conocido_fecha
    from core_entrega_comunitaria_historica
    where reemplazada_fecha > cast($al_dia as date)
)

select
    e.transferencia_id, e.hoja, e.fila, e.entrega_id, e.institucion_codigo, e.modalidad_codigo, e.comunidad,
    e.entrega_departamento_codigo, e.entrega_municipio_codigo, e.obra_codigo, e.entrega_fecha, e.monto_gtq,
    e.familias_atendidas, e.cantidad, e.conocido_fecha
from de_entonces as e
anti join pasado_sobrante as s
    on s.transferencia_id = e.transferencia_id and s.hoja = e.hoja and s.fila = e.fila
order by e.hoja, e.fila
