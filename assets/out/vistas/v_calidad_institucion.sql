-- Calidad de lo que envía cada institución, por mes y regla, con nombres: filas revisadas y filas que incumplen.
-- Uso interno. Grano: mes de recepción, institución y regla. Cada fila lleva solo la primera regla que incumple.
-- columna falla_pct: Filas que incumplen la regla por cada 100 revisadas.
select
    c.anio,
    c.mes,
    c.institucion_codigo,
    i.siglas,
    i.institucion,
    c.regla_calidad_codigo,
    c.registros_revisados,
    c.registros_con_falla,
    case when c.registros_revisados > 0 then round(100.0 * c.registros_con_falla / c.registros_revisados, 2) end
        as falla_pct
from out_calidad as c
left join out_dim_institucion as i on i.institucion_codigo = c.institucion_codigo
order by c.anio, c.mes, c.institucion_codigo, c.regla_calidad_codigo
