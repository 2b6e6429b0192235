-- pasado_entrega: one row per delivery to a person, household or in rations of a transfer that counted on a past day; it becomes the part of core_entrega.
-- Inputs: core_entrega, core_entrega_historica (both of that transfer), pasado_sobrante. $al_dia: the day, to its end.
with
de_entonces as (
    select
        transferencia_id, hoja, fila, entrega_id, institucion_codigo, modalidad_codigo, grano_codigo, persona_id,
        identidad_codigo, cui_estado_codigo, hogar_id, nacimiento_departamento_codigo, nacimiento_municipio_codigo,
        residencia_departamento_codigo, residencia_municipio_codigo, entrega_departamento_codigo,
        entrega_municipio_codigo, sexo_codigo, nacimiento_anio, edad_entrega_anios, pueblo_codigo,
        comunidad_linguistica_codigo, tiene_discapacidad, escolaridad_codigo, pobreza_codigo, entrega_fecha,
        periodo_inicio_fecha, periodo_fin_fecha, monto_gtq, cantidad, cumple_corresponsabilidad,
        estado_entrega_codigo, conocido_fecha
    from core_entrega
    union all
    select
        transferencia_id, hoja, fila, entrega_id, institucion_codigo, modalidad_codigo, grano_codigo, persona_id,
        identidad_codigo, cui_estado_codigo, hogar_id, nacimiento_departamento_codigo, nacimiento_municipio_codigo,
        residencia_departamento_codigo, residencia_municipio_codigo, entrega_departamento_codigo,
        entrega_municipio_codigo, sexo_codigo, nacimiento_anio, edad_entrega_anios, pueblo_codigo,
        comunidad_linguistica_codigo, tiene_discapacidad, escolaridad_codigo, pobreza_codigo, entrega_fecha,
        periodo_inicio_fecha, periodo_fin_fecha, monto_gtq, cantidad, cumple_corresponsabilidad,
        estado_entrega_codigo, conocido_fecha
    from core_entrega_historica
    where reemplazada_fecha > cast($al_dia as date)
)

select
    e.transferencia_id, e.hoja, e.fila, e.entrega_id, e.institucion_codigo, e.modalidad_codigo, e.grano_codigo,
    e.persona_id, e.identidad_codigo, e.cui_estado_codigo, e.hogar_id, e.nacimiento_departamento_codigo,
    e.nacimiento_municipio_codigo, e.residencia_departamento_codigo, e.residencia_municipio_codigo,
    e.entrega_departamento_codigo, e.entrega_municipio_codigo, e.sexo_codigo, e.nacimiento_anio, e.edad_entrega_anios,
    e.pueblo_codigo, e.comunidad_linguistica_codigo, e.tiene_discapacidad, e.escolaridad_codigo, e.pobreza_codigo,
    e.entrega_fecha, e.periodo_inicio_fecha, e.periodo_fin_fecha, e.monto_gtq, e.cantidad,
    e.cumple_corresponsabilidad, e.estado_entrega_codigo, e.conocido_fecha
from de_entonces as e
anti join pasado_sobrante as s
    on s.transferencia_id = e.transferencia_id and s.hoja = e.hoja and s.fila = e.fila
order by e.hoja, e.fila
