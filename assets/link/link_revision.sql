-- link_revision: one row per question for a person: two persons, some of whose records may be of one.
-- Inputs: link_enlace (pairs held for a person, and decisions of people), link_registro_persona, link_entrega.
-- What identifies is not here: it is fetched for one case at a time, by whoever answers it.
-- A CUI that a crowd carries is one mistake and no question of two by two (it is the finding CTL-04): its pairs are asked
-- only where something besides the CUI speaks for them.
-- A question disappears when its two persons became one, or when somebody said that they are two.
-- An accepted decision that others keep from holding is a question of its own, whatever was said of its two persons,
-- until one of these decisions is taken back or answered otherwise.
-- The order of the queue: what both sides were paid, then the weight nearest to a decision.
with
par as (
    select
        e.registro_a_id,
        e.registro_b_id,
        e.regla,
        e.peso,
        least(a.persona_id, b.persona_id) as persona_a_id,
        greatest(a.persona_id, b.persona_id) as persona_b_id
    from link_enlace as e
    inner join link_registro_persona as a on a.registro_id = e.registro_a_id
    inner join link_registro_persona as b on b.registro_id = e.registro_b_id
    where e.estado_codigo = 'revision' and a.persona_id <> b.persona_id
),

-- How many others each person shares a CUI with while neither name nor birth date agrees.
compartida as (
    select persona_id, count(distinct otra_persona_id) as personas
    from (
        select persona_a_id as persona_id, persona_b_id as otra_persona_id
        from par
        where regla = 'cui_compartido'
        union all
        select persona_b_id as persona_id, persona_a_id as otra_persona_id
        from par
        where regla = 'cui_compartido'
    ) as lado
    group by persona_id
),

respondida as (
    select distinct
        least(a.persona_id, b.persona_id) as persona_a_id,
        greatest(a.persona_id, b.persona_id) as persona_b_id
    from link_enlace as e
    inner join link_registro_persona as a on a.registro_id = e.registro_a_id
    inner join link_registro_persona as b on b.registro_id = e.registro_b_id
    where e.etapa_codigo = 'P' and e.estado_codigo = 'separado'
),

contradicha as (
    select distinct
        least(a.persona_id, b.persona_id) as persona_a_id,
        greatest(a.persona_id, b.persona_id) as persona_b_id,
        e.registro_a_id,
        e.registro_b_id
    from link_enlace as e
    inner join link_registro_persona as a on a.registro_id = e.registro_a_id
    inner join link_registro_persona as b on b.registro_id = e.registro_b_id
    where e.etapa_codigo = 'P' and e.estado_codigo = 'unido' and a.persona_id <> b.persona_id
),

abierta as (
    select
        p.persona_a_id,
        p.persona_b_id,
        p.registro_a_id,
        p.registro_b_id,
        p.regla,
        p.peso,
        count(*) over (partition by p.persona_a_id, p.persona_b_id) as pares
    from par as p
    anti join contradicha as c on c.persona_a_id = p.persona_a_id and c.persona_b_id = p.persona_b_id
    left join compartida as a on a.persona_id = p.persona_a_id
    left join compartida as b on b.persona_id = p.persona_b_id
    anti join respondida as r on r.persona_a_id = p.persona_a_id and r.persona_b_id = p.persona_b_id
    where p.regla <> 'cui_compartido' or p.peso >= 0 or least(a.personas, b.personas) < 10
    qualify row_number() over (
        partition by p.persona_a_id, p.persona_b_id
        order by p.peso desc nulls last, p.registro_a_id, p.registro_b_id
    ) = 1
),

pregunta as (
    select * from abierta
    union all
    select
        c.persona_a_id,
        c.persona_b_id,
        c.registro_a_id,
        c.registro_b_id,
        'decision_contradicha' as regla,
        e.peso,
        count(*) over (partition by c.persona_a_id, c.persona_b_id) as pares
    from contradicha as c
    left join link_enlace as e
        on e.registro_a_id = c.registro_a_id and e.registro_b_id = c.registro_b_id and e.etapa_codigo <> 'P'
    qualify row_number() over (
        partition by c.persona_a_id, c.persona_b_id order by c.registro_a_id, c.registro_b_id
    ) = 1
),

pagado as (
    select
        persona_id,
        count(*) as entregas,
        cast(sum(monto_gtq) as decimal(18, 2)) as monto_gtq,
        min(conocido_fecha) as conocido_fecha
    from link_entrega
    where persona_id is not null
    group by persona_id
)

select
    substr(md5(concat(q.persona_a_id, '|', q.persona_b_id)), 1, 12) as caso_id,
    q.persona_a_id,
    q.persona_b_id,
    q.registro_a_id,
    q.registro_b_id,
    q.regla,
    q.peso,
    cast(q.pares as bigint) as pares,
    cast(coalesce(a.entregas, 0) + coalesce(b.entregas, 0) as bigint) as entregas,
    cast(coalesce(a.monto_gtq, 0) + coalesce(b.monto_gtq, 0) as decimal(18, 2)) as monto_pagado_gtq,
    greatest(a.conocido_fecha, b.conocido_fecha) as conocido_fecha
from pregunta as q
left join pagado as a on a.persona_id = q.persona_a_id
left join pagado as b on b.persona_id = q.persona_b_id
order by monto_pagado_gtq desc, abs(q.peso) nulls last, caso_id
