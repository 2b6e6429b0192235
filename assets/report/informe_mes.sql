-- informe_mes: one row per year that is asked for: its last month in which somebody received something public.
-- Inputs: out_alcance. Bound: $anio.
select max(periodo_numero) as mes
from out_alcance
where visibilidad_codigo = 'publica' and periodo_tipo_codigo = 'mes' and anio = $anio
