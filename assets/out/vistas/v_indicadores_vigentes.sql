-- La cifra más reciente de cada indicador, en el país y por departamento, con nombres y con lo que hace falta para citarla.
-- Uso interno. Grano: indicador, tipo de período, lugar, universo y denominador; sin desagregar por grupo ni por asunto.
-- columna nombre: Nombre del indicador en el catálogo.
-- columna unidad: En qué se mide, en palabras.
-- columna base: Cómo se evita contar dos veces, en palabras.
with
ultima as (
    select indicador_codigo, periodo_tipo_codigo, max(periodo_fin_fecha) as periodo_fin_fecha
    from out_indicador
    group by indicador_codigo, periodo_tipo_codigo
)

select
    f.indicador_codigo,
    c.nombre,
    f.periodo_tipo_codigo,
    f.periodo_codigo,
    f.nivel,
    f.departamento_codigo,
    case when f.nivel = 'pais' then 'Todo el país' else coalesce(d.departamento, 'No informado') end as departamento,
    f.visibilidad_codigo,
    f.valor,
    c.unidad,
    c.base,
    f.numerador,
    f.denominador_codigo,
    f.denominador,
    f.denominador_anio,
    f.denominador_fuente,
    f.minimo,
    f.maximo,
    f.razon_codigo
from out_indicador as f
inner join ultima as u
    on u.indicador_codigo = f.indicador_codigo
    and u.periodo_tipo_codigo = f.periodo_tipo_codigo
    and u.periodo_fin_fecha = f.periodo_fin_fecha
left join meta_indicador as c on c.indicador_codigo = f.indicador_codigo
left join ref_departamento as d on d.departamento_codigo = f.departamento_codigo
where f.nivel in ('pais', 'departamento')
    and f.institucion_codigo is null
    and f.programa_codigo is null
    and f.modalidad_codigo is null
    and f.sexo_codigo is null
    and f.edad_grupo_codigo is null
    and f.pueblo_codigo is null
order by f.indicador_codigo, f.periodo_tipo_codigo, f.nivel desc, f.departamento_codigo, f.denominador_codigo
