-- Tarjeta de calidad de cada institución por mes, con nombres: la nota total, las seis dimensiones y por qué.
-- Uso interno. Grano: institución y mes; los meses sin entregas están y dicen por qué.
-- columna total: Nota total de 0 a 100, con las señales descontadas; vacía si no se debía nada. Unidad: puntos.
-- columna completitud: Nota de la dimensión. Unidad: puntos.
-- columna unicidad: Nota de la dimensión. Unidad: puntos.
-- columna validez: Nota de la dimensión. Unidad: puntos.
-- columna consistencia: Nota de la dimensión. Unidad: puntos.
-- columna oportunidad: Nota de la dimensión. Unidad: puntos.
-- columna exactitud: Nota de la dimensión. Unidad: puntos.
-- columna pasado: Promedio de la nota total en los doce meses anteriores con nota. Unidad: puntos.
-- columna cambio: Nota total menos ese promedio. Unidad: puntos.
-- columna menos: Puntos que quitan las señales de engaño. Unidad: puntos.
-- columna senales: Códigos de esas señales.
-- columna cui_valido_pct: Parte de las filas con persona que trae un CUI válido. Unidad: por ciento.
select
    t.institucion_codigo,
    max(i.siglas) as siglas,
    t.mes_fecha,
    max(t.mes_estado_codigo) as mes_estado_codigo,
    max(case when t.dimension_tarjeta_codigo = 'total' then t.valor_puntos end) as total,
    max(case when t.dimension_tarjeta_codigo = 'completitud' then t.valor_puntos end) as completitud,
    max(case when t.dimension_tarjeta_codigo = 'unicidad' then t.valor_puntos end) as unicidad,
    max(case when t.dimension_tarjeta_codigo = 'validez' then t.valor_puntos end) as validez,
    max(case when t.dimension_tarjeta_codigo = 'consistencia' then t.valor_puntos end) as consistencia,
    max(case when t.dimension_tarjeta_codigo = 'oportunidad' then t.valor_puntos end) as oportunidad,
    max(case when t.dimension_tarjeta_codigo = 'exactitud' then t.valor_puntos end) as exactitud,
    max(case when t.dimension_tarjeta_codigo = 'total' then t.nota_pasado end) as pasado,
    max(case when t.dimension_tarjeta_codigo = 'total' then t.nota_cambio end) as cambio,
    max(case when t.dimension_tarjeta_codigo = 'total' then t.castigo_puntos end) as menos,
    max(case when t.dimension_tarjeta_codigo = 'total' then t.castigos end) as senales,
    max(t.envios_recibidos) as envios_recibidos,
    max(t.envios_rechazados) as envios_rechazados,
    max(t.envios_que_faltan) as envios_que_faltan,
    max(t.atraso_mayor_dias) as atraso_mayor_dias,
    case when max(t.cui_revisados) > 0 then round(100.0 * max(t.cui_validos) / max(t.cui_revisados), 1) end
        as cui_valido_pct,
    max(t.correcciones) as correcciones,
    max(t.hallazgos_abiertos_fin) as hallazgos_abiertos_fin,
    max(t.hallazgos_edad_dias) as hallazgos_edad_dias
from out_tarjeta as t
left join out_dim_institucion as i on i.institucion_codigo = t.institucion_codigo
group by t.institucion_codigo, t.mes_fecha
order by t.institucion_codigo, t.mes_fecha
