-- link_registro_persona: one row per record, with its person.
-- Inputs: link_grupo (records of the touched groups, with their group), link_tocado, link_orden (transfers in order of
-- reception), vault_registro (where the records that came now came first), link_anterior (the former table).
-- $persona_ipad, $persona_opad: key pads of the pseudonyms; $todo: whether every record was touched.
-- A person takes their pseudonym from their anchor, the record that came first.
with
direccion as (
    select registro_id, persona_enviada_id, fuente_codigo, transferencia_id, hoja, fila from vault_registro
    union all
    select a.registro_id, a.persona_enviada_id, a.fuente_codigo, a.transferencia_id, a.hoja, a.fila
    from link_anterior as a
    semi join link_tocado as t on t.registro_id = a.registro_id
    where not $todo
),

situado as (
    select
        d.registro_id,
        d.persona_enviada_id,
        d.fuente_codigo,
        d.transferencia_id,
        d.hoja,
        d.fila,
        g.cluster_id,
        g.metodo_codigo,
        g.peso,
        o.lugar
    from link_grupo as g
    inner join direccion as d on d.registro_id = g.record_id
    inner join link_orden as o on o.transferencia_id = d.transferencia_id
),

persona as (
    select cluster_id, seudonimo($persona_ipad, $persona_opad, 'persona', registro_id) as persona_id
    from situado
    qualify row_number() over (partition by cluster_id order by lugar, hoja, fila) = 1
)

select
    s.registro_id,
    p.persona_id,
    s.metodo_codigo,
    s.peso,
    s.persona_enviada_id,
    s.fuente_codigo,
    s.transferencia_id,
    s.hoja,
    s.fila
from situado as s
inner join persona as p on p.cluster_id = s.cluster_id
union all
select
    a.registro_id,
    a.persona_id,
    a.metodo_codigo,
    a.peso,
    a.persona_enviada_id,
    a.fuente_codigo,
    a.transferencia_id,
    a.hoja,
    a.fila
from link_anterior as a
anti join link_tocado as t on t.registro_id = a.registro_id
where not $todo
order by registro_id
