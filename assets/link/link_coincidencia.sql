-- link_coincidencia: one row per person, pair of modalities (a < b) and month with at least one day that
-- deliveries of both cover.
-- Inputs: link_entrega, ref_calendario (one row per month).
-- The days of a month are the 31 low bits of an integer: day d is bit d - 1. The days that a modality covers a
-- person are the bit_or of its deliveries, so the overlap of a pair is bit_count(a & b).
-- Readable reference: snis/coincidence.py.
with
entrega as (
    select
        persona_id, modalidad_codigo, periodo_inicio_fecha, periodo_fin_fecha, entrega_fecha, monto_gtq
    from link_entrega
    where persona_id is not null
),

-- Most people have one modality and coincide with nothing. The others get a number in the order of their
-- pseudonym: grouping and joining millions of rows on it costs half of doing so on the text.
persona_varias as (
    select persona_id, row_number() over (order by persona_id) as persona_numero
    from entrega
    group by persona_id
    having min(modalidad_codigo) < max(modalidad_codigo)
),

-- A yearly benefit covers nothing that the data have not reached: months after the last delivery do not count.
alcance as (
    select max(entrega_fecha) as ultima_fecha from entrega
),

-- Periods repeat: a few hundred distinct ones carry millions of deliveries.
periodo as (
    select distinct periodo_inicio_fecha, periodo_fin_fecha from entrega
),

periodo_mes as (
    select
        p.periodo_inicio_fecha,
        p.periodo_fin_fecha,
        c.mes_inicio_fecha as mes,
        c.mes_fin_fecha,
        dias_del_mes(p.periodo_inicio_fecha, p.periodo_fin_fecha, c.mes_inicio_fecha, c.mes_fin_fecha) as dias
    from periodo as p
    cross join alcance
    inner join ref_calendario as c
        on c.mes_inicio_fecha <= p.periodo_fin_fecha
        and c.mes_fin_fecha >= p.periodo_inicio_fecha
        and c.mes_inicio_fecha <= alcance.ultima_fecha
),

cobertura_mes as (
    select
        v.persona_numero,
        e.modalidad_codigo,
        m.mes,
        bit_or(m.dias) as dias,
        count(*) as entregas,
        -- Whole cents, so that sums are exact on every engine; a delivery counts in the month of its date only.
        sum(case
            when e.entrega_fecha between m.mes and m.mes_fin_fecha then cast(e.monto_gtq * 100 as bigint)
            else 0
        end) as centavos
    from entrega as e
    inner join persona_varias as v on v.persona_id = e.persona_id
    inner join periodo_mes as m
        on m.periodo_inicio_fecha = e.periodo_inicio_fecha
        and m.periodo_fin_fecha = e.periodo_fin_fecha
    group by v.persona_numero, e.modalidad_codigo, m.mes
),

coincidencia as (
    select
        a.persona_numero,
        a.modalidad_codigo as modalidad_a_codigo,
        b.modalidad_codigo as modalidad_b_codigo,
        a.mes,
        bit_count(a.dias & b.dias) as traslape_dias,
        a.entregas as entregas_a,
        b.entregas as entregas_b,
        a.centavos as centavos_a,
        b.centavos as centavos_b
    from cobertura_mes as a
    inner join cobertura_mes as b
        on b.persona_numero = a.persona_numero
        and b.mes = a.mes
        and b.modalidad_codigo > a.modalidad_codigo
    where bit_count(a.dias & b.dias) >= 1
)

select
    v.persona_id,
    c.modalidad_a_codigo,
    c.modalidad_b_codigo,
    c.mes as mes_inicio_fecha,
    cast(c.traslape_dias as bigint) as traslape_dias,
    cast(c.entregas_a as bigint) as entregas_a,
    cast(c.entregas_b as bigint) as entregas_b,
    quetzales(c.centavos_a) as monto_a_gtq,
    quetzales(c.centavos_b) as monto_b_gtq
from coincidencia as c
inner join persona_varias as v on v.persona_numero = c.persona_numero
order by c.persona_numero, c.modalidad_a_codigo, c.modalidad_b_codigo, c.mes
