-- link_coincidencia | bloquea | validez | El traslape tiene entre 1 y 31 días
-- Una fila por coincidencia con un traslape imposible.
select
    persona_id,
    mes_inicio_fecha
from link_coincidencia
where traslape_dias not between 1 and 31
