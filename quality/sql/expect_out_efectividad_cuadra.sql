-- out_efectividad_entrega | bloquea | consistencia | Lo programado es lo entregado, lo no cobrado, lo devuelto y lo que no dice su estado
-- Una fila por celda que no suma.
select
    anio,
    mes,
    modalidad_codigo,
    departamento_codigo
from out_efectividad_entrega
where programadas <> entregadas + no_cobradas + devueltas + sin_estado
