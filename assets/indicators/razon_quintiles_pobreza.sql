-- razon_quintiles_pobreza: one row per year: coverage of the fifth of municipalities that is poorest, by that of
-- the fifth that is least poor, as one ratio of whole numbers: persons x inhabitants of the other, crosswise.
-- Inputs: out_alcance, out_denominador, ref_condicion. Poverty only orders the municipalities.
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

quintil as (
    select
        m.*,
        c.fuente as orden_fuente,
        ntile(5) over (partition by m.anio order by c.proporcion desc, m.municipio_codigo) as quintil
    from municipio as m
    inner join ref_condicion as c on c.municipio_codigo = m.municipio_codigo and c.condicion_codigo = 'pobreza'
),

extremo as (
    select
        anio,
        sum(personas) filter (where quintil = 1) as personas_pobres,
        sum(habitantes) filter (where quintil = 1) as habitantes_pobres,
        sum(personas) filter (where quintil = 5) as personas_no_pobres,
        sum(habitantes) filter (where quintil = 5) as habitantes_no_pobres,
        max(denominador_anio) as denominador_anio,
        max(concat(fuente, '; orden: ', orden_fuente)) as fuente,
        max(metodo_codigo) as metodo_codigo
    from quintil
    group by anio
)

select
    'anio' as periodo_tipo_codigo,
    'publica' as visibilidad_codigo,
    anio,
    personas_pobres * habitantes_no_pobres as numerador,
    personas_no_pobres * habitantes_pobres as denominador,
    denominador_anio,
    fuente as denominador_fuente,
    metodo_codigo as denominador_metodo_codigo
from extremo
