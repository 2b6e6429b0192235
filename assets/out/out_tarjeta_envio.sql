-- out_tarjeta_envio: one row per transfer and dimension, and one with the total: points, weight, own past, signs.
-- Inputs: out_medicion (what was checked and what failed), out_tarjeta_castigo (signs against gaming). Bound: $peso_*
-- (dimensions and their weights in ten-thousandths), $vigila_entregas and $vigila_minimo (how many deliveries are the
-- past), $rechazada (transfers that were refused whole), $pasado_* (the order of the deliveries of each contract).
-- Arithmetic is whole: losses in millionths rounded up, points in hundredths rounded down.
-- Arithmetic: assets/macros.sql. Readable reference: snis/scorecard.py.
with
envio as (
    select distinct institucion_codigo, contrato, periodo, recibido_fecha, transferencia_id, secuencia
    from out_medicion
),

peso as (
    select
        unnest(cast($peso_dimension as varchar[])) as dimension_codigo,
        unnest(cast($peso_diezmilesimas as bigint[])) as peso
),

orden as (
    select
        unnest(cast($pasado_transferencia as varchar[])) as transferencia_id,
        unnest(cast($pasado_contrato as varchar[])) as contrato,
        unnest(cast($pasado_orden as bigint[])) as orden
),

rechazada as (
    select unnest(cast($rechazada as varchar[])) as transferencia_id
),

-- Blanks are counted together over all columns; rules each by themselves, since what each checks is another thing.
parte as (
    select
        transferencia_id,
        dimension_codigo,
        sum(revisados) as revisados,
        sum(fallas) as fallas,
        coalesce(
            sum(perdida_decimas(medida_clase_codigo, fallas, revisados)) filter (where medida_clase_codigo <> 'columna' and es_puntuada),
            0
        ) as decimas,
        coalesce(sum(revisados) filter (where medida_clase_codigo = 'columna'), 0) as casillas,
        coalesce(sum(fallas) filter (where medida_clase_codigo = 'columna'), 0) as vacias
    from out_medicion
    where revisados > 0
    group by transferencia_id, dimension_codigo
),

dimension as (
    select
        p.transferencia_id,
        p.dimension_codigo,
        p.revisados,
        p.fallas,
        w.peso,
        dimension_centesimas(p.decimas, p.vacias, p.casillas) as centesimas
    from parte as p
    inner join peso as w on w.dimension_codigo = p.dimension_codigo
),

total as (
    select
        d.transferencia_id,
        'total' as dimension_codigo,
        sum(d.revisados) as revisados,
        sum(d.fallas) as fallas,
        10000 as peso,
        case when max(r.transferencia_id) is not null or sum(d.peso) = 0 then 0
            else sum(d.peso * d.centesimas) // sum(d.peso)
        end as centesimas
    from dimension as d
    left join rechazada as r on r.transferencia_id = d.transferencia_id
    group by d.transferencia_id
),

nota as (
    select transferencia_id, dimension_codigo, revisados, fallas, peso, centesimas from dimension
    union all
    select transferencia_id, dimension_codigo, revisados, fallas, peso, centesimas from total
),

pasado as (
    select a.transferencia_id, n.dimension_codigo, cast(sum(n.centesimas) // count(*) as bigint) as centesimas
    from orden as a
    inner join orden as b
        on b.contrato = a.contrato
        and b.orden < a.orden
        and b.orden >= a.orden - $vigila_entregas
    inner join nota as n on n.transferencia_id = b.transferencia_id
    group by a.transferencia_id, n.dimension_codigo
    having count(*) >= $vigila_minimo
),

castigo as (
    select
        transferencia_id,
        'total' as dimension_codigo,
        cast(sum(castigo_puntos) * 100 as bigint) as centesimas,
        max(case when castigo_codigo = 'tope' then 1 else 0 end) as tope,
        string_agg(distinct castigo_codigo, ', ' order by castigo_codigo) as castigos
    from out_tarjeta_castigo
    group by transferencia_id
),

puesta as (
    select
        n.transferencia_id,
        n.dimension_codigo,
        n.revisados,
        n.fallas,
        n.peso,
        n.centesimas as base,
        p.centesimas as pasado,
        coalesce(c.centesimas, 0) as castigo,
        c.castigos,
        total_centesimas(n.centesimas, coalesce(c.centesimas, 0), c.tope, p.centesimas) as valor
    from nota as n
    left join pasado as p on p.transferencia_id = n.transferencia_id and p.dimension_codigo = n.dimension_codigo
    left join castigo as c on c.transferencia_id = n.transferencia_id and c.dimension_codigo = n.dimension_codigo
)

select
    e.institucion_codigo,
    e.contrato,
    e.periodo,
    e.recibido_fecha,
    e.transferencia_id,
    u.dimension_codigo as dimension_tarjeta_codigo,
    cast(puntos(u.valor) as decimal(5, 2)) as valor_puntos,
    cast(puntos(u.base) as decimal(5, 2)) as nota_base,
    cast(cast(u.peso as decimal(9, 0)) / 10000 as decimal(5, 4)) as peso_dimension,
    cast(u.revisados as bigint) as revisados,
    cast(u.fallas as bigint) as fallas,
    cast(puntos(u.pasado) as decimal(5, 2)) as nota_pasado,
    puntos(u.valor - u.pasado) as nota_cambio,
    cast(puntos(least(10000, u.castigo)) as decimal(5, 2)) as castigo_puntos,
    u.castigos
from puesta as u
inner join envio as e on e.transferencia_id = u.transferencia_id
order by e.secuencia, e.transferencia_id, u.dimension_codigo
