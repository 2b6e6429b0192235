-- link_entrega_movida: one row per transfer with rows whose person is another one than before.
-- Inputs: link_registro, link_registro_persona (the new table), link_anterior (the former one), link_tocado,
-- link_retirado. In memory only.
with
mudado as (
    select a.registro_id
    from link_anterior as a
    inner join link_registro_persona as p on p.registro_id = a.registro_id
    semi join link_tocado as t on t.registro_id = a.registro_id
    where p.persona_id <> a.persona_id
    union all
    select registro_id from link_retirado
)

select distinct r.transferencia_id
from link_registro as r
semi join mudado as m on m.registro_id = r.registro_id
