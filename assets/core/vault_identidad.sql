-- vault_identidad: one row per accepted row that names a person, with the columns that identify. Written encrypted.
-- Inputs: core_juicio, core_repetida, core_texto. $transferencia: id of the transfer.
select
    $transferencia as transferencia_id,
    j.hoja,
    j.fila,
    j.persona_id,
    coalesce(j.cui_mendado, t.cui) as cui,
    t.nombres_normal as nombres,
    t.apellidos_normal as apellidos,
    j.nacimiento_fecha,
    t.direccion,
    t.telefono
from core_juicio as j
inner join core_texto as t on t.hoja_orden = j.hoja_orden and t.fila = j.fila
anti join core_repetida as r on r.hoja_orden = j.hoja_orden and r.fila = j.fila
where j.fallo is null and j.persona_id is not null
order by j.hoja_orden, j.fila
