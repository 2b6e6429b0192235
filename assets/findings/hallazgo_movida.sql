-- hallazgo_movida: one row per person that was merged, split or given other records, with the last day of it.
-- Inputs: link_persona_evento.
with
movida as (
    select persona_id, noche from link_persona_evento where evento_codigo <> 'nacida'
    union all
    select otra_persona_id, noche from link_persona_evento
    where evento_codigo <> 'nacida' and otra_persona_id is not null
)

select persona_id, cast(max(noche) as date) as dia
from movida
group by persona_id
order by persona_id
