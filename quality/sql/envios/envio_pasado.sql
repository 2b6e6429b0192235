-- envio_pasado: one row per transfer that counts, with how often it is the usual of those before it in its layout.
-- Inputs: core_fila, core_entrega, core_entrega_comunitaria; handed: envio_archivo. The usual is the median; with fewer
-- than two transfers before it there is none, and nothing is compared.
with
fila as (
    select transferencia_id, count(*) as filas, count(*) filter (where estado = 'cuarentena') as cuarentena
    from core_fila
    group by transferencia_id
),

monto as (
    select transferencia_id, avg(monto_gtq) filter (where monto_gtq > 0) as monto
    from (
        select transferencia_id, monto_gtq from core_entrega
        union all
        select transferencia_id, monto_gtq from core_entrega_comunitaria
    ) as entrega
    group by transferencia_id
),

medida as (
    select
        a.formato,
        a.transferencia_id,
        a.secuencia,
        f.filas,
        m.monto,
        f.cuarentena / f.filas as apartada
    from envio_archivo as a
    inner join fila as f on f.transferencia_id = a.transferencia_id
    left join monto as m on m.transferencia_id = a.transferencia_id
    where a.cuenta
),

usual as (
    select
        m.*,
        count(*) over anteriores as cuantas,
        median(m.filas) over anteriores as filas_usuales,
        median(m.monto) over anteriores as monto_usual,
        median(m.apartada) over anteriores as apartada_usual
    from medida as m
    window anteriores as (
        partition by m.formato order by m.secuencia rows between unbounded preceding and 1 preceding
    )
)

select
    formato,
    transferencia_id,
    case when cuantas >= 2 then cast(filas / filas_usuales as double) end as filas_veces,
    case when cuantas >= 2 then cast(monto / monto_usual as double) end as monto_veces,
    case when cuantas >= 2 then cast(greatest(apartada, 0.01) / greatest(apartada_usual, 0.01) as double) end
        as apartada_veces
from usual
