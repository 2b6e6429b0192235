-- informe_universo: one row per universe of disclosure, in the country, of one period.
-- Inputs: out_alcance. Bound: $tipo, $numero and $anio of the period.
select
    visibilidad_codigo,
    personas,
    entregas,
    monto_gtq
from out_alcance
where
    periodo_tipo_codigo = $tipo
    and periodo_numero = $numero
    and anio = $anio
    and nivel = 'pais'
    and institucion_codigo is null
    and programa_codigo is null
    and modalidad_codigo is null
    and sexo_codigo is null
    and edad_grupo_codigo is null
    and pueblo_codigo is null
order by visibilidad_codigo
