-- monto_no_cobrado: one row per universe, month or year, department (null = the country) and modality (null = all
-- of them): quetzales that nobody collected.
-- Inputs: out_efectividad_entrega.
select
    visibilidad_codigo,
    case when grouping(mes) = 1 then 'anio' else 'mes' end as periodo_tipo_codigo,
    anio,
    mes as periodo_numero,
    departamento_codigo,
    modalidad_codigo,
    sum(monto_no_cobrado_gtq) as numerador
from out_efectividad_entrega
group by
    visibilidad_codigo, departamento_codigo, anio,
    grouping sets ((), (mes), (modalidad_codigo), (mes, modalidad_codigo))
-- A restricted modality has no month.
having grouping(mes) = 1 or mes is not null
