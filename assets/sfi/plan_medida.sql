-- plan_medida: one row per transfer, rule and field (both empty: its rows as a whole), with the rows that fail it and those
-- of them that came back mended.
-- Inputs: core_fila (what became of each row), core_aviso (notices of accepted rows), core_correccion (rows mended).
with
fila as (
    select
        f.transferencia_id,
        f.estado,
        f.regla,
        f.campo,
        c.fila is not null as es_corregida
    from core_fila as f
    left join core_correccion as c
        on c.transferencia_id = f.transferencia_id and c.hoja = f.hoja and c.fila = f.fila
),

medida as (
    select
        transferencia_id,
        null as regla,
        null as campo,
        count(*) as filas,
        count(*) filter (where estado = 'descartada') as descartadas,
        0 as corregidas
    from fila
    group by transferencia_id
    union all
    select
        transferencia_id,
        regla,
        campo,
        count(*) as filas,
        0 as descartadas,
        count(*) filter (where es_corregida) as corregidas
    from fila
    where estado <> 'aceptada'
    group by transferencia_id, regla, campo
    union all
    select
        transferencia_id,
        regla,
        campo,
        count(*) as filas,
        0 as descartadas,
        0 as corregidas
    from core_aviso
    group by transferencia_id, regla, campo
)

select
    transferencia_id,
    regla,
    campo,
    cast(filas as bigint) as filas,
    cast(descartadas as bigint) as descartadas,
    cast(corregidas as bigint) as corregidas
from medida
order by transferencia_id, regla nulls first, campo nulls first
