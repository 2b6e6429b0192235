-- informe_tasa: one row per denominator of persons and place, with the persons reached in one period.
-- Inputs: out_alcance, out_denominador. Bound: $tipo, $numero and $anio of the period.
-- A place with a denominator and nobody reached has zero; one without a denominator has no row.
with
alcanzada as (
    select
        coalesce(municipio_codigo, departamento_codigo, '') as lugar_codigo,
        personas
    from out_alcance
    where
        visibilidad_codigo = 'publica'
        and periodo_tipo_codigo = $tipo
        and periodo_numero = $numero
        and anio = $anio
        and institucion_codigo is null
        and programa_codigo is null
        and modalidad_codigo is null
        and sexo_codigo is null
        and edad_grupo_codigo is null
        and pueblo_codigo is null
),

denominador as (
    select
        denominador_codigo,
        coalesce(municipio_codigo, departamento_codigo, '') as lugar_codigo,
        valor,
        denominador_anio,
        fuente,
        metodo_codigo
    from out_denominador
    where anio = $anio and unidad_codigo = 'personas' and programa_codigo is null and modalidad_codigo is null
)

select
    d.lugar_codigo,
    d.denominador_codigo,
    coalesce(a.personas, 0) as personas,
    cast(d.valor as bigint) as denominador,
    d.denominador_anio,
    d.fuente,
    d.metodo_codigo
from denominador as d
left join alcanzada as a on a.lugar_codigo = d.lugar_codigo
order by d.lugar_codigo, d.denominador_codigo
