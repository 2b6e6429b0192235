-- core_recuento: one row per state, rule and field of a transfer, with its rows.
-- Inputs: core_fila.
select
    estado,
    regla,
    campo,
    cast(count(*) as bigint) as filas
from core_fila
group by estado, regla, campo
order by estado, regla, campo
