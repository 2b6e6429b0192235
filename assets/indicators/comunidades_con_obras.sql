-- comunidades_con_obras: one row per universe, semester or year, place and subject: communities with a work.
-- Inputs: out_hecho_entrega_comunitaria. No persons.
with
obra as (
    select *, cast((mes + 5) // 6 as bigint) as semestre
    from out_hecho_entrega_comunitaria
)

select
    visibilidad_codigo,
    case when semestre is null then 'anio' else 'semestre' end as periodo_tipo_codigo,
    anio,
    semestre as periodo_numero,
    departamento_codigo,
    municipio_codigo,
    institucion_codigo,
    programa_codigo,
    modalidad_codigo,
    count(distinct comunidad_id) as numerador
from obra
group by
    visibilidad_codigo,
    anio,
    grouping sets (
        (), (institucion_codigo), (programa_codigo), (modalidad_codigo),
        (departamento_codigo), (departamento_codigo, modalidad_codigo), (departamento_codigo, municipio_codigo),
        (semestre), (semestre, institucion_codigo), (semestre, programa_codigo), (semestre, modalidad_codigo),
        (semestre, departamento_codigo), (semestre, departamento_codigo, modalidad_codigo),
        (semestre, departamento_codigo, municipio_codigo)
    )
-- A restricted universe is counted in the country alone.
having visibilidad_codigo <> 'restringida' or departamento_codigo is null
