-- raw_devuelta: one row per row that was not accepted, its cells as sent, with state, rule, field and what to do.
-- Inputs: raw_enviada (hoja, fila, valores: the rows as sent), core_fila, core_regla. $hojas: sheets in file order.
select
    r.hoja,
    r.fila,
    r.valores,
    f.estado,
    f.regla,
    f.campo,
    e.motivo,
    e.remedio
from raw_enviada as r
inner join core_fila as f on f.hoja = r.hoja and f.fila = r.fila
left join core_regla as e on e.regla = f.regla
where f.estado <> 'aceptada'
order by list_position($hojas, r.hoja), r.fila
