-- core_entrega | avisa | exactitud | Nadie tiene más de 120 años al recibir
-- Una fila por entrega a una persona de más de 120 años.
select
    transferencia_id,
    hoja,
    fila
from core_entrega
where edad_entrega_anios > 120
