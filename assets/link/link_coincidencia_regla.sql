-- link_coincidencia_regla: one row per rule, person or household, pair of modalities and calendar year with more days in
-- common than the rule lets pass.
-- Inputs: link_entrega, ref_regla_coincidencia, ref_calendario (one row per month).
-- The days of a month are the 31 low bits of an integer: day d is bit d - 1. Side b counts with its window (dias_anchos).
-- A modality with itself: side b is what came again on days that an earlier delivery covered, side a what it repeats.
-- Readable reference: snis/coincidence_findings.py.
with
regla as (
    select
        regla_id, modalidad_a_codigo, modalidad_b_codigo, grano_codigo, dias_antes, dias_despues,
        tolerancia_dias, monto_riesgo_codigo, vigente_desde, vigente_hasta,
        modalidad_a_codigo = modalidad_b_codigo as es_la_misma,
        dense_rank() over (order by regla_id, modalidad_a_codigo, modalidad_b_codigo) as par
    from ref_regla_coincidencia
    where modalidad_b_codigo is not null and veredicto_codigo in ('incompatible', 'consultar')
),

-- What was not handed over, or came back, is no benefit that somebody has. Read where it is needed, not kept.
entrega as not materialized (
    select
        transferencia_id, hoja, fila, persona_id, hogar_id, modalidad_codigo, entrega_fecha, periodo_inicio_fecha,
        periodo_fin_fecha, cast(monto_gtq * 100 as bigint) as centavos, conocido_fecha
    from link_entrega
    where coalesce(estado_entrega_codigo, 'entregada') not in ('no_cobrada', 'devuelta')
),

-- A yearly benefit covers nothing that the data have not reached: months after the last delivery do not count.
alcance as (
    select max(entrega_fecha) as ultima_fecha from entrega
),

-- The sides of a rule; a modality with itself has one only.
regla_lado as (
    select *, 'a' as lado, modalidad_a_codigo as modalidad_codigo from regla
    union all
    select *, 'b' as lado, modalidad_b_codigo as modalidad_codigo from regla where not es_la_misma
),

-- One row per delivery and side of a rule on which it stands; a household without number is known by its person.
lado as not materialized (
    select
        r.par, r.es_la_misma, r.dias_antes, r.dias_despues, r.lado, e.*,
        case when r.grano_codigo = 'hogar' then coalesce(e.hogar_id, e.persona_id) else e.persona_id end
            as sujeto_id
    from regla_lado as r
    inner join entrega as e
        on e.modalidad_codigo = r.modalidad_codigo
        and e.entrega_fecha >= r.vigente_desde
        and (r.vigente_hasta is null or e.entrega_fecha <= r.vigente_hasta)
),

-- Most people and households have one side only. The others get a number, for each rule and pair.
caso as (
    select
        par, sujeto_id, row_number() over (order by par, sujeto_id) as caso
    from lado
    where sujeto_id is not null
    group by par, sujeto_id
    having min(lado) < max(lado) or (max(case when es_la_misma then 1 else 0 end) = 1 and count(*) > 1)
),

parte as (
    select
        c.caso,
        l.lado,
        l.es_la_misma,
        l.periodo_inicio_fecha,
        l.periodo_fin_fecha,
        l.dias_antes,
        l.dias_despues,
        l.entrega_fecha,
        l.centavos,
        l.conocido_fecha,
        l.hogar_id,
        l.persona_id,
        row_number() over (
            order by
                c.caso, l.periodo_inicio_fecha, l.periodo_fin_fecha, l.entrega_fecha, l.transferencia_id, l.hoja, l.fila
        ) as parte
    from lado as l
    inner join caso as c on c.par = l.par and c.sujeto_id = l.sujeto_id
),

-- Periods repeat: a few hundred distinct ones carry millions of deliveries.
periodo as (
    select distinct
        periodo_inicio_fecha, periodo_fin_fecha, dias_antes, dias_despues,
        periodo_inicio_fecha - cast(dias_antes as integer) as ancho_inicio_fecha,
        periodo_fin_fecha + cast(dias_despues as integer) as ancho_fin_fecha
    from parte
),

periodo_mes as (
    select
        p.periodo_inicio_fecha,
        p.periodo_fin_fecha,
        p.dias_antes,
        p.dias_despues,
        c.mes_inicio_fecha as mes,
        case
            when p.periodo_inicio_fecha <= c.mes_fin_fecha and p.periodo_fin_fecha >= c.mes_inicio_fecha
                then dias_del_mes(p.periodo_inicio_fecha, p.periodo_fin_fecha, c.mes_inicio_fecha, c.mes_fin_fecha)
            else cast(0 as bigint)
        end as dias,
        dias_del_mes(p.ancho_inicio_fecha, p.ancho_fin_fecha, c.mes_inicio_fecha, c.mes_fin_fecha) as dias_anchos
    from periodo as p
    cross join alcance
    inner join ref_calendario as c
        on c.mes_inicio_fecha <= p.ancho_fin_fecha
        and c.mes_fin_fecha >= p.ancho_inicio_fecha
        and c.mes_inicio_fecha <= alcance.ultima_fecha
),

