-- vault_identidad: one row per accepted row that names a person, with the columns that identify. Written encrypted.
-- Inputs: core_juicio, core_repetida. $transferencia: id of the transfer.
-- `cui`: as it was read, with a lost zero in its place; a text that stands for a number and says that there is none is
-- no number.
select
    $transferencia as transferencia_id,
    j.hoja,
    j.fila,
    j.persona_id,
    j.cui,
    j.nombres,
    j.apellidos,
    j.nacimiento_fecha,
    j.direccion,
    j.telefono
from core_juicio as j
anti join core_repetida as r on r.hoja_orden = j.hoja_orden and r.fila = j.fila
where j.fallo is null and j.identidad_codigo in ('cui', 'provisional')
order by j.hoja_orden, j.fila
