-- out_hallazgo: one row per rule, class, pair of modalities or counterpart, institution that answers and year; exact.
-- Inputs: link_hallazgo, ref_modalidad. For the whole country: a restricted programme is counted nowhere below it.
with
modalidad as (
    select
        modalidad_codigo,
        case visibilidad_codigo when 'publica' then 0 when 'sensible' then 1 else 2 end as reserva
    from ref_modalidad
),

hallazgo as (
    select
        h.*,
        -- A modality that the programme list does not have is treated as the most reserved.
        greatest(
            coalesce(a.reserva, 2), case when h.modalidad_b_codigo is null then 0 else coalesce(b.reserva, 2) end
        ) as reserva
    from link_hallazgo as h
    left join modalidad as a on a.modalidad_codigo = h.modalidad_a_codigo
    left join modalidad as b on b.modalidad_codigo = h.modalidad_b_codigo
)

select
    anio,
    regla_id,
    tipo_hallazgo_codigo,
    clase_codigo,
    nivel_codigo,
    grano_codigo,
    institucion_codigo,
    modalidad_a_codigo,
    modalidad_b_codigo,
    contraparte_codigo,
    case reserva when 0 then 'publica' when 1 then 'sensible' else 'restringida' end as visibilidad_codigo,
    count(*) as hallazgos,
    count(distinct persona_id) as personas,
    count(distinct hogar_id) as hogares,
    cast(sum(entregas) as bigint) as entregas,
    cast(sum(monto_pagado_gtq) as decimal(18, 2)) as monto_pagado_gtq,
    cast(sum(monto_riesgo_gtq) as decimal(18, 2)) as monto_riesgo_gtq
from hallazgo
group by
    anio, regla_id, tipo_hallazgo_codigo, clase_codigo, nivel_codigo, grano_codigo, institucion_codigo,
    modalidad_a_codigo, modalidad_b_codigo, contraparte_codigo, reserva
order by anio, regla_id, clase_codigo, modalidad_a_codigo, modalidad_b_codigo
