-- core_verificacion: one row per accepted row of a verifier's file (RENAP, ONSEC, IGSS, MINFIN, padrón, compliance).
-- Inputs: core_juicio, core_repetida. $transferencia: id of the transfer; $fuente: the register it comes from;
-- $recibido: the day it was known.
select
    $transferencia as transferencia_id,
    j.hoja,
    j.fila,
    $fuente as fuente_codigo,
    j.persona_id,
    j.sexo_codigo,
    cast(year(j.nacimiento_fecha) as integer) as nacimiento_anio,
    j.nacimiento_departamento_codigo,
    j.nacimiento_municipio_codigo,
    j.ocurrio_fecha,
    j.registro_fecha,
    j.fin_fecha,
    j.modalidad_codigo,
    j.cumple_corresponsabilidad,
    cast($recibido as date) as conocido_fecha
from core_juicio as j
anti join core_repetida as r on r.hoja_orden = j.hoja_orden and r.fila = j.fila
where j.fallo is null
order by j.hoja_orden, j.fila
