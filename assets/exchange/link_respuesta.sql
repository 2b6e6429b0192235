-- link_respuesta: one row per question that an answer told something new of.
-- Inputs: respuesta_juicio. $respuesta, $respuesta_orden, $respondio: the answer, its place and who gave it; $recibido: the
-- day it came; $vale_dias: days that it is worth something, counted from its own date.
select
    $respuesta as respuesta_id,
    cast($respuesta_orden as bigint) as respuesta_orden,
    j.lote_id,
    j.numero,
    j.identidad_id,
    j.persona_enviada_id,
    j.estado_identidad_codigo,
    j.campo_discrepante,
    $respondio as respondio,
    j.respondido_fecha,
    cast($recibido as date) as conocido_fecha,
    cast(j.respondido_fecha + cast($vale_dias as integer) as date) as vigente_hasta
from respuesta_juicio as j
where j.destino = 'aceptada'
order by j.lote_id, j.numero
