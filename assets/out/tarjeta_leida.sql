-- tarjeta_leida: one row per institution and month of the scorecards, its dimensions side by side, points as text.
-- Inputs: out_tarjeta. Bound: $institucion, $mes (2026-05): of one of them alone; empty for all.
select
    institucion_codigo as institucion,
    strftime(mes_fecha, '%Y-%m') as mes,
    max(mes_estado_codigo) as estado,
    max(case when dimension_tarjeta_codigo = 'total' then cast(valor_puntos as varchar) end) as total,
    max(case when dimension_tarjeta_codigo = 'completitud' then cast(valor_puntos as varchar) end) as completitud,
    max(case when dimension_tarjeta_codigo = 'unicidad' then cast(valor_puntos as varchar) end) as unicidad,
    max(case when dimension_tarjeta_codigo = 'validez' then cast(valor_puntos as varchar) end) as validez,
    max(case when dimension_tarjeta_codigo = 'consistencia' then cast(valor_puntos as varchar) end) as consistencia,
    max(case when dimension_tarjeta_codigo = 'oportunidad' then cast(valor_puntos as varchar) end) as oportunidad,
    max(case when dimension_tarjeta_codigo = 'exactitud' then cast(valor_puntos as varchar) end) as exactitud,
    max(case when dimension_tarjeta_codigo = 'total' then cast(nota_pasado as varchar) end) as pasado,
    max(case when dimension_tarjeta_codigo = 'total' then cast(nota_cambio as varchar) end) as cambio,
    max(case when dimension_tarjeta_codigo = 'total' then cast(castigo_puntos as varchar) end) as menos,
    max(case when dimension_tarjeta_codigo = 'total' then castigos end) as senales,
    max(envios_recibidos) as envios_recibidos,
    max(envios_rechazados) as envios_rechazados,
    max(envios_que_faltan) as envios_que_faltan,
    max(atraso_mayor_dias) as atraso_mayor_dias,
    max(cui_revisados) as cui_revisados,
    max(cui_validos) as cui_validos,
    max(correcciones) as correcciones,
    max(hallazgos_abiertos_fin) as hallazgos_abiertos,
    max(hallazgos_edad_dias) as hallazgos_edad_dias
from out_tarjeta
where ($institucion = '' or institucion_codigo = $institucion)
    and ($mes = '' or strftime(mes_fecha, '%Y-%m') = $mes)
group by institucion_codigo, mes_fecha
order by institucion_codigo, mes_fecha
