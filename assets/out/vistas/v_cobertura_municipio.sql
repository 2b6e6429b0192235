-- Cobertura por municipio y año: personas atendidas por programas públicos entre la población, con el año del denominador.
-- Uso interno. Grano: año y municipio. Sin denominador, la cobertura queda vacía; nunca es cero.
-- columna cobertura_pct: Personas atendidas por cada 100 habitantes; vacía sin denominador, o si las personas lo superan.
-- columna poblacion: Habitantes según la proyección que sirve a ese año. Unidad: personas.
-- columna denominador_metodo_codigo: Cómo se llegó al denominador: observado, interpolado o ultimo.
-- columna denominador_fuente: De dónde es el denominador.
select
    a.anio,
    a.departamento_codigo,
    m.departamento,
    a.municipio_codigo,
    m.municipio,
    a.personas,
    d.valor as poblacion,
    case when a.personas <= d.valor and d.valor > 0 then round(100.0 * a.personas / d.valor, 2) end as cobertura_pct,
    d.denominador_anio,
    d.metodo_codigo as denominador_metodo_codigo,
    d.fuente as denominador_fuente
from out_alcance as a
left join out_dim_municipio as m on m.municipio_codigo = a.municipio_codigo
left join out_denominador as d
    on d.denominador_codigo = 'poblacion'
    and d.unidad_codigo = 'personas'
    and d.nivel = 'municipio'
    and d.anio = a.anio
    and d.municipio_codigo = a.municipio_codigo
    and d.programa_codigo is null
    and d.modalidad_codigo is null
where a.visibilidad_codigo = 'publica'
    and a.periodo_tipo_codigo = 'anio'
    and a.nivel = 'municipio'
    and a.institucion_codigo is null
    and a.programa_codigo is null
    and a.modalidad_codigo is null
    and a.sexo_codigo is null
    and a.edad_grupo_codigo is null
    and a.pueblo_codigo is null
order by a.anio, a.municipio_codigo
