-- filtracion: one row per year and place, and per modality in the country: persons served who are not poor.
-- Inputs: out_beneficio, out_caracterizacion. Whoever nobody classifies may be poor or not: then the figure is a
-- range.
with
persona as (
    select distinct b.anio, b.persona_id, b.departamento_codigo, b.municipio_codigo, c.pobreza_codigo
    from out_beneficio as b
    inner join out_caracterizacion as c on c.persona_id = b.persona_id
    where b.visibilidad_codigo = 'publica'
),

persona_modalidad as (
    select distinct b.anio, b.persona_id, b.visibilidad_codigo, b.modalidad_codigo, c.pobreza_codigo
    from out_beneficio as b
    inner join out_caracterizacion as c on c.persona_id = b.persona_id
),

celda as (
    select
        'publica' as visibilidad_codigo,
        anio,
        departamento_codigo,
        municipio_codigo,
        cast(null as varchar) as modalidad_codigo,
        count(*) as personas,
        count(*) filter (where pobreza_codigo = '3') as no_pobres,
        count(*) filter (where coalesce(pobreza_codigo, '9') not in ('1', '2', '3')) as sin_clase
    from persona
    group by anio, grouping sets ((), (departamento_codigo), (departamento_codigo, municipio_codigo))
    union all
    select
        visibilidad_codigo,
        anio,
        null,
        null,
        modalidad_codigo,
        count(*),
        count(*) filter (where pobreza_codigo = '3'),
        count(*) filter (where coalesce(pobreza_codigo, '9') not in ('1', '2', '3'))
    from persona_modalidad
    group by visibilidad_codigo, anio, modalidad_codigo
)

select
    'anio' as periodo_tipo_codigo,
    visibilidad_codigo,
    anio,
    departamento_codigo,
    municipio_codigo,
    modalidad_codigo,
    case when sin_clase = 0 then no_pobres end as numerador,
    case when sin_clase > 0 then no_pobres end as minimo_numerador,
    case when sin_clase > 0 then no_pobres + sin_clase end as maximo_numerador,
    personas as denominador
from celda
