-- nivel_servicio: one row per service level, institution and period that is over; it makes out_nivel_servicio.
-- Inputs: none. Bound: $nivel_* (one list for each column: what was measured on the night).
with
nivel as (
    select
        unnest(cast($nivel_codigos as varchar[])) as nivel_servicio_codigo,
        unnest(cast($nivel_instituciones as varchar[])) as institucion_codigo,
        unnest(cast($nivel_periodos as varchar[])) as nivel_periodo,
        unnest(cast($nivel_desde as varchar[])) as desde_dia,
        unnest(cast($nivel_hasta as varchar[])) as hasta_dia,
        unnest(cast($nivel_valores as double[])) as nivel_valor,
        unnest(cast($nivel_unidades as varchar[])) as nivel_unidad_codigo,
        unnest(cast($nivel_metas as double[])) as nivel_meta,
        unnest(cast($nivel_cumple as boolean[])) as cumple_meta,
        unnest(cast($nivel_medidos as bigint[])) as medido_sobre
)

select
    nivel_servicio_codigo,
    institucion_codigo,
    nivel_periodo,
    cast(desde_dia as date) as desde_dia,
    cast(hasta_dia as date) as hasta_dia,
    nivel_valor,
    nivel_unidad_codigo,
    nivel_meta,
    cumple_meta,
    medido_sobre
from nivel
order by nivel_servicio_codigo, institucion_codigo nulls first, nivel_periodo
