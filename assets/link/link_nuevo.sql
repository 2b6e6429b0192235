-- link_nuevo: one row per record that is to be compared.
-- Inputs: vault_registro (the records that a step looks at), link_anterior (the former table of persons).
-- $otro_modelo: whether another version of the model weighed what is known. In memory only.
select r.registro_id
from vault_registro as r
left join link_anterior as a on a.registro_id = r.registro_id
where $otro_modelo or a.registro_id is null
