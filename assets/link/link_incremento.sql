-- link_incremento: one row per transfer that brought new records now: what they would do to the table of persons.
-- Inputs: link_nuevo (records that are compared now), vault_registro (where they came first), link_grupo (records of the
-- touched groups, with their group), link_anterior (the former table of persons, as far as it is touched).
-- In memory only.
with
caido as (
    select r.transferencia_id, g.cluster_id, count(*) as registros
    from link_nuevo as n
    inner join vault_registro as r on r.registro_id = n.registro_id
    inner join link_grupo as g on g.record_id = n.registro_id
    group by r.transferencia_id, g.cluster_id
),

-- The known persons that each group holds; every one but the first is gone.
conocida as (
    select g.cluster_id, count(distinct a.persona_id) as personas
    from link_grupo as g
    inner join link_anterior as a on a.registro_id = g.record_id
    group by g.cluster_id
)

select
    c.transferencia_id,
    cast(sum(c.registros) as bigint) as registros,
    count(*) as personas,
    max(c.registros) as mayor,
    cast(coalesce(sum(c.registros) filter (where k.cluster_id is not null), 0) as bigint) as de_conocidas,
    cast(coalesce(sum(k.personas - 1), 0) as bigint) as fundidas
from caido as c
left join conocida as k on k.cluster_id = c.cluster_id
group by c.transferencia_id
order by c.transferencia_id
