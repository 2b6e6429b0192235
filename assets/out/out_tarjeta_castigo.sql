-- out_tarjeta_castigo: one row per transfer, sign and column: what was noticed against gaming, and counts for it.
-- Inputs: core_fila (rows by state), out_medicion_columna (blanks, commonest values). Bound: $pasado_* (the register
-- in the order of reception, by contract: whole deliveries alone; whether fewer rows are explained),
-- $vigila_* (what is tolerated, in ten-thousandths; how many deliveries are the past).
-- A share is in ten-thousandths, and so are points: hundredths of a point of a hundred.
with
envio as (
    select
        unnest(cast($pasado_transferencia as varchar[])) as transferencia_id,
        unnest(cast($pasado_institucion as varchar[])) as institucion_codigo,
        unnest(cast($pasado_contrato as varchar[])) as contrato,
        unnest(cast($pasado_orden as bigint[])) as orden,
        unnest(cast($pasado_explicado as boolean[])) as es_explicado
),

fila as (
    select
        transferencia_id,
        count(*) as filas,
        count(*) filter (where estado = 'descartada') as descartadas
    from core_fila
    group by transferencia_id
),

-- The earlier deliveries of each one, nearest first.
anterior as (
    select a.transferencia_id, b.transferencia_id as antes_id
    from envio as a
    inner join envio as b
        on b.contrato = a.contrato
        and b.orden < a.orden
        and b.orden >= a.orden - $vigila_entregas
),

pasado as (
    select
        n.transferencia_id,
        count(*) as entregas,
        sum(coalesce(f.filas, 0)) as filas,
        sum(coalesce(f.descartadas, 0)) as descartadas
    from anterior as n
    left join fila as f on f.transferencia_id = n.antes_id
    group by n.transferencia_id
    having count(*) >= $vigila_minimo
),

tamano as (
    select
        e.transferencia_id,
        coalesce(f.filas, 0) as filas,
        coalesce(f.descartadas, 0) as descartadas,
        p.filas // p.entregas as usuales,
        p.filas as filas_pasado,
        p.descartadas as descartadas_pasado,
        e.es_explicado
    from envio as e
    inner join pasado as p on p.transferencia_id = e.transferencia_id
    left join fila as f on f.transferencia_id = e.transferencia_id
    where p.filas >= p.entregas
),

columna_pasado as (
    select
        n.transferencia_id,
        c.columna,
        count(*) as entregas,
        sum(c.filas_medidas) as medidas,
        sum(c.filas_vacias) as vacias,
        sum(c.filas_del_mas_comun) as comunes
    from anterior as n
    inner join out_medicion_columna as c on c.transferencia_id = n.antes_id
    group by n.transferencia_id, c.columna
    having count(*) >= $vigila_minimo and sum(c.filas_medidas) > 0
),

columnas as (
    select transferencia_id, count(*) as columnas
    from columna_pasado
    where columna <> 'persona'
    group by transferencia_id
),

columna_ahora as (
    select
        p.transferencia_id,
        p.columna,
        k.columnas,
        p.medidas,
        p.vacias,
        p.comunes,
        s.aceptadas,
        coalesce(c.filas_medidas, 0) as ahora_medidas,
        coalesce(c.filas_vacias, 0) as ahora_vacias,
        coalesce(c.filas_del_mas_comun, 0) as ahora_comunes
    from columna_pasado as p
    inner join (
        select transferencia_id, count(*) as aceptadas
        from core_fila
        where estado = 'aceptada'
        group by transferencia_id
    ) as s on s.transferencia_id = p.transferencia_id
    left join columnas as k on k.transferencia_id = p.transferencia_id
    left join out_medicion_columna as c on c.transferencia_id = p.transferencia_id and c.columna = p.columna
),

senal as (
    select
        transferencia_id,
        'filas' as castigo_codigo,
        cast(null as varchar) as columna,
        (10000 * (usuales - filas) + usuales - 1) // usuales as puntos,
        usuales as antes,
        filas as ahora
    from tamano
    where not es_explicado and filas * 10000 < usuales * (10000 - $vigila_filas)
    union all
    select transferencia_id, 'tope', null, 0, usuales, filas
    from tamano
    where not es_explicado and filas * 10000 < usuales * (10000 - $vigila_tope)
    union all
    select
        transferencia_id,
        'descarte',
        null,
        (10000 * descartadas + filas - 1) // filas - 10000 * descartadas_pasado // filas_pasado,
        descartadas_pasado * filas // filas_pasado,
        descartadas
    from tamano
    where filas > 0
        and (10000 * descartadas + filas - 1) // filas - 10000 * descartadas_pasado // filas_pasado > $vigila_descarte
    union all
    select
        transferencia_id,
        'columna',
        columna,
        (10000 + columnas - 1) // columnas,
        (medidas - vacias) * aceptadas // medidas,
        0
    from columna_ahora
    where columna <> 'persona' and ahora_medidas = ahora_vacias and (medidas - vacias) * 2 >= medidas and aceptadas > 0
    union all
    select
        transferencia_id,
        'relleno',
        columna,
        (
            (10000 * ahora_comunes + ahora_medidas - 1) // ahora_medidas - 10000 * comunes // medidas + columnas - 1
        ) // columnas,
        comunes * ahora_medidas // medidas,
        ahora_comunes
    from columna_ahora
    where columna not in ('persona', 'cui')
        and ahora_medidas > 0
        and (10000 * ahora_comunes + ahora_medidas - 1) // ahora_medidas - 10000 * comunes // medidas > $vigila_relleno
    union all
    select
        c.transferencia_id,
        'persona',
        null,
        (10000 * c.filas_del_mas_comun + c.filas_medidas - 1) // c.filas_medidas,
        c.filas_medidas * $vigila_persona // 10000,
        c.filas_del_mas_comun
    from out_medicion_columna as c
    inner join envio as e on e.transferencia_id = c.transferencia_id
    where c.columna = 'persona'
        and c.filas_del_mas_comun >= 10
        and c.filas_del_mas_comun * 10000 > c.filas_medidas * $vigila_persona
)

select
    e.institucion_codigo,
    e.contrato,
    s.transferencia_id,
    s.castigo_codigo,
    s.columna,
    cast(puntos(least(10000, s.puntos)) as decimal(5, 2)) as castigo_puntos,
    cast(s.antes as bigint) as antes,
    cast(s.ahora as bigint) as ahora,
    case s.castigo_codigo
        when 'filas' then concat('Se esperaban unas ', s.antes, ' filas y llegaron ', s.ahora, '; nada dice por qué.')
        when 'tope'
            then concat('Llegaron ', s.ahora, ' filas de unas ', s.antes, '; la nota no puede subir sobre su pasado.')
        when 'descarte' then concat('Se descartaron ', s.ahora, ' filas; lo usual serían ', s.antes, '.')
        when 'columna' then concat('La columna venía en unas ', s.antes, ' filas y ahora en ninguna.')
        when 'relleno' then concat('Un solo valor está en ', s.ahora, ' filas; lo usual serían ', s.antes, '.')
        else concat(s.ahora, ' filas son de una sola persona; se toleran ', s.antes, '.')
    end as castigo_razon
from senal as s
inner join envio as e on e.transferencia_id = s.transferencia_id
order by e.institucion_codigo, e.contrato, e.orden, s.castigo_codigo, s.columna nulls first
