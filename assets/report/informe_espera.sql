-- informe_espera: one row per state and age of findings, as of the last event of all.
-- Inputs: link_hallazgo_estado.
select
    estado_hallazgo_codigo,
    case
        when edad_dias <= 30 then '0 a 30'
        when edad_dias <= 90 then '31 a 90'
        when edad_dias <= 180 then '91 a 180'
        else '181 o más'
    end as edad_codigo,
    count(*) as hallazgos
from link_hallazgo_estado
group by estado_hallazgo_codigo, edad_codigo
order by estado_hallazgo_codigo, edad_codigo
