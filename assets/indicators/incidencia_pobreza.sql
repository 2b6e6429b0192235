-- incidencia_pobreza: one row per observed year and place: inhabitants, and those whom a model takes for poor.
-- Inputs: ref_denominador. The source of the estimate goes along, since it says that it has no date.
select
    'anio' as periodo_tipo_codigo,
    'publica' as visibilidad_codigo,
    p.anio,
    p.nivel,
    case when p.nivel <> 'pais' then substr(p.codigo, 1, 2) end as departamento_codigo,
    case when p.nivel = 'municipio' then p.codigo end as municipio_codigo,
    p.valor as numerador,
    h.valor as denominador,
    h.anio as denominador_anio,
    p.fuente as denominador_fuente,
    'observado' as denominador_metodo_codigo
from ref_denominador as p
left join ref_denominador as h
    on
        h.denominador_codigo = 'poblacion'
        and h.anio = p.anio
        and h.nivel = p.nivel
        and h.codigo = p.codigo
        and h.sexo_codigo = p.sexo_codigo
        and h.edad_grupo = p.edad_grupo
where p.denominador_codigo = 'pobreza'
