-- out_alcance: one row per universe, period and place with at least one delivery (stand-in: months, years, totals).
-- Inputs: out_hecho_entrega.
with
lugar as (
    select h.*, n.nivel
    from out_hecho_entrega as h
    cross join (values ('pais'), ('departamento'), ('municipio')) as n (nivel)
    where h.visibilidad_codigo <> 'restringida' or n.nivel = 'pais'
),

periodo as (
    select l.*, t.tipo
    from lugar as l
    cross join (values ('mes'), ('anio')) as t (tipo)
)

select
    visibilidad_codigo,
    tipo as periodo_tipo_codigo,
    anio,
    case when tipo = 'mes' then mes else 1 end as periodo_numero,
    nivel,
    case when nivel <> 'pais' then departamento_codigo end as departamento_codigo,
    case when nivel = 'municipio' then municipio_codigo end as municipio_codigo,
    cast(null as varchar) as institucion_codigo,
    cast(null as varchar) as programa_codigo,
    cast(null as varchar) as modalidad_codigo,
    cast(null as varchar) as sexo_codigo,
    cast(null as varchar) as edad_grupo_codigo,
    cast(null as varchar) as pueblo_codigo,
    count(distinct persona_id) as personas,
    cast(0 as bigint) as hogares,
    count(*) as entregas,
    cast(sum(monto_gtq) as decimal(18, 2)) as monto_gtq
from periodo
group by all
order by all
