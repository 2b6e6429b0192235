-- link_verificacion: one row per accepted row of a verifier's file, with the person that it speaks of.
-- Inputs: core_verificacion, link_registro, link_registro_persona.
select
    v.transferencia_id,
    v.hoja,
    v.fila,
    v.fuente_codigo,
    p.persona_id,
    v.persona_id as persona_enviada_id,
    v.sexo_codigo,
    v.nacimiento_anio,
    v.nacimiento_departamento_codigo,
    v.nacimiento_municipio_codigo,
    v.ocurrio_fecha,
    v.registro_fecha,
    v.fin_fecha,
    v.modalidad_codigo,
    v.cumple_corresponsabilidad,
    v.conocido_fecha
from core_verificacion as v
inner join link_registro as r
    on r.transferencia_id = v.transferencia_id and r.hoja = v.hoja and r.fila = v.fila
inner join link_registro_persona as p on p.registro_id = r.registro_id
order by v.transferencia_id, v.hoja, v.fila
