-- personas_validadas: one row per universe, year, and department, institution or programme (null = all): persons
-- served, and those whom RENAP validated.
-- Inputs: out_beneficio, out_dim_persona.
with
persona as (
    select distinct
        b.visibilidad_codigo, b.anio, b.persona_id, b.departamento_codigo, d.estado_identidad_codigo
    from out_beneficio as b
    inner join out_dim_persona as d on d.persona_id = b.persona_id
),

persona_sujeto as (
    select distinct
        b.visibilidad_codigo, b.anio, b.persona_id, d.estado_identidad_codigo,
        s.institucion_codigo, s.programa_codigo
    from out_beneficio as b
    inner join out_dim_persona as d on d.persona_id = b.persona_id
    cross join lateral (
        select b.institucion_codigo, cast(null as varchar) as programa_codigo
        union all
        select null, b.programa_codigo
    ) as s
)

select
    'anio' as periodo_tipo_codigo,
    visibilidad_codigo,
    anio,
    departamento_codigo,
    cast(null as varchar) as institucion_codigo,
    cast(null as varchar) as programa_codigo,
    count(*) filter (where estado_identidad_codigo = 'validado') as numerador,
    count(*) as denominador
from persona
group by visibilidad_codigo, anio, grouping sets ((), (departamento_codigo))
-- A restricted universe is counted in the country alone.
having visibilidad_codigo <> 'restringida' or departamento_codigo is null
union all
select
    'anio',
    visibilidad_codigo,
    anio,
    null,
    institucion_codigo,
    programa_codigo,
    count(*) filter (where estado_identidad_codigo = 'validado'),
    count(*)
from persona_sujeto
group by visibilidad_codigo, anio, institucion_codigo, programa_codigo
