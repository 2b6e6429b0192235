-- link_consulta: one row per identity asked in a lot.
-- Inputs: consulta_enviada (what the lot asked, as it was sent). $lote, $verificador, $convenio, $consultado, $plazo: of
-- the lot; $persona_ipad, $persona_opad: key pads of the pseudonyms.
select
    $lote as lote_id,
    c.numero,
    seudonimo_identidad($persona_ipad, $persona_opad, c.cui, c.nombres, c.apellidos, c.nacimiento_fecha)
        as identidad_id,
    seudonimo($persona_ipad, $persona_opad, 'cui', c.cui) as persona_enviada_id,
    $verificador as verificador_codigo,
    $convenio as convenio_id,
    cast($consultado as date) as consultado_fecha,
    cast($plazo as date) as plazo_fecha
from consulta_enviada as c
order by c.numero
