-- link_identidad: one row per distinct identity with a CUI that holds, and record that brings it, of one transfer.
-- Inputs: core_entrega, vault_identidad, link_registro (all of that transfer). $transferencia: its id; $persona_ipad,
-- $persona_opad: key pads of the pseudonym.
-- An identity is what would be asked: number, names and birth. The same number under two names is two of them, and two
-- records may be one of them, when they differ in sex or place alone.
with
enviada as (
    select
        e.persona_id,
        g.registro_id,
        e.entrega_fecha,
        seudonimo_identidad(
            $persona_ipad, $persona_opad, v.cui, v.nombres, v.apellidos, v.nacimiento_fecha
        ) as identidad_id
    from core_entrega as e
    inner join vault_identidad as v
        on v.transferencia_id = e.transferencia_id and v.hoja = e.hoja and v.fila = e.fila
    inner join link_registro as g
        on g.transferencia_id = e.transferencia_id and g.hoja = e.hoja and g.fila = e.fila
    where e.identidad_codigo = 'cui' and e.persona_id is not null and v.cui is not null
)

select
    $transferencia as transferencia_id,
    identidad_id,
    registro_id,
    persona_id as persona_enviada_id,
    min(entrega_fecha) as primera_fecha,
    max(entrega_fecha) as ultima_fecha,
    count(*) as entregas
from enviada
group by identidad_id, registro_id, persona_id
order by identidad_id, registro_id
