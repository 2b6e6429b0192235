-- out_razon_cobertura: one row per year and place (country, department, municipality): persons served and inhabitants.
-- Inputs: out_cobertura (exact public cells), ref_poblacion.
-- Denominator: the last projection of the place that is not later than the row's year. Without one, or with more
-- persons than inhabitants, there is no ratio and razon_codigo says why. Method: docs/metodo/cobertura.md.
with
lugar_atendido as (
    select
        anio,
        cruce_codigo as nivel,
        departamento_codigo,
        municipio_codigo,
        -- Department 00 is "not informed"; the country has the same code at its own level.
        coalesce(municipio_codigo, departamento_codigo, '00') as codigo,
        personas
    from out_cobertura
    where visibilidad_codigo = 'publica' and cruce_codigo in ('pais', 'departamento', 'municipio')
),

poblacion_total as (
    select anio, nivel, codigo, poblacion, serie, fuente
    from ref_poblacion
    where sexo_codigo = 'T' and edad_grupo = 'todas' and poblacion > 0
),

poblacion_vigente as (
    select l.anio, l.nivel, l.codigo, max(p.anio) as poblacion_anio
    from lugar_atendido as l
    inner join poblacion_total as p on p.nivel = l.nivel and p.codigo = l.codigo and p.anio <= l.anio
    group by l.anio, l.nivel, l.codigo
),

lugar_medido as (
    select
        l.anio,
        l.nivel,
        l.departamento_codigo,
        l.municipio_codigo,
        l.personas,
        p.poblacion,
        p.anio as poblacion_anio,
        p.serie,
        p.fuente,
        case
            when p.poblacion is null then 'sin_poblacion'
            when l.personas > p.poblacion then 'supera_poblacion'
            else 'calculada'
        end as razon_codigo
    from lugar_atendido as l
    left join poblacion_vigente as v on v.anio = l.anio and v.nivel = l.nivel and v.codigo = l.codigo
    left join poblacion_total as p
        on p.anio = v.poblacion_anio and p.nivel = v.nivel and p.codigo = v.codigo
)

select
    anio,
    nivel,
    departamento_codigo,
    municipio_codigo,
    personas,
    poblacion,
    poblacion_anio,
    serie,
    fuente,
    -- Whole ten-thousandths of a percent, half up, so that every engine gives the same four decimals.
    case
        when razon_codigo = 'calculada'
            then cast((2000000 * personas + poblacion) // (2 * poblacion) as double) / 10000
    end as tasa_cobertura_pct,
    razon_codigo
from lugar_medido
order by anio, nivel, departamento_codigo nulls first, municipio_codigo nulls first
