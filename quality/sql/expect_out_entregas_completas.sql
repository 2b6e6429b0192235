-- out_hecho_entrega | bloquea | completitud | Los hechos son las entregas aceptadas, ni una más ni una menos
-- Una fila por entrega que está en un lado solamente.
select coalesce(entrega.entrega_id, hecho.entrega_id) as entrega_id
from core_entrega as entrega
full outer join out_hecho_entrega as hecho on entrega.entrega_id = hecho.entrega_id
where entrega.entrega_id is null or hecho.entrega_id is null
