-- link_semilla: one row per record from which a change may spread.
-- Inputs: vault_registro (the records that a step looks at), link_decidido (pairs on which a decision changed),
-- link_anterior (the former table of persons). In memory only.
select registro_id from vault_registro
union
select a.registro_id
from link_anterior as a
inner join (
    select registro_a_id as registro_id from link_decidido
    union all
    select registro_b_id from link_decidido
) as d on d.registro_id = a.registro_id
