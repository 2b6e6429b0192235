-- core_entrega_vigente: one row per accepted row of a transfer that still counts; it becomes the part of core_entrega.
-- Inputs: core_entrega (of one transfer, all that was accepted), core_retirada. $hojas: sheets in file order.
select
    e.transferencia_id,
    e.hoja,
    e.fila,
    e.entrega_id,
    e.institucion_codigo,
    e.modalidad_codigo,
    e.grano_codigo,
    e.persona_id,
    e.identidad_codigo,
    e.cui_estado_codigo,
    e.hogar_id,
    e.nacimiento_departamento_codigo,
    e.nacimiento_municipio_codigo,
    e.residencia_departamento_codigo,
    e.residencia_municipio_codigo,
    e.entrega_departamento_codigo,
    e.entrega_municipio_codigo,
    e.sexo_codigo,
    e.nacimiento_anio,
    e.edad_entrega_anios,
    e.pueblo_codigo,
    e.comunidad_linguistica_codigo,
    e.tiene_discapacidad,
    e.escolaridad_codigo,
    e.pobreza_codigo,
    e.entrega_fecha,
    e.periodo_inicio_fecha,
    e.periodo_fin_fecha,
    e.monto_gtq,
    e.cantidad,
    e.cumple_corresponsabilidad,
    e.estado_entrega_codigo,
    e.conocido_fecha
from core_entrega as e
anti join core_retirada as r on r.hoja = e.hoja and r.fila = e.fila
order by list_position($hojas, e.hoja), e.hoja, e.fila
