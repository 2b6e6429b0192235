-- cruce_dado: one row per universe, kind of period and set of dimensions that an indicator has figures for.
-- Inputs: out_indicador.
with
cruce as (
    select distinct
        visibilidad_codigo,
        periodo_tipo_codigo,
        concat_ws(
            ' × ',
            case when municipio_codigo is not null then 'municipio' when departamento_codigo is not null then 'departamento' end,
            case when institucion_codigo is not null then 'institucion' end,
            case when programa_codigo is not null then 'programa' end,
            case when modalidad_codigo is not null then 'modalidad' end,
            case when sexo_codigo is not null then 'sexo' end,
            case when edad_grupo_codigo is not null then 'edad_grupo' end,
            case when pueblo_codigo is not null then 'pueblo' end
        ) as dimensiones
    from out_indicador
)

select
    visibilidad_codigo,
    periodo_tipo_codigo,
    coalesce(nullif(dimensiones, ''), 'total') as dimensiones
from cruce
order by visibilidad_codigo, periodo_tipo_codigo, dimensiones
