-- link_enlace_parte: one row per tie of one transfer; it becomes the transfer's part of link_enlace.
-- Inputs: link_enlace_situado. $transferencia: the transfer.
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
from link_enlace_situado
where transferencia_id = $transferencia
order by registro_a_id, registro_b_id, etapa_codigo
