-- link_tocado: one row per record whose person may change: the seeds, and all records tied to them directly or by way of
-- others. One round of it: the records reached so far, and those that the ties met last lead to.
-- Inputs: link_semilla (new records, and those that a decision names), link_alcanzado (records reached so far),
-- link_lazo_cercano (ties met last), link_decision (what stands by decision of a person). In memory only.
with
lazo as (
    select registro_a_id, registro_b_id
    from link_lazo_cercano
    where estado_codigo = 'unido'
    union all
    select registro_a_id, registro_b_id
    from link_decision
    where decision_codigo = 'unir'
        and (
            registro_a_id in (select registro_id from link_alcanzado)
            or registro_b_id in (select registro_id from link_alcanzado)
        )
)

select registro_id from link_semilla
union
select registro_id from link_alcanzado
union
select registro_a_id from lazo
union
select registro_b_id from lazo
