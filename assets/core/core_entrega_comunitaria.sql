-- core_entrega_comunitaria: one row per accepted delivery to a community; there is no person behind it.
-- Inputs: core_juicio, core_repetida. $transferencia, $institucion: of the transfer; $recibido: the day it was known.
select
    $transferencia as transferencia_id,
    j.hoja,
    j.fila,
    j.entrega_id,
    $institucion as institucion_codigo,
    j.modalidad_codigo,
    j.comunidad,
    j.entrega_departamento_codigo,
    j.entrega_municipio_codigo,
    j.obra_codigo,
    j.entrega_fecha,
    cast(j.monto_gtq as decimal(18, 2)) as monto_gtq,
    j.familias_atendidas,
    j.cantidad,
    cast($recibido as date) as conocido_fecha
from core_juicio as j
anti join core_repetida as r on r.hoja_orden = j.hoja_orden and r.fila = j.fila
where j.fallo is null
order by j.hoja_orden, j.fila
