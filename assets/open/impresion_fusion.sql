-- impresion_fusion: one row per person of a former printing who has gone into another one, and who that is today.
-- Inputs: link_persona_evento (who went into whom), link_persona (who there is).
-- A merger may be followed by others; a step that was undone names a person who is there again, and ends there.
with recursive
paso as (
    select e.persona_id, max_by(e.otra_persona_id, e.noche) as otra_persona_id
    from link_persona_evento as e
    anti join link_persona as p on p.persona_id = e.persona_id
    where e.evento_codigo = 'fusionada'
    group by e.persona_id
),

camino as (
    select persona_id, otra_persona_id, 1 as pasos
    from paso
    union all
    select c.persona_id, p.otra_persona_id, c.pasos + 1
    from camino as c
    inner join paso as p on p.persona_id = c.otra_persona_id
    -- Longer than any chain of mergers; a ring of them must not turn for ever.
    where c.pasos < 100
)

select persona_id, max_by(otra_persona_id, pasos) as persona_actual_id
from camino
group by persona_id
