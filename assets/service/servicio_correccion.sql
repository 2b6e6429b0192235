-- servicio_correccion: one row per transfer and day on which rows of it in quarantine came back mended (empty: still open).
-- Inputs: core_fila, core_correccion. In memory only.
select
    f.transferencia_id,
    c.conocido_fecha,
    cast(count(*) as bigint) as filas
from core_fila as f
left join core_correccion as c
    on c.transferencia_id = f.transferencia_id and c.hoja = f.hoja and c.fila = f.fila
where f.estado = 'cuarentena'
group by f.transferencia_id, c.conocido_fecha
order by f.transferencia_id, c.conocido_fecha nulls first
