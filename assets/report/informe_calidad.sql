-- informe_calidad: one row per institution, month of reception and rule of one period.
-- Inputs: out_calidad. Bound: $anio, $primer_mes and $ultimo_mes.
select
    institucion_codigo,
    mes,
    regla_calidad_codigo,
    registros_revisados,
    registros_con_falla
from out_calidad
where anio = $anio and mes between $primer_mes and $ultimo_mes
order by institucion_codigo, mes, regla_calidad_codigo
