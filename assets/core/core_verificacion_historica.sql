-- core_verificacion_historica: one row per accepted row that another transfer took the place of, as it was accepted.
-- Inputs: core_verificacion (of one transfer, all that was accepted), core_retirada. $hojas: sheets in file order.
select
    e.transferencia_id,
    e.hoja,
    e.fila,
    e.fuente_codigo,
    e.persona_id,
    e.sexo_codigo,
    e.nacimiento_anio,
    e.nacimiento_departamento_codigo,
    e.nacimiento_municipio_codigo,
    e.ocurrio_fecha,
    e.registro_fecha,
    e.fin_fecha,
    e.modalidad_codigo,
    e.cumple_corresponsabilidad,
    e.conocido_fecha,
    r.reemplazada_por_id,
    r.reemplazada_fecha
from core_verificacion as e
inner join core_retirada as r on r.hoja = e.hoja and r.fila = e.fila
order by list_position($hojas, e.hoja), e.hoja, e.fila
