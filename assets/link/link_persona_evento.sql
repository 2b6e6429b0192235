-- link_persona_evento: one row per thing that a step did to a person.
-- Inputs: link_anterior (the former table of persons), link_registro_persona (the new one), link_tocado (records that
-- may have changed). $noche: the moment of the step; $motivo: what caused it; $todo: whether every record was touched.
with
antes as (
    select a.registro_id, a.persona_id
    from link_anterior as a
    left join link_tocado as t on t.registro_id = a.registro_id
    where $todo or t.registro_id is not null
),

ahora as (
    select p.registro_id, p.persona_id
    from link_registro_persona as p
    semi join link_tocado as t on t.registro_id = p.registro_id
),

persona_antes as (
    select distinct persona_id from antes
),

persona_ahora as (
    select distinct persona_id from ahora
),

-- Where the records of each person went, and where those of each came from.
paso as (
    select a.persona_id as de, n.persona_id as a_quien, count(*) as registros
    from antes as a
    inner join ahora as n on n.registro_id = a.registro_id
    where a.persona_id <> n.persona_id
    group by a.persona_id, n.persona_id
),

mudanza as (
    select
        p.de,
        p.a_quien,
        p.registros,
        sigue.persona_id is not null as de_sigue,
        estaba.persona_id is not null as a_quien_estaba
    from paso as p
    left join persona_ahora as sigue on sigue.persona_id = p.de
    left join persona_antes as estaba on estaba.persona_id = p.a_quien
),

-- A person without any record of before is born; one whose records went to nobody is gone with them.
nacida as (
    select n.persona_id, count(*) as registros
    from ahora as n
    anti join persona_antes as p on p.persona_id = n.persona_id
    anti join mudanza as m on m.a_quien = n.persona_id
    group by n.persona_id
),

retirada as (
    select a.persona_id, count(*) as registros
    from antes as a
    anti join persona_ahora as p on p.persona_id = a.persona_id
    anti join mudanza as m on m.de = a.persona_id
    group by a.persona_id
),

evento as (
    select persona_id, 'nacida' as evento_codigo, cast(null as varchar) as otra_persona_id, registros
    from nacida
    union all
    select a_quien, 'separada', de, registros from mudanza where de_sigue and not a_quien_estaba
    union all
    select de, 'fusionada', a_quien, registros from mudanza where not de_sigue and a_quien_estaba
    union all
    select de, 'reasignada', a_quien, registros from mudanza where de_sigue = a_quien_estaba
    union all
    select persona_id, 'reasignada', cast(null as varchar), registros from retirada
)

select
    cast($noche as timestamp) as noche,
    persona_id,
    evento_codigo,
    otra_persona_id,
    $motivo as motivo,
    cast(registros as bigint) as registros
from evento
order by persona_id, evento_codigo, otra_persona_id nulls first
