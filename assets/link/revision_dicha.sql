-- revision_dicha: one row per two persons about whose records somebody said something, with the last word.
-- Inputs: revision_decidida (last word on each pair of records), link_registro_persona.
-- Where several pairs of the same two persons were decided otherwise, what joins or parts goes before what is not known.
select
    least(a.persona_id, b.persona_id) as persona_a_id,
    greatest(a.persona_id, b.persona_id) as persona_b_id,
    coalesce(
        min(d.decision_codigo) filter (where d.decision_codigo <> 'indecisa'), 'indecisa'
    ) as decision_codigo
from revision_decidida as d
inner join link_registro_persona as a on a.registro_id = d.registro_a_id
inner join link_registro_persona as b on b.registro_id = d.registro_b_id
group by least(a.persona_id, b.persona_id), greatest(a.persona_id, b.persona_id)
order by persona_a_id, persona_b_id
