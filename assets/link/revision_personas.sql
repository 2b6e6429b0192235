-- revision_personas: one row per person that two records belong to now.
-- Inputs: link_registro_persona. $registro_a, $registro_b: the records.
select persona_id
from link_registro_persona
where registro_id in ($registro_a, $registro_b)
order by persona_id
