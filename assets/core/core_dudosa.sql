-- core_dudosa: one row per transfer in which some row was discarded because another transfer had brought it before.
-- Inputs: core_fila. In memory only: when that transfer is replaced, these are judged again.
select transferencia_id
from core_fila
where regla = 'DUP-02'
group by transferencia_id
order by transferencia_id
