-- hallazgos_respondidos: one row per month or year of detection and institution that answers (null = all):
-- findings, and those that their institution answered.
-- Inputs: link_hallazgo_estado. Findings are of persons in any universe: there is no universe of theirs.
with
hallazgo as (
    select
        cast(year(detectado_fecha) as bigint) as anio,
        cast(month(detectado_fecha) as bigint) as mes,
        institucion_codigo,
        respuesta_codigo is not null as cuenta
    from link_hallazgo_estado
)

select
    'todas' as visibilidad_codigo,
    case when mes is null then 'anio' else 'mes' end as periodo_tipo_codigo,
    anio,
    mes as periodo_numero,
    institucion_codigo,
    count(*) filter (where cuenta) as numerador,
    count(*) as denominador
from hallazgo
group by anio, grouping sets ((), (mes), (institucion_codigo), (mes, institucion_codigo))
-- A finding that nobody has to answer counts in the total alone.
having grouping(institucion_codigo) = 1 or institucion_codigo is not null
