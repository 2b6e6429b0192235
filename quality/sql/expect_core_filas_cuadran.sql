-- core_fila | bloquea | consistencia | Filas aceptadas en el libro de filas = filas en las tablas aceptadas y en su historia
-- Una fila por transferencia cuyas cuentas no cuadran.
with libro as (
    select transferencia_id, count(*) as filas
    from core_fila
    where estado = 'aceptada'
    group by transferencia_id
),

aceptadas as (
    select transferencia_id, count(*) as filas
    from (
        select transferencia_id from core_entrega
        union all
        select transferencia_id from core_entrega_comunitaria
        union all
        select transferencia_id from core_verificacion
        union all
        select transferencia_id from core_entrega_historica
        union all
        select transferencia_id from core_entrega_comunitaria_historica
        union all
        select transferencia_id from core_verificacion_historica
    ) as tablas
    group by transferencia_id
)

select coalesce(libro.transferencia_id, aceptadas.transferencia_id) as transferencia_id
from libro
full outer join aceptadas on libro.transferencia_id = aceptadas.transferencia_id
where coalesce(libro.filas, 0) <> coalesce(aceptadas.filas, 0)
