-- core_entrega | bloquea | unicidad | Ninguna entrega se acepta dos veces
-- Una fila por entrega aceptada más de una vez.
select entrega_id
from core_entrega
group by entrega_id
having count(*) > 1
