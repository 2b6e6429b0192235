-- consulta_apartada: one row per identity that a lot asks which was set aside.
-- Inputs: consulta_enviada (what these lots ask, from their sealed requests). $persona_ipad, $persona_opad: key pads of the
-- pseudonym. In the engine's memory only.
select distinct
    seudonimo_identidad($persona_ipad, $persona_opad, c.cui, c.nombres, c.apellidos, c.nacimiento_fecha) as identidad_id
from consulta_enviada as c
order by identidad_id
