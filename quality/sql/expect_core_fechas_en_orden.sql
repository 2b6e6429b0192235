-- core_entrega | bloquea | consistencia | Ninguna entrega ocurre después de conocerse
-- Una fila por entrega con la fecha posterior a la de su recepción.
select
    transferencia_id,
    hoja,
    fila
from core_entrega
where entrega_fecha > conocido_fecha
