-- link_lazo_cercano: one row per stored tie of a record of the frontier, as far as telling records apart needs it.
-- Inputs: link_enlace (those of before), link_frontera (records that were reached last).
-- In memory only.
select
    registro_a_id,
    registro_b_id,
    etapa_codigo,
    regla,
    peso,
    estado_codigo
from link_enlace
where registro_a_id in (select registro_id from link_frontera)
    or registro_b_id in (select registro_id from link_frontera)
