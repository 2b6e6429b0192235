-- monto_a_fallecidos: one row per universe, year, and institution or modality (null = all): quetzales delivered
-- after their death.
-- Inputs: link_cruce, ref_regla_coincidencia, ref_modalidad. A delivery that two rules find counts once.
with
regla as (
    select distinct regla_id from ref_regla_coincidencia where contraparte_codigo = 'renap_defuncion'
),

entrega as (
    select distinct
        coalesce(m.visibilidad_codigo, 'restringida') as visibilidad_codigo,
        cast(year(c.entrega_fecha) as bigint) as anio,
        c.institucion_codigo,
        c.modalidad_codigo,
        c.entrega_id,
        c.persona_id,
        c.monto_gtq
    from link_cruce as c
    semi join regla as r on r.regla_id = c.regla_id
    left join ref_modalidad as m on m.modalidad_codigo = c.modalidad_codigo
)

select
    'anio' as periodo_tipo_codigo,
    visibilidad_codigo,
    anio,
    institucion_codigo,
    modalidad_codigo,
    sum(monto_gtq) as numerador
from entrega
group by visibilidad_codigo, anio, grouping sets ((), (institucion_codigo), (modalidad_codigo))
