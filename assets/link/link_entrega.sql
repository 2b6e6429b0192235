-- link_entrega: one row per accepted delivery of a transfer, with its person.
-- Inputs: core_entrega, link_registro (of one transfer); link_registro_persona.
select
    e.transferencia_id,
    e.hoja,
    e.fila,
    e.entrega_id,
    e.institucion_codigo,
    e.modalidad_codigo,
    e.grano_codigo,
    p.persona_id,
    e.persona_id as persona_enviada_id,
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
left join link_registro as r on r.hoja = e.hoja and r.fila = e.fila
left join link_registro_persona as p on p.registro_id = r.registro_id
order by e.hoja, e.fila
