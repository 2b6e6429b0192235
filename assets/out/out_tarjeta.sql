-- out_tarjeta: one row per institution, month and dimension, and one with the total: points, own past, what came.
-- Inputs: out_medicion (what was checked and what failed, by transfer), out_tarjeta_envio (points that signs take off),
-- out_transferencia (what was owed), out_medicion_columna (valid numbers), link_hallazgo_estado (findings, their age).
-- Bound: $tarjeta_* (institutions with the first day of their first contract, months), $peso_* (weights), $dias_tope
-- (days late that are as bad as not coming at all), $rechazada, $correccion (transfers refused; that mend or replace).
-- The month is that of reception; what never came counts in the month it was due. Reference: snis/scorecard.py.
with
institucion as (
    select
        unnest(cast($tarjeta_institucion as varchar[])) as institucion_codigo,
        cast(unnest(cast($tarjeta_desde as varchar[])) as date) as desde_fecha
),

mes as (
    select cast(unnest(cast($tarjeta_mes as varchar[])) as date) as mes_fecha
),

malla as (
    select i.institucion_codigo, m.mes_fecha, i.desde_fecha
    from institucion as i
    cross join mes as m
),

peso as (
    select
        unnest(cast($peso_dimension as varchar[])) as dimension_codigo,
        unnest(cast($peso_diezmilesimas as bigint[])) as peso
),

rechazada as (
    select unnest(cast($rechazada as varchar[])) as transferencia_id
),

correccion as (
    select unnest(cast($correccion as varchar[])) as transferencia_id
),

envio as (
    select
        m.institucion_codigo,
        date_trunc('month', m.recibido_fecha) as mes_fecha,
        m.transferencia_id,
        max(case when r.transferencia_id is not null then 1 else 0 end) as es_rechazada,
        max(case when c.transferencia_id is not null then 1 else 0 end) as es_correccion
    from out_medicion as m
    left join rechazada as r on r.transferencia_id = m.transferencia_id
    left join correccion as c on c.transferencia_id = m.transferencia_id
    group by m.institucion_codigo, date_trunc('month', m.recibido_fecha), m.transferencia_id
),

llegada as (
    select
        institucion_codigo,
        mes_fecha,
        sum(1 - es_rechazada) as recibidos,
        sum(es_rechazada) as rechazados,
        sum(es_correccion) as correcciones
    from envio
    group by institucion_codigo, mes_fecha
),

faltante as (
    select institucion_codigo, date_trunc('month', vence_fecha) as mes_fecha, count(*) as faltan
    from out_transferencia
    where es_debida and recibido_fecha is null
    group by institucion_codigo, date_trunc('month', vence_fecha)
),

tardanza as (
    select institucion_codigo, date_trunc('month', recibido_fecha) as mes_fecha, max(dias_atraso) as dias
    from out_transferencia
    where recibido_fecha is not null
    group by institucion_codigo, date_trunc('month', recibido_fecha)
),

cui as (
    select
        e.institucion_codigo,
        e.mes_fecha,
        sum(c.filas_medidas) as filas,
        sum(c.filas_medidas - c.filas_vacias) as validos
    from envio as e
    inner join out_medicion_columna as c on c.transferencia_id = e.transferencia_id and c.columna = 'cui'
    group by e.institucion_codigo, e.mes_fecha
),

