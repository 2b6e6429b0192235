-- revision_lado: one row per record of one person, with what identifies; for one pair of eyes, and never kept.
-- Inputs: vault_registro (of the transfers that brought them), link_registro_persona. $persona: whose records.
select
    r.cui,
    r.nombres,
    r.apellidos,
    r.nacimiento_fecha,
    r.sexo_codigo,
    r.nacimiento_municipio_codigo,
    r.residencia_municipio_codigo,
    r.institucion_codigo,
    r.conocido_fecha,
    r.filas
from vault_registro as r
inner join link_registro_persona as p on p.registro_id = r.registro_id
where p.persona_id = $persona
order by r.conocido_fecha, r.institucion_codigo, r.registro_id
