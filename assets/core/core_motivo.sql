-- core_motivo: one row per row in quarantine and rule that keeps it there, in the order of the file as it was sent.
-- Inputs: core_fila; core_regla; core_hoja (hoja, enviada, hoja_orden, mes: under which names the rows of each sheet
-- as sent stand in the ledger). $limite: no more than so many.
select
    h.enviada as hoja,
    f.fila,
    h.mes,
    f.regla,
    f.campo,
    e.motivo,
    e.remedio
from core_fila as f
inner join core_hoja as h on h.hoja = f.hoja
left join core_regla as e on e.regla = f.regla
where f.estado = 'cuarentena'
order by h.hoja_orden, f.fila, h.mes
limit $limite
