-- link_coincidencia | bloquea | consistencia | Toda coincidencia es de una persona registrada
-- Una fila por coincidencia cuya persona no está en el registro.
select
    coincidencia.persona_id,
    coincidencia.mes_inicio_fecha
from link_coincidencia as coincidencia
left join link_persona as persona on coincidencia.persona_id = persona.persona_id
where persona.persona_id is null
