-- link_tocado: one row per record whose person may change: the seeds, and all records tied to them directly or by way of
-- others.
-- Inputs: link_semilla (new records, and those that a decision names); link_enlace (known and new ties); link_decision
-- (what stands by decision of a person). In memory only.
with recursive
lazo as (
    select registro_a_id as de_id, registro_b_id as a_id from link_enlace where estado_codigo = 'unido'
    union all
    select registro_b_id, registro_a_id from link_enlace where estado_codigo = 'unido'
    union all
    select registro_a_id, registro_b_id from link_decision where decision_codigo = 'unir'
    union all
    select registro_b_id, registro_a_id from link_decision where decision_codigo = 'unir'
),

alcance as (
    select registro_id from link_semilla
    union
    select l.a_id as registro_id
    from alcance as a
    inner join lazo as l on l.de_id = a.registro_id
)

select registro_id from alcance
