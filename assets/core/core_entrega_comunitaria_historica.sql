-- core_entrega_comunitaria_historica: one row per accepted row that another transfer took the place of, as it was accepted.
-- Inputs: core_entrega_comunitaria (of one transfer, all that was accepted), core_retirada. $hojas: sheets in file order.
select
    e.transferencia_id,
    e.hoja,
    e.fila,
    e.entrega_id,
    e.institucion_codigo,
    e.modalidad_codigo,
    e.comunidad,
    e.entrega_departamento_codigo,
    e.entrega_municipio_codigo,
    e.obra_codigo,
    e.entrega_fecha,
    e.monto_gtq,
    e.familias_atendidas,
    e.cantidad,
    e.conocido_fecha,
    r.reemplazada_por_id,
    r.reemplazada_fecha
from core_entrega_comunitaria as e
inner join core_retirada as r on r.hoja = e.hoja and r.fila = e.fila
order by list_position($hojas, e.hoja), e.hoja, e.fila
