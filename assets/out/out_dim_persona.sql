-- out_dim_persona: one row per person with at least one accepted delivery; dimension of out_hecho_entrega.
-- Inputs: link_persona.
-- No date of death and no place of birth: with the year of birth they would point at somebody. Codes for "not
-- informed" are those of the fact: N, 9, DD00, 0000.
select
    persona_id,
    identidad_codigo,
    estado_identidad_codigo,
    coalesce(sexo_codigo, 'N') as sexo_codigo,
    nacimiento_anio,
    coalesce(pueblo_codigo, '9') as pueblo_codigo,
    coalesce(residencia_departamento_codigo, '00') as residencia_departamento_codigo,
    coalesce(
        residencia_municipio_codigo, residencia_departamento_codigo || '00', '0000'
    ) as residencia_municipio_codigo,
    entregas,
    instituciones,
    primera_fecha,
    ultima_fecha
from link_persona
order by persona_id
