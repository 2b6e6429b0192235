-- filas_descartadas: one row per month, cuatrimester, semester or year and institution (null = all): rows received,
-- and those that are no delivery.
-- Inputs: out_transferencia. Files are of whole institutions: there is no universe of theirs.
with
fechada as (
    select *, recibido_fecha as dia
    from out_transferencia
    where recibido_fecha is not null
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
    cast(sum(filas_descartadas) as bigint) as numerador,
    cast(sum(filas_recibidas) as bigint) as denominador
from transferencia
group by
    anio,
    grouping sets (
        (), (semestre), (cuatrimestre), (mes),
        (institucion_codigo), (semestre, institucion_codigo), (cuatrimestre, institucion_codigo),
        (mes, institucion_codigo)
    )
