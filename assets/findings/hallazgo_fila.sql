-- hallazgo_fila: one row per finding and delivery of its own institution that it is about.
-- Inputs: hallazgo_pedido (findings that are told), link_hallazgo, link_cruce, link_entrega. What another institution sent
-- is not here, whatever the finding is about.
with
pedido as (
    select
        h.hallazgo_id, h.tipo_hallazgo_codigo, h.grano_codigo, h.regla_id, h.clase_codigo, h.persona_id,
        case when h.grano_codigo = 'hogar' then coalesce(h.hogar_id, h.persona_id) else h.persona_id end as sujeto_id,
        h.modalidad_a_codigo, h.modalidad_b_codigo, h.institucion_codigo, h.anio, h.primera_fecha, h.ultima_fecha
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
entrega as (
    select
        transferencia_id, hoja, fila, institucion_codigo, modalidad_codigo, persona_id,
        coalesce(hogar_id, persona_id) as hogar_o_persona_id, entrega_fecha, monto_gtq
    from link_entrega
    where coalesce(estado_entrega_codigo, 'entregada') not in ('no_cobrada', 'devuelta')
),

coincidente as (
    select h.hallazgo_id, h.modalidad_a_codigo, h.modalidad_b_codigo, h.primera_fecha, h.ultima_fecha, e.*
    from pedido as h
    inner join entrega as e on e.persona_id = h.sujeto_id and e.institucion_codigo = h.institucion_codigo
    where h.tipo_hallazgo_codigo = 'coincidencia' and h.grano_codigo = 'persona'
    union all
    select h.hallazgo_id, h.modalidad_a_codigo, h.modalidad_b_codigo, h.primera_fecha, h.ultima_fecha, e.*
    from pedido as h
    inner join entrega as e on e.hogar_o_persona_id = h.sujeto_id and e.institucion_codigo = h.institucion_codigo
    where h.tipo_hallazgo_codigo = 'coincidencia' and h.grano_codigo = 'hogar'
)

select hallazgo_id, transferencia_id, hoja, fila, modalidad_codigo, entrega_fecha, monto_gtq from cruzada
union all
-- Deliveries of both sides from the first to the last that coincide.
select hallazgo_id, transferencia_id, hoja, fila, modalidad_codigo, entrega_fecha, monto_gtq
from coincidente
where (modalidad_codigo = modalidad_a_codigo or modalidad_codigo = modalidad_b_codigo)
    and entrega_fecha >= primera_fecha
    and entrega_fecha <= ultima_fecha
order by hallazgo_id, entrega_fecha, transferencia_id, hoja, fila
