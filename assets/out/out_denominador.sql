-- out_denominador: one row per year and place with a projection of that year (stand-in).
-- Inputs: ref_poblacion.
select
    'poblacion' as denominador_codigo,
    anio,
    nivel,
    case nivel when 'departamento' then codigo when 'municipio' then substr(codigo, 1, 2) end as departamento_codigo,
    case when nivel = 'municipio' then codigo end as municipio_codigo,
    cast(null as varchar) as programa_codigo,
    cast(null as varchar) as modalidad_codigo,
    cast(poblacion as decimal(18, 2)) as valor,
    anio as denominador_anio,
    serie,
    fuente,
    'observado' as metodo_codigo
from ref_poblacion
where sexo_codigo = 'T' and edad_grupo = 'todas'
order by anio, nivel, codigo
