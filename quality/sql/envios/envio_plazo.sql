-- envio_plazo: one row per file that was due, with whether it is there and came in time.
-- Inputs: out_transferencia; handed: envio_formato (the layout in force of each contract).
select
    k.formato,
    coalesce(t.transferencia_id, t.periodo) as transferencia_id,
    case t.calendario_estado_codigo when 'tardia' then '|ARC-21|' when 'faltante' then '|falta|' else '' end as plazo
from out_transferencia as t
inner join envio_formato as k on k.contrato = t.contrato
where t.es_debida
