-- entregas_no_cobradas: one row per universe, month or year, department (null = the country) and modality (null =
-- all of them): deliveries scheduled, and those that nobody collected.
-- Inputs: out_efectividad_entrega.
select
    visibilidad_codigo,
    case when grouping(mes) = 1 then 'anio' else 'mes' end as periodo_tipo_codigo,
    anio,
    mes as periodo_numero,
    departamento_codigo,
    modalidad_codigo,
    case when sum(sin_estado) = 0 then sum(no_cobradas) end as numerador,
    case when sum(sin_estado) > 0 then sum(no_cobradas) end as minimo_numerador,
    case when sum(sin_estado) > 0 then sum(no_cobradas) + sum(sin_estado) end as maximo_numerador,
    sum(programadas) as denominador
from out_efectividad_entrega
group by
    visibilidad_codigo, departamento_codigo, anio,
    grouping sets ((), (mes), (modalidad_codigo), (mes, modalidad_codigo))
-- A restricted modality has no month.
having grouping(mes) = 1 or mes is not null
