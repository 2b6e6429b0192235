-- link_persona: one row per person with at least one accepted delivery.
-- Inputs: link_entrega (what institutions sent, with its person), link_verificacion (what RENAP says of a person; it adds
-- none); link_identidad, link_validacion, link_registro_persona (what was asked of RENAP, and answered).
-- Rule for each attribute on its own: RENAP's value; else the value sent most often; on a tie the one known
-- last (conocido_fecha, entrega_fecha, transferencia_id), then the greater code. A null never beats a value.
-- A resolved municipality brings its department along, so that a person has one coherent place.
with
-- Equal rows first: everything after this step works on a fraction of the deliveries.
perfil as (
    select
        persona_id,
        identidad_codigo,
        institucion_codigo,
        sexo_codigo,
        nacimiento_anio,
        nullif(pueblo_codigo, '9') as pueblo_codigo,
        residencia_departamento_codigo,
        residencia_municipio_codigo,
        nacimiento_departamento_codigo,
        nacimiento_municipio_codigo,
        count(*) as entregas,
        min(entrega_fecha) as primera_fecha,
        max(entrega_fecha) as ultima_fecha,
        max(concat(
            cast(conocido_fecha as varchar), '|', cast(entrega_fecha as varchar), '|', transferencia_id
        )) as conocido_orden
    from link_entrega
    where persona_id is not null
    group by
        persona_id, identidad_codigo, institucion_codigo, sexo_codigo, nacimiento_anio,
        nullif(pueblo_codigo, '9'), residencia_departamento_codigo, residencia_municipio_codigo,
        nacimiento_departamento_codigo, nacimiento_municipio_codigo
),

persona as (
    select
        persona_id,
        min(identidad_codigo) as identidad_codigo,
        min(sexo_codigo) as sexo_menor,
        max(sexo_codigo) as sexo_mayor,
        min(nacimiento_anio) as nacimiento_anio_menor,
        max(nacimiento_anio) as nacimiento_anio_mayor,
        min(pueblo_codigo) as pueblo_menor,
        max(pueblo_codigo) as pueblo_mayor,
        min(residencia_departamento_codigo) as residencia_departamento_menor,
        max(residencia_departamento_codigo) as residencia_departamento_mayor,
        min(residencia_municipio_codigo) as residencia_municipio_menor,
        max(residencia_municipio_codigo) as residencia_municipio_mayor,
        min(nacimiento_departamento_codigo) as nacimiento_departamento_menor,
        max(nacimiento_departamento_codigo) as nacimiento_departamento_mayor,
        min(nacimiento_municipio_codigo) as nacimiento_municipio_menor,
        max(nacimiento_municipio_codigo) as nacimiento_municipio_mayor,
        cast(sum(entregas) as bigint) as entregas,
        count(distinct institucion_codigo) as instituciones,
        min(primera_fecha) as primera_fecha,
        max(ultima_fecha) as ultima_fecha
    from perfil
    group by persona_id
),

-- Only attributes on which the deliveries of a person differ are weighed; most people have one value.
valor_enviado as (
    select e.persona_id, 'sexo' as atributo, e.sexo_codigo as valor, e.entregas, e.conocido_orden
    from perfil as e
    inner join persona as p on p.persona_id = e.persona_id and p.sexo_menor < p.sexo_mayor
    where e.sexo_codigo is not null
    union all
    select e.persona_id, 'nacimiento_anio', cast(e.nacimiento_anio as varchar), e.entregas, e.conocido_orden
    from perfil as e
    inner join persona as p on p.persona_id = e.persona_id and p.nacimiento_anio_menor < p.nacimiento_anio_mayor
    where e.nacimiento_anio is not null
    union all
    select e.persona_id, 'pueblo', e.pueblo_codigo, e.entregas, e.conocido_orden
    from perfil as e
    inner join persona as p on p.persona_id = e.persona_id and p.pueblo_menor < p.pueblo_mayor
    where e.pueblo_codigo is not null
    union all
    select e.persona_id, 'residencia_departamento', e.residencia_departamento_codigo, e.entregas, e.conocido_orden
    from perfil as e
    inner join persona as p on p.persona_id = e.persona_id and p.residencia_departamento_menor < p.residencia_departamento_mayor
    where e.residencia_departamento_codigo is not null
    union all
    select e.persona_id, 'residencia_municipio', e.residencia_municipio_codigo, e.entregas, e.conocido_orden
    from perfil as e
    inner join persona as p on p.persona_id = e.persona_id and p.residencia_municipio_menor < p.residencia_municipio_mayor
    where e.residencia_municipio_codigo is not null
    union all
    select e.persona_id, 'nacimiento_departamento', e.nacimiento_departamento_codigo, e.entregas, e.conocido_orden
    from perfil as e
    inner join persona as p on p.persona_id = e.persona_id and p.nacimiento_departamento_menor < p.nacimiento_departamento_mayor
    where e.nacimiento_departamento_codigo is not null
    union all
    select e.persona_id, 'nacimiento_municipio', e.nacimiento_municipio_codigo, e.entregas, e.conocido_orden
    from perfil as e
    inner join persona as p on p.persona_id = e.persona_id and p.nacimiento_municipio_menor < p.nacimiento_municipio_mayor
    where e.nacimiento_municipio_codigo is not null
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
        max(valor) filter (where atributo = 'sexo') as sexo,
        max(valor) filter (where atributo = 'nacimiento_anio') as nacimiento_anio,
        max(valor) filter (where atributo = 'pueblo') as pueblo,
        max(valor) filter (where atributo = 'residencia_departamento') as residencia_departamento,
        max(valor) filter (where atributo = 'residencia_municipio') as residencia_municipio,
        max(valor) filter (where atributo = 'nacimiento_departamento') as nacimiento_departamento,
        max(valor) filter (where atributo = 'nacimiento_municipio') as nacimiento_municipio
    from valor_elegido
    group by persona_id
),

