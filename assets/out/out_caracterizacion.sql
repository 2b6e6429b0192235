-- out_caracterizacion: one row per person with at least one accepted delivery; what is known of who the person is.
-- Inputs: out_dim_persona, link_entrega (what institutions sent), out_beneficio.
-- Rule for each attribute on its own, as in link_persona: the value sent most often; on a tie the one known last
-- (conocido_fecha, entrega_fecha, transferencia_id), then the greater code. A null never beats a value.
with
-- Equal rows first: everything after this step works on a fraction of the deliveries.
perfil as (
    select
        persona_id,
        comunidad_linguistica_codigo,
        tiene_discapacidad,
        escolaridad_codigo,
        pobreza_codigo,
        count(*) as entregas,
        max(concat(
            cast(conocido_fecha as varchar), '|', cast(entrega_fecha as varchar), '|', transferencia_id
        )) as conocido_orden
    from link_entrega
    where
        persona_id is not null
        and coalesce(
            comunidad_linguistica_codigo, cast(tiene_discapacidad as varchar), escolaridad_codigo, pobreza_codigo
        ) is not null
    group by persona_id, comunidad_linguistica_codigo, tiene_discapacidad, escolaridad_codigo, pobreza_codigo
),

enviado as (
    select
        persona_id,
        min(comunidad_linguistica_codigo) as comunidad_menor,
        max(comunidad_linguistica_codigo) as comunidad_mayor,
        bool_and(tiene_discapacidad) as discapacidad_menor,
        bool_or(tiene_discapacidad) as discapacidad_mayor,
        min(escolaridad_codigo) as escolaridad_menor,
        max(escolaridad_codigo) as escolaridad_mayor,
        min(pobreza_codigo) as pobreza_menor,
        max(pobreza_codigo) as pobreza_mayor
    from perfil
    group by persona_id
),

-- Only attributes on which the deliveries of a person differ are weighed; most people have one value.
valor_enviado as (
    select p.persona_id, 'comunidad' as atributo, p.comunidad_linguistica_codigo as valor, p.entregas, p.conocido_orden
    from perfil as p
    inner join enviado as e on e.persona_id = p.persona_id and e.comunidad_menor < e.comunidad_mayor
    where p.comunidad_linguistica_codigo is not null
    union all
    select p.persona_id, 'discapacidad', cast(p.tiene_discapacidad as varchar), p.entregas, p.conocido_orden
    from perfil as p
    inner join enviado as e on e.persona_id = p.persona_id and e.discapacidad_menor <> e.discapacidad_mayor
    where p.tiene_discapacidad is not null
    union all
    select p.persona_id, 'escolaridad', p.escolaridad_codigo, p.entregas, p.conocido_orden
    from perfil as p
    inner join enviado as e on e.persona_id = p.persona_id and e.escolaridad_menor < e.escolaridad_mayor
    where p.escolaridad_codigo is not null
    union all
    select p.persona_id, 'pobreza', p.pobreza_codigo, p.entregas, p.conocido_orden
    from perfil as p
    inner join enviado as e on e.persona_id = p.persona_id and e.pobreza_menor < e.pobreza_mayor
    where p.pobreza_codigo is not null
),

valor_contado as (
    select
        persona_id, atributo, valor,
        cast(sum(entregas) as bigint) as veces,
        max(conocido_orden) as conocido_orden
    from valor_enviado
    group by persona_id, atributo, valor
),

valor_elegido as (
    select persona_id, atributo, valor
    from valor_contado
    qualify row_number() over (
        partition by persona_id, atributo order by veces desc, conocido_orden desc, valor desc
    ) = 1
),

valor_resuelto as (
    select
        persona_id,
        max(valor) filter (where atributo = 'comunidad') as comunidad,
        max(valor) filter (where atributo = 'discapacidad') as discapacidad,
        max(valor) filter (where atributo = 'escolaridad') as escolaridad,
        max(valor) filter (where atributo = 'pobreza') as pobreza
    from valor_elegido
    group by persona_id
),

recibido as (
    select
        persona_id,
        count(distinct programa_codigo) as programas,
        count(distinct modalidad_codigo) as modalidades
    from out_beneficio
    group by persona_id
)

select
    d.persona_id,
    d.identidad_codigo,
    d.estado_identidad_codigo,
    d.sexo_codigo,
    d.nacimiento_anio,
    d.pueblo_codigo,
    d.residencia_departamento_codigo,
    d.residencia_municipio_codigo,
    coalesce(v.comunidad, e.comunidad_menor) as comunidad_linguistica_codigo,
    coalesce(cast(v.discapacidad as boolean), e.discapacidad_menor) as tiene_discapacidad,
    coalesce(v.escolaridad, e.escolaridad_menor) as escolaridad_codigo,
    coalesce(v.pobreza, e.pobreza_menor) as pobreza_codigo,
    coalesce(r.programas, 0) as programas,
    coalesce(r.modalidades, 0) as modalidades,
    d.entregas,
    d.instituciones,
    d.primera_fecha,
    d.ultima_fecha
from out_dim_persona as d
left join enviado as e on e.persona_id = d.persona_id
left join valor_resuelto as v on v.persona_id = d.persona_id
left join recibido as r on r.persona_id = d.persona_id
order by d.persona_id
