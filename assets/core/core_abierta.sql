-- core_abierta: one row per transfer that still has rows in quarantine which nobody mended, with how many.
-- Inputs: core_fila (of the transfers that count), core_correccion. In memory only.
select
    f.transferencia_id,
    cast(count(*) as bigint) as filas
from core_fila as f
anti join core_correccion as c
    on c.transferencia_id = f.transferencia_id and c.hoja = f.hoja and c.fila = f.fila
where f.estado = 'cuarentena'
group by f.transferencia_id
order by f.transferencia_id
