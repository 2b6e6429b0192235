-- respuesta_juicio: one row per row of an answer, with what is made of it.
-- Inputs: respuesta_fila (the answer as texts, numbered), link_consulta, respuesta_anterior (answers of earlier ones).
-- $hoy: the day it came; a verifier further east may be a day ahead. In memory only.
-- ilegible: no state, date or number of the protocol; ajena: nobody asked that; contradictoria: the same answer says two
-- things of one question; repetida: it was said before, here or earlier; aceptada: the others.
with
leida as (
    select
        orden,
        trim(lote) as lote_id,
        case when regexp_matches(trim(numero), '^[0-9]{1,9}$') then cast(trim(numero) as bigint) end as numero,
        lower(trim(estado)) as estado_identidad_codigo,
        nullif(lower(replace(trim(campo_discrepante), ' ', '')), '') as campo_discrepante,
        case
            when regexp_matches(trim(respondido_fecha), '^[0-9]{4}-[0-9]{2}-[0-9]{2}$')
                then try_cast(trim(respondido_fecha) as date)
        end as respondido_fecha
    from respuesta_fila
),

valida as (
    select
        l.*,
        coalesce(
            l.numero is not null
            and l.respondido_fecha <= cast($hoy as date) + 1
            and (
                (
                    l.estado_identidad_codigo in ('validado', 'no_encontrado', 'fallecido')
                    and l.campo_discrepante is null
                )
                or (
                    l.estado_identidad_codigo = 'discrepancia'
                    and l.campo_discrepante in (
                        'nombres', 'apellidos', 'nacimiento_fecha', 'nombres|apellidos',
                        'nombres|nacimiento_fecha', 'apellidos|nacimiento_fecha',
                        'nombres|apellidos|nacimiento_fecha'
                    )
                )
            ),
            false
        ) as es_legible
    from leida as l
),

-- What an answer says of each question, once.
dicho as (
    select
        lote_id, numero, estado_identidad_codigo, campo_discrepante, respondido_fecha,
        min(orden) as primera,
        count(*) over (partition by lote_id, numero) as versiones
    from valida
    where es_legible
    group by lote_id, numero, estado_identidad_codigo, campo_discrepante, respondido_fecha
)

select
    v.orden,
    c.lote_id,
    c.numero,
    c.identidad_id,
    c.persona_enviada_id,
    v.estado_identidad_codigo,
    v.campo_discrepante,
    v.respondido_fecha,
    case
        when not v.es_legible then 'ilegible'
        when c.identidad_id is null then 'ajena'
        when d.versiones > 1 then 'contradictoria'
        when d.primera < v.orden then 'repetida'
        when a.lote_id is not null then 'repetida'
        else 'aceptada'
    end as destino
from valida as v
left join link_consulta as c on c.lote_id = v.lote_id and c.numero = v.numero
left join dicho as d
    on d.lote_id = v.lote_id
    and d.numero = v.numero
    and d.estado_identidad_codigo = v.estado_identidad_codigo
    and d.campo_discrepante is not distinct from v.campo_discrepante
    and d.respondido_fecha = v.respondido_fecha
left join respuesta_anterior as a
    on a.lote_id = v.lote_id
    and a.numero = v.numero
    and a.estado_identidad_codigo = v.estado_identidad_codigo
    and a.campo_discrepante is not distinct from v.campo_discrepante
    and a.respondido_fecha = v.respondido_fecha
order by v.orden
