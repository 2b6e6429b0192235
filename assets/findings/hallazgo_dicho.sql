-- hallazgo_dicho: one row per finding that is told, with its rule in words, the most pressing and the dearest first.
-- Inputs: hallazgo_pedido (findings that are told), link_hallazgo, ref_regla_coincidencia.
with
regla as (
    select
        regla_id, modalidad_a_codigo, modalidad_b_codigo, contraparte_codigo, max(titulo_regla) as titulo_regla,
        max(base_legal) as base_legal
    from ref_regla_coincidencia
    group by regla_id, modalidad_a_codigo, modalidad_b_codigo, contraparte_codigo
)

select
    h.hallazgo_id,
    h.regla_id,
    r.titulo_regla,
    r.base_legal,
    h.nivel_codigo,
    h.clase_codigo,
    h.modalidad_a_codigo,
    h.modalidad_b_codigo,
    h.contraparte_codigo,
    h.anio,
    h.traslape_dias,
    h.entregas,
    h.monto_riesgo_gtq,
    h.conocido_fecha,
    h.grano_codigo
from link_hallazgo as h
inner join hallazgo_pedido as p on p.hallazgo_id = h.hallazgo_id
inner join regla as r
    on r.regla_id = h.regla_id
    and r.modalidad_a_codigo = h.modalidad_a_codigo
    and r.modalidad_b_codigo is not distinct from h.modalidad_b_codigo
    and r.contraparte_codigo is not distinct from h.contraparte_codigo
order by
    case h.nivel_codigo when 'alta' then 0 when 'media' then 1 else 2 end, h.monto_riesgo_gtq desc, h.regla_id,
    h.hallazgo_id
