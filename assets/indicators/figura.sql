-- figura: one row per cell of a medida: the figure, with everything that it needs to be quoted (out_indicador).
-- Inputs: medida. Bound: what the catalogue says of the indicator.
-- Readable reference: snis/indicators/figure.py. Division in whole hundredths and ten-thousandths, half up, so that
-- every engine gives the same four decimals. A value that nobody should believe is withheld; its parts stay.
with
-- From when what accumulates begins, where the statement does not say so.
primero as (
    select min(anio) as anio
    from medida
),

celda as (
    select
        m.*,
        coalesce(m.anio_inicio, p.anio) as anio_primero,
        case
            when numerador is null and (minimo_numerador is null or maximo_numerador is null) then 'sin_datos'
            when $es_razon and denominador is null then 'sin_denominador'
            when $es_razon and denominador = 0 then 'denominador_cero'
            when
                $es_razon
                and not $puede_superar
                and coalesce(greatest(numerador, minimo_numerador) > denominador, false)
                then 'supera_denominador'
            when numerador is null then 'solo_rango'
            else 'calculada'
        end as razon,
        -- A part is never more than the whole, however little is known of it.
        case
            when $es_razon and not $puede_superar and maximo_numerador > denominador then denominador
            else maximo_numerador
        end as maximo_posible,
        case periodo_tipo_codigo
            when 'mes' then 1 when 'bimestre' then 2 when 'cuatrimestre' then 4 when 'semestre' then 6 else 12
        end as meses,
        case when $es_razon then cast($factor as hugeint) * 20000 end as por
    from medida as m
    cross join primero as p
),

centesima as (
    select
        c.*,
        cast(cast(numerador as decimal(38, 2)) * 100 as hugeint) as numerador_c,
        cast(cast(minimo_numerador as decimal(38, 2)) * 100 as hugeint) as minimo_c,
        cast(cast(maximo_posible as decimal(38, 2)) * 100 as hugeint) as maximo_c,
        cast(cast(denominador as decimal(38, 2)) * 100 as hugeint) as denominador_c
    from celda as c
),

cifra as (
    select
        c.*,
        case
            when razon <> 'calculada' then null
            when $es_razon
                then cast((numerador_c * por + denominador_c) // (2 * denominador_c) as double) / 10000
            else cast(numerador as double)
        end as cantidad,
        case
            when razon not in ('calculada', 'solo_rango') then null
            when $es_razon
                then cast((minimo_c * por + denominador_c) // (2 * denominador_c) as double) / 10000
            else cast(minimo_numerador as double)
        end as desde,
        case
            when razon not in ('calculada', 'solo_rango') then null
            when $es_razon
                then cast((maximo_c * por + denominador_c) // (2 * denominador_c) as double) / 10000
            else cast(maximo_posible as double)
        end as hasta
    from centesima as c
),

creible as (
    select
        c.*,
        coalesce(cantidad < cast($rango_minimo as double), false)
        or coalesce(cantidad > cast($rango_maximo as double), false) as es_increible
    from cifra as c
)

select
    cast($indicador_codigo as varchar) as indicador_codigo,
    cast($indicador_version as bigint) as version,
    periodo_tipo_codigo,
    case periodo_tipo_codigo
        when 'mes' then concat(cast(anio as varchar), '-', lpad(cast(periodo_numero as varchar), 2, '0'))
        when 'bimestre' then concat(cast(anio as varchar), '-B', cast(periodo_numero as varchar))
        when 'cuatrimestre' then concat(cast(anio as varchar), '-C', cast(periodo_numero as varchar))
        when 'semestre' then concat(cast(anio as varchar), '-S', cast(periodo_numero as varchar))
        when 'acumulado' then concat(cast(anio_primero as varchar), '-', cast(anio as varchar))
        else cast(anio as varchar)
    end as periodo_codigo,
    case periodo_tipo_codigo
        when 'acumulado' then make_date(anio_primero, 1, 1)
        else make_date(anio, (periodo_numero - 1) * meses + 1, 1)
    end as periodo_inicio_fecha,
    last_day(make_date(anio, periodo_numero * meses, 1)) as periodo_fin_fecha,
    nivel,
    departamento_codigo,
    municipio_codigo,
    institucion_codigo,
    programa_codigo,
    modalidad_codigo,
    sexo_codigo,
    edad_grupo_codigo,
    pueblo_codigo,
    visibilidad_codigo,
    cast($unidad_codigo as varchar) as unidad_codigo,
    cast($base_codigo as varchar) as base_codigo,
    numerador,
    denominador_codigo,
    denominador,
    denominador_anio,
    denominador_fuente,
    denominador_metodo_codigo,
    case when not es_increible then cantidad end as valor,
    case when not es_increible then desde end as minimo,
    case when not es_increible then hasta end as maximo,
    case when es_increible then 'fuera_de_rango' else razon end as razon_codigo
from creible
order by
    periodo_tipo_codigo,
    periodo_codigo,
    nivel,
    visibilidad_codigo,
    departamento_codigo nulls first,
    municipio_codigo nulls first,
    institucion_codigo nulls first,
    programa_codigo nulls first,
    modalidad_codigo nulls first,
    sexo_codigo nulls first,
    edad_grupo_codigo nulls first,
    pueblo_codigo nulls first,
    denominador_codigo nulls first
