-- celda_calidad: one row per received row that a figure of quality counts as failing, by its address.
-- Inputs: core_fila. Bound: $transferencias (those of the institution and month of the cell), $regla_calidad_codigo.
select
    transferencia_id, hoja, fila,
    cast(null as varchar) as entrega_id,
    cast(null as varchar) as persona_id,
    cast(null as decimal(18, 2)) as monto_gtq
from core_fila
where list_contains(cast($transferencias as varchar[]), transferencia_id) and regla = $regla_calidad_codigo
order by transferencia_id, hoja, fila
