-- link_enlace_situado: one row per tie of the records that are looked at, with the transfer that it belongs to.
-- Inputs: link_enlace (all ties), vault_registro (where the records that are looked at came first), link_orden
-- (transfers in order of reception). A tie belongs to the transfer that brought the later of its records.
-- In memory only.
with
situado as (
    select r.registro_id, r.transferencia_id, o.lugar
    from vault_registro as r
    inner join link_orden as o on o.transferencia_id = r.transferencia_id
)

select
    case
        when a.lugar is null then b.transferencia_id
        when b.lugar is null or a.lugar >= b.lugar then a.transferencia_id
        else b.transferencia_id
    end as transferencia_id,
    e.registro_a_id,
    e.registro_b_id,
    e.etapa_codigo,
    e.regla,
    e.peso,
    e.estado_codigo,
    e.gamma_identificador,
    e.gamma_nombres,
    e.gamma_apellidos,
    e.gamma_nacimiento,
    e.gamma_sexo,
    e.gamma_lugar,
    e.gamma_direccion,
    e.mw_identificador,
    e.mw_nombres,
    e.mw_apellidos,
    e.mw_nacimiento,
    e.mw_sexo,
    e.mw_lugar,
    e.mw_direccion,
    e.mw_frecuencia,
    e.mw_familia,
    e.modelo_version
from link_enlace as e
left join situado as a on a.registro_id = e.registro_a_id
left join situado as b on b.registro_id = e.registro_b_id
where a.lugar is not null or b.lugar is not null
