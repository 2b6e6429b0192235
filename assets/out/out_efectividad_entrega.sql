-- out_efectividad_entrega: one row per year, month, modality and department (null = the country): scheduled against
-- delivered; exact.
-- Inputs: link_entrega, out_hecho_entrega. Only modalities of which some row says what became of the delivery: without a
-- word on it, scheduled and delivered would be the same by silence. A restricted programme is counted by year in the
-- country.
with
modalidad_con_estado as (
    select distinct modalidad_codigo from link_entrega where estado_entrega_codigo is not null
),

renglon as (
    select
        h.anio,
        case when h.visibilidad_codigo <> 'restringida' then h.mes end as mes,
        h.modalidad_codigo,
        h.visibilidad_codigo,
        h.departamento_codigo,
        h.persona_id,
        case
            when e.estado_entrega_codigo is null then 'sin_estado'
            when e.estado_entrega_codigo in ('no_cobrada', 'devuelta') then e.estado_entrega_codigo
            else 'entregada'
        end as estado,
        cast(h.monto_gtq * 100 as bigint) as centavos
    from link_entrega as e
    semi join modalidad_con_estado as m on m.modalidad_codigo = e.modalidad_codigo
    inner join out_hecho_entrega as h on h.entrega_id = e.entrega_id
),

celda as (
    select
        anio,
        mes,
        modalidad_codigo,
        visibilidad_codigo,
        departamento_codigo,
        count(*) as programadas,
        count(*) filter (where estado = 'entregada') as entregadas,
        count(*) filter (where estado = 'no_cobrada') as no_cobradas,
        count(*) filter (where estado = 'devuelta') as devueltas,
        count(*) filter (where estado = 'sin_estado') as sin_estado,
        count(distinct persona_id) as personas_programadas,
        count(distinct persona_id) filter (where estado = 'entregada') as personas_entregadas,
        sum(centavos) as centavos,
        coalesce(sum(centavos) filter (where estado = 'entregada'), 0) as centavos_entregados,
        coalesce(sum(centavos) filter (where estado in ('no_cobrada', 'devuelta')), 0) as centavos_no_cobrados
    from renglon
    group by
        anio,
        mes,
        modalidad_codigo,
        visibilidad_codigo,
        grouping sets ((), (departamento_codigo))
    having visibilidad_codigo <> 'restringida' or departamento_codigo is null
)

select
    anio,
    mes,
    modalidad_codigo,
    visibilidad_codigo,
    departamento_codigo,
    programadas,
    entregadas,
    no_cobradas,
    devueltas,
    sin_estado,
    personas_programadas,
    personas_entregadas,
    quetzales(centavos) as monto_programado_gtq,
    quetzales(centavos_entregados) as monto_entregado_gtq,
    quetzales(centavos_no_cobrados) as monto_no_cobrado_gtq
from celda
order by anio, mes, modalidad_codigo, departamento_codigo nulls first
