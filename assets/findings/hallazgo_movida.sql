-- hallazgo_movida: one row per person and other person to whom records of it went (null: to nobody), and kind of event,
-- with the last day of it.
-- Inputs: link_persona_evento.
select
    case when evento_codigo = 'separada' then otra_persona_id else persona_id end as de_persona_id,
    case when evento_codigo = 'separada' then persona_id else otra_persona_id end as a_persona_id,
    evento_codigo,
    cast(max(noche) as date) as dia
from link_persona_evento
where evento_codigo <> 'nacida'
group by 1, 2, 3
order by 1, 2 nulls first, 3
