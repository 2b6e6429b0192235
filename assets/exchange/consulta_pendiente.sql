-- consulta_pendiente: one row per identity that has to be asked, with a transfer that brought it.
-- Inputs: link_identidad, link_consulta, link_respuesta; consulta_apartada (of lots that wait for a person). $hoy: the day; $desde, $hasta: deliveries of which days are meant;
-- $transferencias: transfers that are meant, or null for all.
-- Asked is what was never asked; what was asked and got no answer in its time; and what has an answer that is worth
-- nothing any more. A death needs no second asking.
with
preguntada as (
    select identidad_id, max(plazo_fecha) as plazo_fecha from link_consulta group by identidad_id
),

-- The answer of the latest day; of one day, the one that came last: the same that link_validacion finds to hold.
respondida as (
    select identidad_id, estado_identidad_codigo, vigente_hasta
    from link_respuesta
    qualify row_number() over (
        partition by identidad_id
        order by respondido_fecha desc, conocido_fecha desc, respuesta_orden desc, lote_id desc, numero desc
    ) = 1
)

select
    i.identidad_id,
    min(i.transferencia_id) as transferencia_id
from link_identidad as i
left join preguntada as p on p.identidad_id = i.identidad_id
left join respondida as r on r.identidad_id = i.identidad_id
anti join consulta_apartada as a on a.identidad_id = i.identidad_id
where
    i.ultima_fecha >= coalesce(cast($desde as date), i.ultima_fecha)
    and i.primera_fecha <= coalesce(cast($hasta as date), i.primera_fecha)
    and (
        cast($transferencias as varchar[]) is null
        or list_contains(cast($transferencias as varchar[]), i.transferencia_id)
    )
    and (p.identidad_id is null or p.plazo_fecha < $hoy)
    and (r.identidad_id is null or (r.vigente_hasta < $hoy and r.estado_identidad_codigo <> 'fallecido'))
group by i.identidad_id
order by i.identidad_id
