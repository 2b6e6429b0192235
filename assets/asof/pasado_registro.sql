-- pasado_registro: one row per record that was known on a past day, with its person of today and where it came first.
-- Inputs: link_persona_guardada (all records with their persons, as of today), link_registro (which rows of the transfers
-- known on the day bring which record), link_orden (these transfers in order of reception), pasado_sobrante (rows that
-- were not accepted then). In memory only; it is read as link_anterior, the table of persons that is put back.
with
conocido as not materialized (
    select p.*
    from link_persona_guardada as p
    semi join link_orden as o on o.transferencia_id = p.transferencia_id
),

-- Its first row was accepted only later: it came with the next one that was accepted, or was not known yet.
sin_su_fila as (
    select c.*
    from conocido as c
    semi join pasado_sobrante as s
        on s.transferencia_id = c.transferencia_id and s.hoja = c.hoja and s.fila = c.fila
),

otra_fila as (
    select
        r.registro_id,
        r.transferencia_id,
        r.hoja,
        r.fila,
        row_number() over (partition by r.registro_id order by o.lugar, r.hoja, r.fila) as vez
    from link_registro as r
    semi join sin_su_fila as n on n.registro_id = r.registro_id
    inner join link_orden as o on o.transferencia_id = r.transferencia_id
    anti join pasado_sobrante as s
        on s.transferencia_id = r.transferencia_id and s.hoja = r.hoja and s.fila = r.fila
)

select
    c.registro_id,
    c.persona_id,
    c.metodo_codigo,
    c.peso,
    c.persona_enviada_id,
    c.fuente_codigo,
    c.transferencia_id,
    c.hoja,
    c.fila
from conocido as c
anti join sin_su_fila as n on n.registro_id = c.registro_id
union all
select
    n.registro_id,
    n.persona_id,
    n.metodo_codigo,
    n.peso,
    n.persona_enviada_id,
    n.fuente_codigo,
    o.transferencia_id,
    o.hoja,
    o.fila
from sin_su_fila as n
inner join otra_fila as o on o.registro_id = n.registro_id and o.vez = 1
