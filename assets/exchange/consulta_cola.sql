-- consulta_cola: one row per identity that has to be asked, with what is asked, in the order in which it is asked.
-- Inputs: consulta_pendiente, vault_identidad (of the transfers that are named there). $persona_ipad, $persona_opad: key
-- pads of the pseudonym. In the engine's memory only, and spilled inside the vault.
-- The order is that of a keyed pseudonym: it says nothing of who sent an identity, or when.
with
escrita as (
    select
        v.transferencia_id,
        v.cui,
        v.nombres,
        v.apellidos,
        v.nacimiento_fecha,
        seudonimo_identidad(
            $persona_ipad, $persona_opad, v.cui, v.nombres, v.apellidos, v.nacimiento_fecha
        ) as identidad_id
    from vault_identidad as v
    where v.cui is not null
)

select
    row_number() over (order by e.identidad_id) as orden,
    e.cui,
    e.nombres,
    e.apellidos,
    e.nacimiento_fecha
from consulta_pendiente as p
inner join escrita as e on e.identidad_id = p.identidad_id and e.transferencia_id = p.transferencia_id
group by e.identidad_id, e.cui, e.nombres, e.apellidos, e.nacimiento_fecha
order by orden
