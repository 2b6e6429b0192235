-- core_verificacion | avisa | consistencia | Ningún hecho de un registro termina antes de empezar ni se conoce antes de ocurrir
-- Una fila por fila de verificación con las fechas al revés.
select transferencia_id, hoja, fila
from core_verificacion
where fin_fecha < ocurrio_fecha or ocurrio_fecha > conocido_fecha
