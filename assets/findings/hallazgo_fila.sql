-- hallazgo_fila: one row per finding and delivery of its own institution that it counts.
-- Inputs: hallazgo_pedido (findings that are told), link_hallazgo, link_cruce, link_entrega, ref_regla_coincidencia. What
-- another institution sent is not here, whatever the finding is about.
-- Of a coincidence, the deliveries with days in common, which are those that link_coincidencia_regla counts: of what was
-- found, few are asked for, so that intervals do here what masks of days do there.
with
pedido as (
    select
        h.hallazgo_id, h.tipo_hallazgo_codigo, h.grano_codigo, h.regla_id, h.clase_codigo, h.persona_id,
        case when h.grano_codigo = 'hogar' then coalesce(h.hogar_id, h.persona_id) else h.persona_id end as sujeto_id,
        h.modalidad_a_codigo, h.modalidad_b_codigo, h.institucion_codigo, h.anio
    from link_hallazgo as h
    inner join hallazgo_pedido as p on p.hallazgo_id = h.hallazgo_id
),

cruzada as (
    select h.hallazgo_id, c.transferencia_id, c.hoja, c.fila, c.modalidad_codigo, c.entrega_fecha, c.monto_gtq
    from pedido as h
    inner join link_cruce as c
        on c.regla_id = h.regla_id
        and c.clase_codigo = h.clase_codigo
        and c.persona_id = h.persona_id
        and c.modalidad_codigo = h.modalidad_a_codigo
        and c.institucion_codigo = h.institucion_codigo
        and year(c.entrega_fecha) = h.anio
    where h.tipo_hallazgo_codigo = 'cruce'
),

-- What was not handed over, or came back, is in no coincidence.
entrega as not materialized (
    select
        transferencia_id, hoja, fila, institucion_codigo, modalidad_codigo, persona_id,
        coalesce(hogar_id, persona_id) as hogar_o_persona_id, entrega_fecha, periodo_inicio_fecha, periodo_fin_fecha,
        monto_gtq
    from link_entrega
    where coalesce(estado_entrega_codigo, 'entregada') not in ('no_cobrada', 'devuelta')
),

-- Months after the last delivery of all do not count.
alcance as (
    select last_day(max(entrega_fecha)) as ultima_fecha from entrega
),

de_sujeto as (
    select
        h.hallazgo_id, h.regla_id, h.modalidad_a_codigo, h.modalidad_b_codigo, h.anio,
        h.institucion_codigo as duena_codigo, e.*
    from pedido as h
    inner join entrega as e on e.persona_id = h.sujeto_id
    where h.tipo_hallazgo_codigo = 'coincidencia' and h.grano_codigo = 'persona'
    union all
    select
        h.hallazgo_id, h.regla_id, h.modalidad_a_codigo, h.modalidad_b_codigo, h.anio,
        h.institucion_codigo as duena_codigo, e.*
    from pedido as h
    inner join entrega as e on e.hogar_o_persona_id = h.sujeto_id
    where h.tipo_hallazgo_codigo = 'coincidencia' and h.grano_codigo = 'hogar'
),

-- Deliveries of both sides on days on which the rule holds; those of side b count with the rule's window.
parte as (
    select
        s.hallazgo_id,
        s.anio,
        s.institucion_codigo = s.duena_codigo as es_propia,
        s.modalidad_a_codigo = s.modalidad_b_codigo as es_la_misma,
        case when s.modalidad_codigo = s.modalidad_a_codigo then 'a' else 'b' end as lado,
        s.transferencia_id,
        s.hoja,
        s.fila,
        s.modalidad_codigo,
        s.entrega_fecha,
        s.monto_gtq,
        s.periodo_inicio_fecha as inicio_fecha,
        s.periodo_fin_fecha as fin_fecha,
        s.periodo_inicio_fecha - cast(r.dias_antes as integer) as ancho_inicio_fecha,
        s.periodo_fin_fecha + cast(r.dias_despues as integer) as ancho_fin_fecha
    from de_sujeto as s
    inner join ref_regla_coincidencia as r
        on r.regla_id = s.regla_id
        and r.modalidad_a_codigo = s.modalidad_a_codigo
        and r.modalidad_b_codigo = s.modalidad_b_codigo
        and s.entrega_fecha >= r.vigente_desde
        and (r.vigente_hasta is null or s.entrega_fecha <= r.vigente_hasta)
    where s.modalidad_codigo = s.modalidad_a_codigo or s.modalidad_codigo = s.modalidad_b_codigo
),

periodo as (
    select
        hallazgo_id, anio, es_la_misma, lado, inicio_fecha, fin_fecha, ancho_inicio_fecha, ancho_fin_fecha,
        count(*) as veces
    from parte
    group by
        hallazgo_id, anio, es_la_misma, lado, inicio_fecha, fin_fecha, ancho_inicio_fecha, ancho_fin_fecha
),

-- Days in common, as intervals. A modality with itself: days that an earlier period, with its window, covered already.
cruzado as (
    select
        a.hallazgo_id,
        a.anio,
        greatest(a.inicio_fecha, b.ancho_inicio_fecha) as desde_fecha,
        least(a.fin_fecha, b.ancho_fin_fecha) as hasta_fecha
    from periodo as a
    inner join periodo as b on b.hallazgo_id = a.hallazgo_id and b.lado = 'b'
    where a.lado = 'a' and not a.es_la_misma
    union all
    select
        q.hallazgo_id,
        q.anio,
        greatest(q.inicio_fecha, p.ancho_inicio_fecha) as desde_fecha,
        least(q.fin_fecha, p.ancho_fin_fecha) as hasta_fecha
    from periodo as q
    inner join periodo as p
        on p.hallazgo_id = q.hallazgo_id
        and (
            p.inicio_fecha < q.inicio_fecha
            or (p.inicio_fecha = q.inicio_fecha and p.fin_fecha < q.fin_fecha)
            or (p.inicio_fecha = q.inicio_fecha and p.fin_fecha = q.fin_fecha and q.veces > 1)
        )
    where q.es_la_misma
),

comun as (
    select hallazgo_id, desde_fecha, hasta_fecha
    from (
        select
            c.hallazgo_id,
            greatest(c.desde_fecha, make_date(c.anio, 1, 1)) as desde_fecha,
            least(c.hasta_fecha, make_date(c.anio, 12, 31), alcance.ultima_fecha) as hasta_fecha
        from cruzado as c
        cross join alcance
    ) as acotado
    where desde_fecha <= hasta_fecha
)

select hallazgo_id, transferencia_id, hoja, fila, modalidad_codigo, entrega_fecha, monto_gtq from cruzada
union all
select
    p.hallazgo_id, p.transferencia_id, p.hoja, p.fila, p.modalidad_codigo, p.entrega_fecha, p.monto_gtq
from parte as p
semi join comun as c
    on c.hallazgo_id = p.hallazgo_id
    and c.desde_fecha
    <= case when p.lado = 'a' and not p.es_la_misma then p.fin_fecha else p.ancho_fin_fecha end
    and c.hasta_fecha
    >= case when p.lado = 'a' and not p.es_la_misma then p.inicio_fecha else p.ancho_inicio_fecha end
where p.es_propia
order by hallazgo_id, entrega_fecha, transferencia_id, hoja, fila
