-- link_enlace_completo: one row per tie, of those known from before and of those found now; it is read as link_enlace.
-- Inputs: link_enlace_guardado (the parts of before), link_par (found now), link_nuevo (records that were compared now:
-- a night killed before its end may have stored their ties already), link_retirado (records that are no more).
-- In memory only.
select
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
from link_enlace_guardado as e
anti join link_nuevo as na on na.registro_id = e.registro_a_id
anti join link_nuevo as nb on nb.registro_id = e.registro_b_id
anti join link_retirado as ra on ra.registro_id = e.registro_a_id
anti join link_retirado as rb on rb.registro_id = e.registro_b_id
union all
select
    registro_a_id,
    registro_b_id,
    etapa_codigo,
    regla,
    peso,
    estado_codigo,
    gamma_identificador,
    gamma_nombres,
    gamma_apellidos,
    gamma_nacimiento,
    gamma_sexo,
    gamma_lugar,
    gamma_direccion,
    mw_identificador,
    mw_nombres,
    mw_apellidos,
    mw_nacimiento,
    mw_sexo,
    mw_lugar,
    mw_direccion,
    mw_frecuencia,
    mw_familia,
    modelo_version
from link_par
