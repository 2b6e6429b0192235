-- out_transferencia | bloquea | consistencia | Filas recibidas = aceptadas + en cuarentena + descartadas, y son las del libro de filas
-- Una fila por transferencia cuyas cuentas no cuadran.
with libro as (
    select transferencia_id, count(*) as filas
    from core_fila
    group by transferencia_id
)

select t.transferencia_id
from out_transferencia as t
left join libro as f on f.transferencia_id = t.transferencia_id
where
    t.recibido_fecha is not null
    and (
        t.filas_recibidas <> t.filas_aceptadas + t.filas_cuarentena + t.filas_descartadas
        or t.filas_recibidas <> coalesce(f.filas, 0)
    )
