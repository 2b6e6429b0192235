-- revision_transferencia: one row per transfer that brought a record of two persons first.
-- Inputs: link_registro_persona. $persona_a, $persona_b: the persons.
select distinct transferencia_id
from link_registro_persona
where persona_id in ($persona_a, $persona_b)
order by transferencia_id
