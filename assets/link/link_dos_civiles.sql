-- link_dos_civiles: one row per pair of touched records that the civil register gives under different numbers.
-- Inputs: link_par_tocado (ties among touched records), vault_registro (where the records that came now came first),
-- link_anterior (the former table of persons), link_decision (what stands by decision of a person). In memory only.
-- The civil register has a person once: whoever has the same names and birth date under another number is somebody
-- else (a homonym, a twin). Only a person may decide otherwise.
with
civil as (
    select registro_id, persona_enviada_id from vault_registro where fuente_codigo = 'renap_persona'
    union
    select registro_id, persona_enviada_id from link_anterior where fuente_codigo = 'renap_persona'
),

-- Kept, so that the two sides are never joined with each other first: all numbers beside all others.
par_civil as materialized (
    select p.registro_a_id, p.registro_b_id, a.persona_enviada_id
    from link_par_tocado as p
    inner join civil as a on a.registro_id = p.registro_a_id
)

select
    p.registro_a_id,
    p.registro_b_id,
    'separar' as decision_codigo
from par_civil as p
inner join civil as b on b.registro_id = p.registro_b_id
anti join link_decision as d on d.registro_a_id = p.registro_a_id and d.registro_b_id = p.registro_b_id
where p.persona_enviada_id <> b.persona_enviada_id
