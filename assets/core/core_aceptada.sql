-- core_aceptada: one row per accepted row of a file that was only checked, in canonical values.
-- Inputs: core_juicio, core_texto, core_repetida. $archivo: name of the file.
-- For the sender's eyes only: holds personal data.
select
    $archivo as archivo,
    j.hoja,
    j.fila,
    j.cui,
    t.nombres,
    t.apellidos,
    j.nacimiento_fecha,
    t.direccion,
    t.telefono,
    t.hogar,
    t.folio,
    j.modalidad_codigo,
    j.sexo_codigo,
    j.pueblo_codigo,
    j.comunidad_linguistica_codigo,
    j.escolaridad_codigo,
    j.pobreza_codigo,
    j.tiene_discapacidad,
    j.nacimiento_departamento_codigo,
    j.nacimiento_municipio_codigo,
    j.residencia_departamento_codigo,
    j.residencia_municipio_codigo,
    j.entrega_departamento_codigo,
    j.entrega_municipio_codigo,
    j.entrega_fecha,
    j.monto_gtq,
    j.cantidad,
    j.cumple_corresponsabilidad,
    j.estado_entrega_codigo,
    j.comunidad,
    j.obra_codigo,
    j.familias_atendidas,
    j.ocurrio_fecha,
    j.registro_fecha,
    j.fin_fecha
from core_juicio as j
inner join core_texto as t on t.hoja_orden = j.hoja_orden and t.fila = j.fila
anti join core_repetida as r on r.hoja_orden = j.hoja_orden and r.fila = j.fila
where j.fallo is null
order by j.hoja_orden, j.fila
