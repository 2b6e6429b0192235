-- out_calidad | bloquea | consistencia | Las filas que fallan no superan a las revisadas
-- Una fila por mes e institución con más fallas que filas.
select
    anio,
    mes,
    institucion_codigo
from out_calidad
group by anio, mes, institucion_codigo
having sum(registros_con_falla) > max(registros_revisados)
