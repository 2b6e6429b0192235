-- out_efectividad_corresponsabilidad: one row per year, month, modality and department (null = the country) with a
-- delivery of which somebody says, or could say, whether the co-responsibility was met; exact.
-- Inputs: link_entrega, link_verificacion, out_hecho_entrega. A restricted programme is counted by year in the country.
-- Two voices: the institution that pays (cumple_corresponsabilidad of the delivery) and the ministry that sees it met
-- (registers of compliance, for the person, the modality and a period that meets the one that is paid). A register that
-- says no in any of its rows for the period says no.
with
verificado as (
    select
        persona_id, modalidad_codigo, ocurrio_fecha, coalesce(fin_fecha, ocurrio_fecha) as fin_fecha,
        cumple_corresponsabilidad
    from link_verificacion
    where fuente_codigo in ('mineduc_cumplimiento', 'mspas_cumplimiento')
        and persona_id is not null
        and cumple_corresponsabilidad is not null
    -- What a ministry said last of a period is what it says.
    qualify row_number() over (
        partition by fuente_codigo, persona_id, modalidad_codigo, ocurrio_fecha, fin_fecha
        order by conocido_fecha desc, transferencia_id desc, hoja desc, fila desc
    ) = 1
),

modalidad_verificada as (
    select distinct modalidad_codigo from verificado
),

entrega as (
    select
        e.entrega_id, e.persona_id, e.modalidad_codigo, e.periodo_inicio_fecha, e.periodo_fin_fecha,
        e.cumple_corresponsabilidad as dice_entrega,
        coalesce(e.estado_entrega_codigo, 'entregada') not in ('no_cobrada', 'devuelta') as es_pagada
    from link_entrega as e
    where e.cumple_corresponsabilidad is not null
        or e.modalidad_codigo in (select modalidad_codigo from modalidad_verificada)
),

respuesta as (
    select
        e.entrega_id,
        bool_and(v.cumple_corresponsabilidad) as dice_registro
    from entrega as e
    inner join verificado as v
        on v.persona_id = e.persona_id
        and v.modalidad_codigo = e.modalidad_codigo
        and v.ocurrio_fecha <= e.periodo_fin_fecha
        and v.fin_fecha >= e.periodo_inicio_fecha
    group by e.entrega_id
),

renglon as (
    select
        h.anio,
        case when h.visibilidad_codigo <> 'restringida' then h.mes end as mes,
        h.modalidad_codigo,
        h.visibilidad_codigo,
        h.departamento_codigo,
        h.persona_id,
        e.dice_entrega,
        r.dice_registro,
        e.es_pagada,
        cast(h.monto_gtq * 100 as bigint) as centavos
    from entrega as e
    inner join out_hecho_entrega as h on h.entrega_id = e.entrega_id
    left join respuesta as r on r.entrega_id = e.entrega_id
)

select
    anio,
    mes,
    modalidad_codigo,
    visibilidad_codigo,
    departamento_codigo,
    count(*) as entregas,
    count(distinct persona_id) as personas,
    count(*) filter (where dice_entrega) as cumplen_segun_entrega,
    count(*) filter (where not dice_entrega) as no_cumplen_segun_entrega,
    count(*) filter (where dice_registro) as cumplen_segun_registro,
    count(*) filter (where not dice_registro) as no_cumplen_segun_registro,
    count(*) filter (where dice_entrega <> dice_registro) as respuestas_contrarias,
    count(*) filter (where es_pagada and not coalesce(dice_registro, dice_entrega)) as pagadas_sin_cumplir,
    quetzales(
        coalesce(sum(centavos) filter (where es_pagada and not coalesce(dice_registro, dice_entrega)), 0)
    ) as monto_sin_cumplir_gtq
from renglon
group by
    anio,
    mes,
    modalidad_codigo,
    visibilidad_codigo,
    grouping sets ((), (departamento_codigo))
having visibilidad_codigo <> 'restringida' or departamento_codigo is null
order by anio, mes, modalidad_codigo, departamento_codigo nulls first
