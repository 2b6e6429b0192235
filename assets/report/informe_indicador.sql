-- informe_indicador: one row per indicator of the country or of one institution, of one period.
-- Inputs: out_indicador. Bound: $periodo, its code.
select
    indicador_codigo,
    coalesce(institucion_codigo, '') as institucion_codigo,
    visibilidad_codigo,
    valor,
    minimo,
    maximo,
    coalesce(denominador_codigo, '') as denominador_codigo,
    denominador_anio,
    razon_codigo
from out_indicador
where
    periodo_codigo = $periodo
    and nivel = 'pais'
    -- What is reserved has one number in the country, and none of an institution.
    and (visibilidad_codigo <> 'restringida' or institucion_codigo is null)
    and programa_codigo is null
    and modalidad_codigo is null
    and sexo_codigo is null
    and edad_grupo_codigo is null
    and pueblo_codigo is null
order by indicador_codigo, institucion_codigo, visibilidad_codigo, denominador_codigo