enviado as (
    select
        p.persona_id,
        coalesce(v.sexo, p.sexo_menor) as sexo_codigo,
        coalesce(cast(v.nacimiento_anio as bigint), p.nacimiento_anio_menor) as nacimiento_anio,
        coalesce(v.pueblo, p.pueblo_menor) as pueblo_codigo,
        coalesce(v.residencia_departamento, p.residencia_departamento_menor) as residencia_departamento_codigo,
        coalesce(v.residencia_municipio, p.residencia_municipio_menor) as residencia_municipio_codigo,
        coalesce(v.nacimiento_departamento, p.nacimiento_departamento_menor) as nacimiento_departamento_codigo,
        coalesce(v.nacimiento_municipio, p.nacimiento_municipio_menor) as nacimiento_municipio_codigo
    from persona as p
    left join valor_resuelto as v on v.persona_id = p.persona_id
),

renap_persona as (
    select
        persona_id, sexo_codigo, nacimiento_anio, nacimiento_departamento_codigo, nacimiento_municipio_codigo
    from link_verificacion
    where fuente_codigo = 'renap_persona' and persona_id is not null
    qualify row_number() over (
        partition by persona_id
        order by conocido_fecha desc, registro_fecha desc nulls last, transferencia_id desc, hoja desc, fila desc
    ) = 1
),

renap_defuncion as (
    select persona_id, ocurrio_fecha
    from link_verificacion
    where fuente_codigo = 'renap_defuncion' and persona_id is not null
    qualify row_number() over (
        partition by persona_id
        order by
            case when ocurrio_fecha is null then 1 else 0 end,
            conocido_fecha desc, registro_fecha desc nulls last, transferencia_id desc, hoja desc, fila desc
    ) = 1
),

-- An identity that the register confirmed tells who the person is; what it said of others of hers stays in
-- link_validacion. By record, so that a number on somebody else's row lends that person nothing.
validada as (
    select
        p.persona_id,
        min(
            case v.estado_identidad_codigo
                when 'fallecido' then 1
                when 'validado' then 2
                when 'discrepancia' then 3
                when 'no_encontrado' then 4
                when 'enviado' then 5
                else 6
            end
        ) as orden
    from link_identidad as i
    inner join link_validacion as v on v.identidad_id = i.identidad_id
    inner join link_registro_persona as p on p.registro_id = i.registro_id
    group by p.persona_id
),

-- Absence from RENAP means something only where the deployment holds a RENAP file of persons.
padron_renap as (
    select count(*) > 0 as existe from renap_persona
)

select
    p.persona_id,
    p.identidad_codigo,
    coalesce(r.sexo_codigo, e.sexo_codigo) as sexo_codigo,
    cast(coalesce(r.nacimiento_anio, e.nacimiento_anio) as bigint) as nacimiento_anio,
    e.pueblo_codigo,
    coalesce(
        substr(e.residencia_municipio_codigo, 1, 2), e.residencia_departamento_codigo
    ) as residencia_departamento_codigo,
    e.residencia_municipio_codigo,
    coalesce(
        substr(r.nacimiento_municipio_codigo, 1, 2), r.nacimiento_departamento_codigo,
        substr(e.nacimiento_municipio_codigo, 1, 2), e.nacimiento_departamento_codigo
    ) as nacimiento_departamento_codigo,
    -- A birth municipality that was sent is kept only inside the department that RENAP gives.
    case
        when r.nacimiento_municipio_codigo is not null then r.nacimiento_municipio_codigo
        when r.nacimiento_departamento_codigo is null then e.nacimiento_municipio_codigo
        when r.nacimiento_departamento_codigo = substr(e.nacimiento_municipio_codigo, 1, 2)
            then e.nacimiento_municipio_codigo
    end as nacimiento_municipio_codigo,
    case
        when d.persona_id is not null or v.orden = 1 then 'fallecido'
        when v.orden = 2 then 'validado'
        when v.orden = 3 then 'discrepancia'
        when v.orden = 4 then 'no_encontrado'
        when r.persona_id is not null then 'validado'
        when p.identidad_codigo = 'cui' and padron_renap.existe then 'no_encontrado'
        when v.orden = 5 then 'enviado'
        else 'nunca_enviado'
    end as estado_identidad_codigo,
    d.ocurrio_fecha as defuncion_fecha,
    p.entregas,
    p.instituciones,
    p.primera_fecha,
    p.ultima_fecha
from persona as p
inner join enviado as e on e.persona_id = p.persona_id
left join renap_persona as r on r.persona_id = p.persona_id
left join renap_defuncion as d on d.persona_id = p.persona_id
left join validada as v on v.persona_id = p.persona_id
cross join padron_renap
order by p.persona_id
