-- out_dim_persona | bloquea | consistencia | Cada persona tiene en su dimensión las entregas que tiene en los hechos
-- Una fila por persona cuya cuenta difiere.
with contada as (
    select persona_id, count(*) as entregas
    from out_hecho_entrega
    where persona_id is not null
    group by persona_id
)

select coalesce(p.persona_id, c.persona_id) as persona_id
from out_dim_persona as p
full outer join contada as c on c.persona_id = p.persona_id
where coalesce(p.entregas, 0) <> coalesce(c.entregas, 0)
