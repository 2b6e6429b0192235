-- informe_envio: one row per institution: files that were due in one period, and what became of them and of their rows.
-- Inputs: out_transferencia. Bound: $desde and $hasta, the first and the last day.
-- A period that is owed counts once, as in the indicator puntualidad_transferencias; rows are those of every file.
select
    institucion_codigo,
    count(*) filter (where es_debida) as debidos,
    count(*) filter (where es_debida and calendario_estado_codigo = 'a_tiempo') as a_tiempo,
    count(*) filter (where es_debida and calendario_estado_codigo = 'tardia') as tarde,
    count(*) filter (where es_debida and calendario_estado_codigo = 'faltante') as faltan,
    cast(coalesce(sum(filas_recibidas), 0) as bigint) as recibidas,
    cast(coalesce(sum(filas_aceptadas), 0) as bigint) as aceptadas,
    cast(coalesce(sum(filas_cuarentena), 0) as bigint) as cuarentena,
    cast(coalesce(sum(filas_descartadas), 0) as bigint) as descartadas
from out_transferencia
where vence_fecha between $desde and $hasta
group by institucion_codigo
order by institucion_codigo
