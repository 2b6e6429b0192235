-- cruce_medido: one row per cross of the public universe: its non-empty cells and persons in a year, and those withheld.
-- Inputs: out_cobertura (exact cells). Bound: $anio_medido, $umbral_publica.
-- Read by `padron publish crosses` only; nothing of it is published.
select
    cruce_codigo,
    count(*) as celdas,
    count(*) filter (where personas < $umbral_publica) as celdas_retenidas,
    cast(sum(personas) as bigint) as personas,
    cast(coalesce(sum(personas) filter (where personas < $umbral_publica), 0) as bigint) as personas_retenidas
from out_cobertura
where visibilidad_codigo = 'publica' and anio = $anio_medido and personas > 0
group by cruce_codigo
order by cruce_codigo
