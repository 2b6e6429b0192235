-- familias_por_obra: one row per universe, year, department (null = the country) and modality (null = all): works
-- of which somebody says how many families they serve, and those families.
-- Inputs: out_hecho_entrega_comunitaria.
select
    visibilidad_codigo,
    'anio' as periodo_tipo_codigo,
    anio,
    departamento_codigo,
    modalidad_codigo,
    sum(familias_atendidas) as numerador,
    count(*) as denominador
from out_hecho_entrega_comunitaria
where familias_atendidas is not null
group by
    visibilidad_codigo,
    anio,
    grouping sets ((), (departamento_codigo), (modalidad_codigo), (departamento_codigo, modalidad_codigo))
-- A restricted universe is counted in the country alone.
having visibilidad_codigo <> 'restringida' or departamento_codigo is null