parte_mes as (
    select
        p.caso,
        p.parte,
        p.lado,
        p.es_la_misma,
        m.mes,
        m.dias,
        m.dias_anchos,
        case
            when p.es_la_misma
                then m.dias & coalesce(
                    bit_or(m.dias_anchos) over (
                        partition by p.caso, m.mes order by p.parte rows between unbounded preceding and 1 preceding
                    ),
                    cast(0 as bigint)
                )
            else cast(0 as bigint)
        end as dias_otra_vez
    from parte as p
    inner join periodo_mes as m
        on m.periodo_inicio_fecha = p.periodo_inicio_fecha
        and m.periodo_fin_fecha = p.periodo_fin_fecha
        and m.dias_antes = p.dias_antes
        and m.dias_despues = p.dias_despues
),

caso_mes as (
    select
        caso,
        mes,
        case
            when bool_or(es_la_misma) then bit_or(dias_otra_vez)
            else coalesce(bit_or(dias) filter (where lado = 'a'), cast(0 as bigint))
                & coalesce(bit_or(dias_anchos) filter (where lado = 'b'), cast(0 as bigint))
        end as comunes
    from parte_mes
    group by caso, mes
),

traslape as (
    select
        caso,
        year(mes) as anio,
        sum(bit_count(comunes)) as traslape_dias,
        -- The lowest bit of the first month is the first day in common.
        min(mes + cast(bit_count((comunes & (-comunes)) - 1) as integer)) as primer_traslape_fecha
    from caso_mes
    where comunes <> 0
    group by caso, year(mes)
),

-- The side on which a delivery takes part in a year; of a modality with itself, what came again is side b.
participacion as (
    select
        p.caso,
        year(p.mes) as anio,
        p.parte,
        case
            when not bool_or(p.es_la_misma) then min(p.lado)
            when bit_or(p.dias_otra_vez) <> 0 then 'b'
            else 'a'
        end as lado
    from parte_mes as p
    inner join caso_mes as c on c.caso = p.caso and c.mes = p.mes
    where (case when p.lado = 'a' and not p.es_la_misma then p.dias else p.dias_anchos end) & c.comunes <> 0
        or p.dias_otra_vez <> 0
    group by p.caso, year(p.mes), p.parte
),

pagado as (
    select
        u.caso,
        u.anio,
        count(*) filter (where u.lado = 'a') as entregas_a,
        count(*) filter (where u.lado = 'b') as entregas_b,
        coalesce(sum(p.centavos) filter (where u.lado = 'a'), 0) as centavos_a,
        coalesce(sum(p.centavos) filter (where u.lado = 'b'), 0) as centavos_b,
        min(p.entrega_fecha) as primera_fecha,
        max(p.entrega_fecha) as ultima_fecha,
        greatest(
            min(p.conocido_fecha) filter (where u.lado = 'a'), min(p.conocido_fecha) filter (where u.lado = 'b')
        ) as conocido_fecha,
        max(p.hogar_id) as hogar_id,
        min(p.persona_id) as persona_menor_id,
        max(p.persona_id) as persona_mayor_id
    from participacion as u
    inner join parte as p on p.parte = u.parte
    group by u.caso, u.anio
),

regla_unica as (
    select distinct
        par, regla_id, modalidad_a_codigo, modalidad_b_codigo, grano_codigo, tolerancia_dias, monto_riesgo_codigo
    from regla
)

select
    r.regla_id,
    c.sujeto_id,
    case
        when r.grano_codigo = 'persona' then c.sujeto_id
        when g.persona_menor_id = g.persona_mayor_id then g.persona_menor_id
    end as persona_id,
    case when r.grano_codigo = 'hogar' then g.hogar_id end as hogar_id,
    r.modalidad_a_codigo,
    r.modalidad_b_codigo,
    cast(t.anio as bigint) as anio,
    cast(t.traslape_dias as bigint) as traslape_dias,
    t.primer_traslape_fecha,
    g.entregas_a,
    g.entregas_b,
    quetzales(g.centavos_a) as monto_a_gtq,
    quetzales(g.centavos_b) as monto_b_gtq,
    quetzales(
        case r.monto_riesgo_codigo
            when 'a' then g.centavos_a
            when 'b' then g.centavos_b
            when 'ambos' then g.centavos_a + g.centavos_b
            else least(g.centavos_a, g.centavos_b)
        end
    ) as monto_riesgo_gtq,
    g.primera_fecha,
    g.ultima_fecha,
    g.conocido_fecha
from traslape as t
inner join caso as c on c.caso = t.caso
inner join pagado as g on g.caso = t.caso and g.anio = t.anio
inner join regla_unica as r on r.par = c.par
where t.traslape_dias > r.tolerancia_dias
order by r.regla_id, c.sujeto_id, r.modalidad_a_codigo, r.modalidad_b_codigo, t.anio
