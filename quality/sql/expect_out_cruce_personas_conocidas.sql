-- link_cruce | bloquea | consistencia | Todo cruce es de una persona registrada
-- Una fila por cruce cuya persona no está en el registro.
select
    cruce.regla_id,
    cruce.transferencia_id,
    cruce.fila
from link_cruce as cruce
left join link_persona as persona on cruce.persona_id = persona.persona_id
where persona.persona_id is null
