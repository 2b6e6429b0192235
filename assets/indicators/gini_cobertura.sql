-- gini_cobertura: one row per year, country or department: how unequal coverage is between municipalities, weighted
-- by inhabitants: the sum over pairs of |persons x inhabitants of the other - the other way round|, by all
-- inhabitants x all persons. An exact ratio of whole numbers; municipalities without anybody served count.
-- Inputs: out_alcance, out_denominador.
with
municipio as (
    select
        d.anio, d.departamento_codigo, d.municipio_codigo,
        cast(d.valor as bigint) as habitantes,
        coalesce(a.personas, 0) as personas,
        d.denominador_anio, d.fuente, d.metodo_codigo
    from out_denominador as d
    left join out_alcance as a
        on
            a.visibilidad_codigo = 'publica'
            and a.periodo_tipo_codigo = 'anio'
            and a.anio = d.anio
            and a.municipio_codigo = d.municipio_codigo
            and coalesce(a.institucion_codigo, a.programa_codigo, a.modalidad_codigo) is null
            and coalesce(a.sexo_codigo, a.edad_grupo_codigo, a.pueblo_codigo) is null
    where d.denominador_codigo = 'poblacion' and d.nivel = 'municipio' and d.valor > 0
),

ambito as (
    select *, cast(null as varchar) as ambito_codigo from municipio
    union all
    select *, departamento_codigo from municipio
),

diferencia as (
    select a.anio, a.ambito_codigo, sum(abs(a.personas * b.habitantes - b.personas * a.habitantes)) as suma
    from ambito as a
    inner join ambito as b
        on b.anio = a.anio
        and coalesce(b.ambito_codigo, '') = coalesce(a.ambito_codigo, '')
        and b.municipio_codigo > a.municipio_codigo
    group by a.anio, a.ambito_codigo
),

total as (
    select
        anio, ambito_codigo,
        sum(habitantes) * sum(personas) as producto,
        max(denominador_anio) as denominador_anio, max(fuente) as fuente, max(metodo_codigo) as metodo_codigo
    from ambito
    group by anio, ambito_codigo
)

select
    'anio' as periodo_tipo_codigo,
    'publica' as visibilidad_codigo,
    t.anio,
    t.ambito_codigo as departamento_codigo,
    d.suma as numerador,
    t.producto as denominador,
    t.denominador_anio,
    t.fuente as denominador_fuente,
    t.metodo_codigo as denominador_metodo_codigo
from total as t
inner join diferencia as d on d.anio = t.anio and coalesce(d.ambito_codigo, '') = coalesce(t.ambito_codigo, '')
-- Where nobody was served there is nothing to be unequal.
where t.producto > 0 or t.ambito_codigo is null
