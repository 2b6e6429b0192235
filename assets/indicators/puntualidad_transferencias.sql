-- puntualidad_transferencias: one row per month, cuatrimester, semester or year and institution (null = all): files
-- that were owed, and those that came in time.
-- Inputs: out_transferencia. Files are of whole institutions: there is no universe of theirs.
with
fechada as (
    select *, least(vence_fecha, coalesce(recibido_fecha, vence_fecha)) as dia
    from out_transferencia
    where es_debida
),

transferencia as (
    select
        *,
        cast(year(dia) as bigint) as anio,
        cast(month(dia) as bigint) as mes,
        cast((month(dia) + 3) // 4 as bigint) as cuatrimestre,
        cast((month(dia) + 5) // 6 as bigint) as semestre
    from fechada
)

select
    'todas' as visibilidad_codigo,
    case
        when mes is not null then 'mes'
        when cuatrimestre is not null then 'cuatrimestre'
        when semestre is not null then 'semestre'
        else 'anio'
    end as periodo_tipo_codigo,
    anio,
    coalesce(mes, cuatrimestre, semestre, 1) as periodo_numero,
    institucion_codigo,
    count(*) filter (where calendario_estado_codigo = 'a_tiempo') as numerador,
    count(*) as denominador
from transferencia
group by
    anio,
    grouping sets (
        (), (semestre), (cuatrimestre), (mes),
        (institucion_codigo), (semestre, institucion_codigo), (cuatrimestre, institucion_codigo),
        (mes, institucion_codigo)
    )
