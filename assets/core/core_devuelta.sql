-- core_devuelta: one row per row of one state that was not accepted, its texts as sent under the canonical names.
-- Inputs: core_texto, core_fila, core_regla. $archivo: name of the file; $estado: cuarentena or descartada.
-- For the sender's eyes only: holds personal data.
select
    $archivo as archivo,
    t.hoja,
    t.fila,
    t.cui,
    t.nombres,
    t.apellidos,
    t.nacimiento_fecha,
    t.direccion,
    t.telefono,
    t.hogar,
    t.folio,
    t.modalidad_codigo,
    t.sexo_codigo,
    t.pueblo_codigo,
    t.comunidad_linguistica_codigo,
    t.escolaridad_codigo,
    t.pobreza_codigo,
    t.tiene_discapacidad,
    t.nacimiento_departamento_codigo,
    t.nacimiento_municipio_codigo,
    t.residencia_departamento_codigo,
    t.residencia_municipio_codigo,
    t.entrega_departamento_codigo,
    t.entrega_municipio_codigo,
    t.entrega_fecha,
    t.monto_gtq,
    t.cantidad,
    t.cumple_corresponsabilidad,
    t.estado_entrega_codigo,
    t.comunidad,
    t.obra_codigo,
    t.familias_atendidas,
    t.ocurrio_fecha,
    t.registro_fecha,
    t.fin_fecha,
    f.regla,
    f.campo,
    e.motivo
from core_texto as t
inner join core_fila as f on f.hoja = t.hoja and f.fila = t.fila
left join core_regla as e on e.regla = f.regla
where f.estado = $estado
order by t.hoja_orden, t.fila
