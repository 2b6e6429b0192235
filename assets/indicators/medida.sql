-- medida: one row per cell that the statement of an indicator gives, in fixed types and with what it leaves out.
-- Inputs: medida_dada, the rows as given; columns that the statement lacks are empty. Bound: $denominador_unico, the
-- only denominator of the indicator, or nothing.
select
    cast(periodo_tipo_codigo as varchar) as periodo_tipo_codigo,
    cast(anio as bigint) as anio,
    cast(anio_inicio as bigint) as anio_inicio,
    cast(coalesce(periodo_numero, 1) as bigint) as periodo_numero,
    coalesce(
        cast(nivel as varchar),
        case
            when municipio_codigo is not null then 'municipio'
            when departamento_codigo is not null then 'departamento'
            else 'pais'
        end
    ) as nivel,
    cast(departamento_codigo as varchar) as departamento_codigo,
    cast(municipio_codigo as varchar) as municipio_codigo,
    cast(institucion_codigo as varchar) as institucion_codigo,
    cast(programa_codigo as varchar) as programa_codigo,
    cast(modalidad_codigo as varchar) as modalidad_codigo,
    cast(sexo_codigo as varchar) as sexo_codigo,
    cast(edad_grupo_codigo as varchar) as edad_grupo_codigo,
    cast(pueblo_codigo as varchar) as pueblo_codigo,
    cast(visibilidad_codigo as varchar) as visibilidad_codigo,
    cast(numerador as decimal(18, 2)) as numerador,
    coalesce(cast(denominador_codigo as varchar), cast($denominador_unico as varchar)) as denominador_codigo,
    cast(denominador as decimal(18, 2)) as denominador,
    cast(denominador_anio as bigint) as denominador_anio,
    cast(denominador_fuente as varchar) as denominador_fuente,
    cast(denominador_metodo_codigo as varchar) as denominador_metodo_codigo,
    cast(minimo_numerador as decimal(18, 2)) as minimo_numerador,
    cast(maximo_numerador as decimal(18, 2)) as maximo_numerador
from medida_dada
