-- link_retirado: one row per record that no accepted row brings any more.
-- Inputs: link_anterior (the former table of persons), vault_registro (the records that a step looks at). $todo: whether
-- it looks at all of them. In memory only.
select a.registro_id
from link_anterior as a
anti join vault_registro as r on r.registro_id = a.registro_id
where $todo
