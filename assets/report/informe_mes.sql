-- informe_mes: the last month of a year in which somebody received something of the public universe.
-- Inputs: out_alcance. Bound: $anio.
select max(periodo_numero) as mes
from out_alcance
where visibilidad_codigo = 'publica' and periodo_tipo_codigo = 'mes' and anio = $anio
