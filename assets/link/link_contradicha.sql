-- link_contradicha: one row per accepted decision whose two records are two persons all the same, because other
-- decisions, or two numbers of the civil register, keep them apart.
-- Inputs: link_enlace, link_registro_persona.
select
    e.registro_a_id,
    e.registro_b_id
from link_enlace as e
inner join link_registro_persona as a on a.registro_id = e.registro_a_id
inner join link_registro_persona as b on b.registro_id = e.registro_b_id
where e.etapa_codigo = 'P' and e.estado_codigo = 'unido' and a.persona_id <> b.persona_id
