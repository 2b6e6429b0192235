-- revision_evidencia: one row per pair asked for, if it was compared: how, in levels and weights; no value.
-- Inputs: link_enlace. $registro_a, $registro_b: the pair.
select
    gamma_identificador,
    mw_identificador,
    gamma_nombres,
    mw_nombres,
    gamma_apellidos,
    mw_apellidos,
    gamma_nacimiento,
    mw_nacimiento,
    gamma_sexo,
    mw_sexo,
    gamma_lugar,
    mw_lugar,
    gamma_direccion,
    mw_direccion,
    mw_frecuencia,
    mw_familia
from link_enlace
where registro_a_id = $registro_a and registro_b_id = $registro_b and etapa_codigo <> 'P'
