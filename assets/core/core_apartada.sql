-- core_apartada: one row per row of the file as it was sent and state other than accepted that it was left in.
-- Inputs: core_fila; core_hoja (hoja, enviada: under which names the rows of each sheet as sent stand in the ledger).
select distinct
    f.estado,
    h.enviada as hoja,
    f.fila
from core_fila as f
inner join core_hoja as h on h.hoja = f.hoja
where f.estado <> 'aceptada'
order by estado, hoja, fila
