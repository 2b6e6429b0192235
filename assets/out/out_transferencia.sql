-- out_transferencia: one row per file that an institution owed by its calendar, or sent: due day, received day, rows.
-- Inputs: core_fila (what became of each row). Bound: $calendario_* (the lines of the calendar on the day of the night:
-- institution, contract, period, due day, day received, transfer, state, whether it was owed).
-- What is not due yet has no row; nor has a file that was refused whole, since it delivered nothing.
with
calendario as (
    select
        unnest(cast($calendario_institucion as varchar[])) as institucion_codigo,
        unnest(cast($calendario_contrato as varchar[])) as contrato,
        unnest(cast($calendario_periodo as varchar[])) as periodo,
        unnest(cast($calendario_vence as varchar[])) as vence_fecha,
        unnest(cast($calendario_recibido as varchar[])) as recibido_fecha,
        unnest(cast($calendario_transferencia as varchar[])) as transferencia_id,
        unnest(cast($calendario_estado as varchar[])) as calendario_estado_codigo,
        unnest(cast($calendario_debida as boolean[])) as es_debida
),

fila as (
    select
        transferencia_id,
        count(*) as filas,
        count(*) filter (where estado = 'aceptada') as aceptadas,
        count(*) filter (where estado = 'cuarentena') as cuarentena,
        count(*) filter (where estado = 'descartada') as descartadas
    from core_fila
    group by transferencia_id
)

select
    c.institucion_codigo,
    c.contrato,
    c.periodo,
    cast(c.vence_fecha as date) as vence_fecha,
    cast(c.recibido_fecha as date) as recibido_fecha,
    c.transferencia_id,
    c.calendario_estado_codigo,
    c.es_debida,
    case
        when c.recibido_fecha is not null
            then cast(greatest(0, cast(c.recibido_fecha as date) - cast(c.vence_fecha as date)) as bigint)
    end as dias_atraso,
    case when c.recibido_fecha is not null then coalesce(f.filas, 0) end as filas_recibidas,
    case when c.recibido_fecha is not null then coalesce(f.aceptadas, 0) end as filas_aceptadas,
    case when c.recibido_fecha is not null then coalesce(f.cuarentena, 0) end as filas_cuarentena,
    case when c.recibido_fecha is not null then coalesce(f.descartadas, 0) end as filas_descartadas
from calendario as c
left join fila as f on f.transferencia_id = c.transferencia_id
order by c.institucion_codigo, c.contrato, c.vence_fecha, c.periodo, c.recibido_fecha nulls first, c.transferencia_id
