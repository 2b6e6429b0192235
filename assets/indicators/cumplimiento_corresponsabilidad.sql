-- cumplimiento_corresponsabilidad: one row per universe, month or year, department (null = the country), modality
-- (null = all) and voice: deliveries of which it says whether the co-responsibility was met, and those of which it
-- says yes.
-- Inputs: out_efectividad_corresponsabilidad.
with
voz as (
    select
        visibilidad_codigo, anio, mes, departamento_codigo, modalidad_codigo,
        'segun_registro' as denominador_codigo,
        cumplen_segun_registro as cumplen,
        cumplen_segun_registro + no_cumplen_segun_registro as dichas
    from out_efectividad_corresponsabilidad
    union all
    select
        visibilidad_codigo, anio, mes, departamento_codigo, modalidad_codigo,
        'segun_planilla',
        cumplen_segun_entrega,
        cumplen_segun_entrega + no_cumplen_segun_entrega
    from out_efectividad_corresponsabilidad
)

select
    visibilidad_codigo,
    case when grouping(mes) = 1 then 'anio' else 'mes' end as periodo_tipo_codigo,
    anio,
    mes as periodo_numero,
    departamento_codigo,
    modalidad_codigo,
    denominador_codigo,
    sum(cumplen) as numerador,
    sum(dichas) as denominador
from voz
where dichas > 0
group by
    visibilidad_codigo, departamento_codigo, denominador_codigo, anio,
    grouping sets ((), (mes), (modalidad_codigo), (mes, modalidad_codigo))
-- A restricted modality has no month.
having grouping(mes) = 1 or mes is not null
