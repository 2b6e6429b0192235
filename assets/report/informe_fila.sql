-- informe_fila: one row per transfer and state of its rows.
-- Inputs: core_fila.
select
    transferencia_id,
    estado,
    count(*) as filas
from core_fila
group by transferencia_id, estado
order by transferencia_id, estado
