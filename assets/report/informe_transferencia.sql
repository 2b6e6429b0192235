-- informe_transferencia: one row per transfer that is behind the report of one period.
-- Inputs: link_entrega (deliveries that count), out_transferencia (files that were due). Bound: $desde and $hasta, the first
-- and the last day.
select transferencia_id
from link_entrega
where entrega_fecha between $desde and $hasta
union
select transferencia_id
from out_transferencia
where transferencia_id is not null and vence_fecha between $desde and $hasta
order by transferencia_id