hallazgo as (
    select
        m.institucion_codigo,
        m.mes_fecha,
        count(*) as abiertos,
        cast(sum(least(last_day(m.mes_fecha), h.al_dia_fecha) - h.detectado_fecha) // count(*) as bigint) as edad
    from malla as m
    inner join link_hallazgo_estado as h
        on h.institucion_codigo = m.institucion_codigo
        and h.detectado_fecha <= last_day(m.mes_fecha)
        and (
            h.estado_hallazgo_codigo in ('detectado', 'notificado', 'respondido')
            or h.desde_fecha > last_day(m.mes_fecha)
        )
    group by m.institucion_codigo, m.mes_fecha
),

sumada as (
    select
        institucion_codigo, mes_fecha, dimension_codigo, regla, clase,
        sum(revisados) as revisados,
        sum(fallas) as fallas
    from (
        select
            institucion_codigo,
            date_trunc('month', recibido_fecha) as mes_fecha,
            dimension_codigo,
            regla,
            medida_clase_codigo as clase,
            revisados,
            fallas
        from out_medicion
        where es_puntuada
        union all
        select institucion_codigo, mes_fecha, 'oportunidad', 'ARC-21', 'plazo', $dias_tope * faltan, $dias_tope * faltan
        from faltante
    )
    where revisados > 0
    group by institucion_codigo, mes_fecha, dimension_codigo, regla, clase
),

parte as (
    select
        institucion_codigo,
        mes_fecha,
        dimension_codigo,
        sum(revisados) as revisados,
        sum(fallas) as fallas,
        coalesce(
            sum(perdida_decimas(clase, fallas, revisados)) filter (where clase <> 'columna'),
            0
        ) as decimas,
        coalesce(sum(revisados) filter (where clase = 'columna'), 0) as casillas,
        coalesce(sum(fallas) filter (where clase = 'columna'), 0) as vacias
    from sumada
    group by institucion_codigo, mes_fecha, dimension_codigo
),

dimension as (
    select
        p.institucion_codigo,
        p.mes_fecha,
        p.dimension_codigo,
        p.revisados,
        p.fallas,
        w.peso,
        dimension_centesimas(p.decimas, p.vacias, p.casillas) as centesimas
    from parte as p
    inner join peso as w on w.dimension_codigo = p.dimension_codigo
),

-- Signs are those of the month's deliveries, spread over all of them.
castigo as (
    select
        institucion_codigo,
        mes_fecha,
        sum(puntos) // count(*) as centesimas,
        max(tope) as tope,
        string_agg(distinct castigo_codigo, ', ' order by castigo_codigo) as castigos
    from (
        select
            e.institucion_codigo,
            e.mes_fecha,
            cast(t.castigo_puntos * 100 as bigint) as puntos,
            case when contains(coalesce(t.castigos, ''), 'tope') then 1 else 0 end as tope,
            t.castigos as castigo_codigo
        from envio as e
        inner join out_tarjeta_envio as t
            on t.transferencia_id = e.transferencia_id and t.dimension_tarjeta_codigo = 'total'
        where e.es_rechazada = 0
    )
    group by institucion_codigo, mes_fecha
),

total as (
    select
        d.institucion_codigo,
        d.mes_fecha,
        'total' as dimension_codigo,
        sum(d.revisados) as revisados,
        sum(d.fallas) as fallas,
        10000 as peso,
        case
            when coalesce(max(l.recibidos), 0) = 0 or sum(d.peso) = 0 then 0
            else sum(d.peso * d.centesimas) // sum(d.peso)
        end as centesimas
    from dimension as d
    left join llegada as l on l.institucion_codigo = d.institucion_codigo and l.mes_fecha = d.mes_fecha
    group by d.institucion_codigo, d.mes_fecha
),

nota as (
    select institucion_codigo, mes_fecha, dimension_codigo, revisados, fallas, peso, centesimas from dimension
    union all
    select institucion_codigo, mes_fecha, dimension_codigo, revisados, fallas, peso, centesimas from total
),

pasado as (
    select a.institucion_codigo, a.mes_fecha, b.dimension_codigo, sum(b.centesimas) // count(*) as centesimas
    from malla as a
    inner join nota as b
        on b.institucion_codigo = a.institucion_codigo
        and b.mes_fecha < a.mes_fecha
        and b.mes_fecha >= a.mes_fecha - interval 12 month
    group by a.institucion_codigo, a.mes_fecha, b.dimension_codigo
),

fila as (
    select
        m.institucion_codigo,
        m.mes_fecha,
        m.desde_fecha,
        w.dimension_codigo,
        w.peso,
        n.revisados,
        n.fallas,
        n.centesimas as base,
        p.centesimas as pasado,
        coalesce(c.centesimas, 0) as castigo,
        c.castigos,
        c.tope
    from malla as m
    cross join (select dimension_codigo, peso from peso union all select 'total', 10000) as w
    left join nota as n
        on n.institucion_codigo = m.institucion_codigo
        and n.mes_fecha = m.mes_fecha
        and n.dimension_codigo = w.dimension_codigo
    left join pasado as p
        on p.institucion_codigo = m.institucion_codigo
        and p.mes_fecha = m.mes_fecha
        and p.dimension_codigo = w.dimension_codigo
    left join castigo as c
        on c.institucion_codigo = m.institucion_codigo and c.mes_fecha = m.mes_fecha and w.dimension_codigo = 'total'
),

puesta as (
    select
        *,
        case when base is not null then total_centesimas(base, castigo, tope, pasado) end as valor
    from fila
)

select
    u.institucion_codigo,
    cast(u.mes_fecha as date) as mes_fecha,
    case
        when l.recibidos > 0 then 'con_entrega'
        when l.rechazados > 0 then 'solo_rechazos'
        when f.faltan > 0 then 'no_llego'
        when last_day(u.mes_fecha) < u.desde_fecha then 'antes_del_contrato'
        else 'nada_debido'
    end as mes_estado_codigo,
    u.dimension_codigo as dimension_tarjeta_codigo,
    cast(puntos(u.valor) as decimal(5, 2)) as valor_puntos,
    cast(puntos(u.base) as decimal(5, 2)) as nota_base,
    cast(cast(u.peso as decimal(9, 0)) / 10000 as decimal(5, 4)) as peso_dimension,
    cast(coalesce(u.revisados, 0) as bigint) as revisados,
    cast(coalesce(u.fallas, 0) as bigint) as fallas,
    cast(puntos(u.pasado) as decimal(5, 2)) as nota_pasado,
    puntos(u.valor - u.pasado) as nota_cambio,
    cast(puntos(least(10000, u.castigo)) as decimal(5, 2)) as castigo_puntos,
    u.castigos,
    cast(coalesce(l.recibidos, 0) as bigint) as envios_recibidos,
    cast(coalesce(l.rechazados, 0) as bigint) as envios_rechazados,
    cast(coalesce(f.faltan, 0) as bigint) as envios_que_faltan,
    t.dias as atraso_mayor_dias,
    cast(coalesce(k.filas, 0) as bigint) as cui_revisados,
    cast(coalesce(k.validos, 0) as bigint) as cui_validos,
    cast(coalesce(l.correcciones, 0) as bigint) as correcciones,
    cast(coalesce(h.abiertos, 0) as bigint) as hallazgos_abiertos_fin,
    h.edad as hallazgos_edad_dias
from puesta as u
left join llegada as l on l.institucion_codigo = u.institucion_codigo and l.mes_fecha = u.mes_fecha
left join faltante as f on f.institucion_codigo = u.institucion_codigo and f.mes_fecha = u.mes_fecha
left join tardanza as t on t.institucion_codigo = u.institucion_codigo and t.mes_fecha = u.mes_fecha
left join cui as k on k.institucion_codigo = u.institucion_codigo and k.mes_fecha = u.mes_fecha
left join hallazgo as h on h.institucion_codigo = u.institucion_codigo and h.mes_fecha = u.mes_fecha
order by u.institucion_codigo, u.mes_fecha, u.dimension_codigo
