-- pasado_verificacion: one row per row of a verifier's file of a transfer that counted on a past day; it becomes the part of core_verificacion.
-- Inputs: core_verificacion, core_verificacion_historica (both of that transfer). $al_dia: the day, to its end.
with
de_entonces as (
    select
        transferencia_id, hoja, fila, fuente_codigo, persona_id, sexo_codigo, nacimiento_anio,
        nacimiento_departamento_codigo, nacimiento_municipio_codigo, ocurrio_fecha, registro_fecha, fin_fecha,
        modalidad_codigo, cumple_corresponsabilidad, conocido_fecha
    from core_verificacion
    union all
    select
        transferencia_id, hoja, fila, fuente_codigo, persona_id, sexo_codigo, nacimiento_anio,
        nacimiento_departamento_codigo, nacimiento_municipio_codigo, ocurrio_fecha, registro_fecha, fin_fecha,
        modalidad_codigo, cumple_corresponsabilidad, conocido_fecha
    from core_verificacion_historica
    where reemplazada_fecha > cast($al_dia as date)
)

select
    e.transferencia_id, e.hoja, e.fila, e.fuente_codigo, e.persona_id, e.sexo_codigo, e.nacimiento_anio,
    e.nacimiento_departamento_codigo, e.nacimiento_municipio_codigo, e.ocurrio_fecha, e.registro_fecha, e.fin_fecha,
    e.modalidad_codigo, e.cumple_corresponsabilidad, e.conocido_fecha
from de_entonces as e
order by e.hoja, e.fila
