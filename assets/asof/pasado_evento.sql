-- pasado_evento: one row per kind of thing that linkage did to persons between two days and what caused it, counted.
-- Inputs: link_persona_evento. $desde, $hasta: moments, in UTC; after the first, not after the second. In memory only.
select
    evento_codigo,
    motivo,
    count(*) as eventos,
    count(distinct persona_id) as personas
from link_persona_evento
where noche > cast($desde as timestamp) and noche <= cast($hasta as timestamp)
group by evento_codigo, motivo
