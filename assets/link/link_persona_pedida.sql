-- link_persona_pedida: one row per record of some transfers, with its person; it is read as link_registro_persona.
-- Inputs: link_persona_guardada (all records with their persons), link_registro (of these transfers). In memory only.
select
    p.registro_id,
    p.persona_id
from link_persona_guardada as p
semi join link_registro as r on r.registro_id = p.registro_id
