-- link_registro: one row per accepted row of a transfer that names a person, with the record that it brings.
-- Inputs: link_dicho.
select
    transferencia_id,
    hoja,
    fila,
    registro_id,
    persona_enviada_id
from link_dicho
order by hoja, fila
