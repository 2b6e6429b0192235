-- pasado_repuesta: one row per delivery that counted on a past day and that a transfer received after it took the place of.
-- Inputs: core_entrega_historica, core_entrega_comunitaria_historica. $al_dia: the day, to its end. In memory only.
select transferencia_id, hoja, fila, entrega_id, institucion_codigo
from core_entrega_historica
where conocido_fecha <= cast($al_dia as date) and reemplazada_fecha > cast($al_dia as date)
union all
select transferencia_id, hoja, fila, entrega_id, institucion_codigo
from core_entrega_comunitaria_historica
where conocido_fecha <= cast($al_dia as date) and reemplazada_fecha > cast($al_dia as date)
