-- reincidencia_no_cobro: one row per universe, year, modality and department (null = the country): persons with
-- something uncollected, and those with two or more.
-- Inputs: link_entrega, out_hecho_entrega.
with
persona as (
    select h.visibilidad_codigo, h.anio, h.modalidad_codigo, h.departamento_codigo, h.persona_id, count(*) as veces
    from link_entrega as e
    inner join out_hecho_entrega as h on h.entrega_id = e.entrega_id
    where e.estado_entrega_codigo = 'no_cobrada' and h.persona_id is not null
    group by h.visibilidad_codigo, h.anio, h.modalidad_codigo, h.departamento_codigo, h.persona_id
)

select
    visibilidad_codigo,
    'anio' as periodo_tipo_codigo,
    anio,
    modalidad_codigo,
    departamento_codigo,
    count(*) filter (where veces > 1) as numerador,
    count(*) as denominador
from persona
group by visibilidad_codigo, anio, modalidad_codigo, grouping sets ((), (departamento_codigo))
-- A restricted modality is counted in the country alone.
having visibilidad_codigo <> 'restringida' or departamento_codigo is null
