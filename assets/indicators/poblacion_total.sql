-- poblacion_total: one row per observed year and place: inhabitants.
-- Inputs: ref_denominador.
select
    'anio' as periodo_tipo_codigo,
    'publica' as visibilidad_codigo,
    anio,
    nivel,
    case when nivel <> 'pais' then substr(codigo, 1, 2) end as departamento_codigo,
    case when nivel = 'municipio' then codigo end as municipio_codigo,
    valor as numerador
from ref_denominador
where denominador_codigo = 'poblacion' and sexo_codigo = 'T' and edad_grupo = 'todas'
