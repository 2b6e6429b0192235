-- meses_atendidos: one row per universe, year, and department, programme or modality (null = all): persons served,
-- and the months in which they received something.
-- Inputs: out_beneficio. A person comes first, so that nobody counts twice.
with
sujeto as (
    select
        b.visibilidad_codigo, b.anio, b.persona_id, b.departamento_codigo, s.programa_codigo, s.modalidad_codigo,
        bit_or(b.meses) as meses
    from out_beneficio as b
    cross join lateral (
        select cast(null as varchar) as programa_codigo, cast(null as varchar) as modalidad_codigo
        union all
        select b.programa_codigo, null
        union all
        select null, b.modalidad_codigo
    ) as s
    group by
        b.visibilidad_codigo, b.anio, b.persona_id, b.departamento_codigo, s.programa_codigo, s.modalidad_codigo
)

select
    'anio' as periodo_tipo_codigo,
    visibilidad_codigo,
    anio,
    departamento_codigo,
    programa_codigo,
    modalidad_codigo,
    sum(bit_count(meses)) as numerador,
    count(*) as denominador
from sujeto
group by visibilidad_codigo, anio, programa_codigo, modalidad_codigo, grouping sets ((), (departamento_codigo))
-- A restricted universe is counted in the country alone, and programmes and modalities too.
having
    departamento_codigo is null
    or (visibilidad_codigo <> 'restringida' and coalesce(programa_codigo, modalidad_codigo) is null)
