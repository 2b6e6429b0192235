-- pasado_semilla: one row per record from which what became known after a past day may have spread; read as link_semilla.
-- Inputs: link_persona_guardada (all records, as of today), link_anterior (pasado_registro: those known on the day),
-- link_decidido (pairs on which somebody decided after it). In memory only.
select p.registro_id
from link_persona_guardada as p
left join link_anterior as a on a.registro_id = p.registro_id
where a.registro_id is null
    or a.transferencia_id <> p.transferencia_id
    or a.hoja <> p.hoja
    or a.fila <> p.fila
union
select p.registro_id
from link_persona_guardada as p
inner join (
    select registro_a_id as registro_id from link_decidido
    union all
    select registro_b_id from link_decidido
) as d on d.registro_id = p.registro_id
