-- link_validacion: one row per identity that a delivery brings or that was asked, with what is known of it.
-- Inputs: link_identidad, link_consulta, link_respuesta. $validacion_corte: the last day on which an answer or a time to
-- answer ended, up to now; null when none did. It moves only when one ends, so the table stays as it is on other days.
-- $al_dia: only what had been answered by the end of this day (null: everything), to run a past payment again.
-- An answer outlives its worth when nobody answers again: the state stays, and es_antigua tells. One that says the same
-- again renews it and is no news: conocido_fecha is the day since which what holds was known without a break.
with
identidad as (
    select identidad_id, min(persona_enviada_id) as persona_enviada_id
    from (
        select identidad_id, persona_enviada_id from link_identidad
        union all
        select identidad_id, persona_enviada_id from link_consulta
    )
    group by identidad_id
),

preguntada as (
    select
        identidad_id,
        count(*) as consultas,
        max(consultado_fecha) as consultado_fecha,
        min(plazo_fecha) as plazo_fecha
    from link_consulta
    group by identidad_id
),

-- What one answer says of an identity; asked in two lots, the later of the two.
dicho as (
    select
        identidad_id, estado_identidad_codigo, campo_discrepante, respondio, respondido_fecha, conocido_fecha,
        vigente_hasta, respuesta_orden
    from link_respuesta
    where $al_dia is null or conocido_fecha <= cast($al_dia as date)
    qualify row_number() over (
        partition by identidad_id, respuesta_id order by respondido_fecha desc, lote_id desc, numero desc
    ) = 1
),

-- An answer held when it came, unless the register had already told of a later day; the last that held, holds.
llegada as (
    select
        *,
        respondido_fecha >= coalesce(
            max(respondido_fecha) over (
                partition by identidad_id
                order by conocido_fecha, respuesta_orden
                rows between unbounded preceding and 1 preceding
            ),
            respondido_fecha
        ) as valio
    from dicho
),

tramo as (
    select
        *,
        coalesce(
            lag(concat(estado_identidad_codigo, '|', coalesce(campo_discrepante, ''))) over (
                partition by identidad_id order by conocido_fecha, respuesta_orden
            ) <> concat(estado_identidad_codigo, '|', coalesce(campo_discrepante, '')),
            true
        ) as dice_otra_cosa
    from llegada
    where valio
),

respondida as (
    select
        identidad_id, estado_identidad_codigo, campo_discrepante, respondio, respondido_fecha, vigente_hasta,
        max(case when dice_otra_cosa then conocido_fecha end) over (partition by identidad_id) as conocido_fecha
    from tramo
    qualify row_number() over (
        partition by identidad_id order by tramo.conocido_fecha desc, tramo.respuesta_orden desc
    ) = 1
)

select
    i.identidad_id,
    i.persona_enviada_id,
    case
        when r.identidad_id is not null then r.estado_identidad_codigo
        when p.identidad_id is not null then 'enviado'
        else 'nunca_enviado'
    end as estado_identidad_codigo,
    r.campo_discrepante,
    coalesce(p.consultas, 0) as consultas,
    p.consultado_fecha,
    r.respondio,
    r.respondido_fecha,
    r.conocido_fecha,
    r.vigente_hasta,
    coalesce(
        case
            when r.estado_identidad_codigo = 'fallecido' then false
            when r.identidad_id is not null then r.vigente_hasta <= cast($validacion_corte as date)
            else p.plazo_fecha <= cast($validacion_corte as date)
        end,
        false
    ) as es_antigua
from identidad as i
left join preguntada as p on p.identidad_id = i.identidad_id
left join respondida as r on r.identidad_id = i.identidad_id
order by i.identidad_id
