-- link_hallazgo: one row per finding: rule, class, person or household, modalities and calendar year.
-- Inputs: link_coincidencia_regla, link_cruce, ref_regla_coincidencia. Bound: $rec_ipad, $rec_opad, the key blocks of
-- K_rec, for the id: the same finding has the same one night after night, while its deliveries and amounts grow.
-- What becomes of a finding (notified, answered, resolved) is not here; this is what tonight's data show.
with
regla as (
    select distinct
        regla_id, modalidad_a_codigo, modalidad_b_codigo, contraparte_codigo, veredicto_codigo, grano_codigo,
        institucion_codigo, nivel_codigo
    from ref_regla_coincidencia
),

encontrado as (
    select
        r.regla_id,
        'coincidencia' as tipo_hallazgo_codigo,
        r.veredicto_codigo as clase_codigo,
        r.nivel_codigo,
        r.grano_codigo,
        c.sujeto_id,
        c.persona_id,
        c.hogar_id,
        r.institucion_codigo,
        c.modalidad_a_codigo,
        c.modalidad_b_codigo,
        cast(null as varchar) as contraparte_codigo,
        c.anio,
        c.traslape_dias,
        c.entregas_a,
        c.entregas_b,
        cast(c.monto_a_gtq * 100 as bigint) as centavos_a,
        cast(c.monto_b_gtq * 100 as bigint) as centavos_b,
        cast(c.monto_riesgo_gtq * 100 as bigint) as centavos_riesgo,
        c.primer_traslape_fecha as ocurrio_fecha,
        c.conocido_fecha,
        c.primera_fecha,
        c.ultima_fecha
    from link_coincidencia_regla as c
    inner join regla as r
        on r.regla_id = c.regla_id
        and r.modalidad_a_codigo = c.modalidad_a_codigo
        and r.modalidad_b_codigo = c.modalidad_b_codigo
    union all
    select
        r.regla_id,
        'cruce' as tipo_hallazgo_codigo,
        c.clase_codigo,
        r.nivel_codigo,
        r.grano_codigo,
        c.persona_id as sujeto_id,
        c.persona_id,
        max(c.hogar_id) as hogar_id,
        r.institucion_codigo,
        c.modalidad_codigo as modalidad_a_codigo,
        cast(null as varchar) as modalidad_b_codigo,
        r.contraparte_codigo,
        cast(year(c.entrega_fecha) as bigint) as anio,
        cast(null as bigint) as traslape_dias,
        count(*) as entregas_a,
        0 as entregas_b,
        cast(sum(cast(c.monto_gtq * 100 as bigint)) as bigint) as centavos_a,
        cast(0 as bigint) as centavos_b,
        cast(sum(cast(c.monto_gtq * 100 as bigint)) as bigint) as centavos_riesgo,
        min(c.ocurrio_fecha) as ocurrio_fecha,
        min(c.conocido_fecha) as conocido_fecha,
        min(c.entrega_fecha) as primera_fecha,
        max(c.entrega_fecha) as ultima_fecha
    from link_cruce as c
    inner join regla as r
        on r.regla_id = c.regla_id
        and r.modalidad_a_codigo = c.modalidad_codigo
        and r.contraparte_codigo is not null
    group by
        r.regla_id, c.clase_codigo, r.nivel_codigo, r.grano_codigo, c.persona_id, r.institucion_codigo,
        c.modalidad_codigo, r.contraparte_codigo, year(c.entrega_fecha)
)

select
    seudonimo(
        $rec_ipad,
        $rec_opad,
        'hallazgo',
        concat_ws(
            '|', regla_id, clase_codigo, grano_codigo, sujeto_id, modalidad_a_codigo,
            coalesce(modalidad_b_codigo, ''), cast(anio as varchar)
        )
    ) as hallazgo_id,
    regla_id,
    tipo_hallazgo_codigo,
    clase_codigo,
    nivel_codigo,
    grano_codigo,
    persona_id,
    hogar_id,
    institucion_codigo,
    modalidad_a_codigo,
    modalidad_b_codigo,
    contraparte_codigo,
    anio,
    traslape_dias,
    entregas_a + entregas_b as entregas,
    entregas_a,
    cast(entregas_b as bigint) as entregas_b,
    quetzales(centavos_a) as monto_a_gtq,
    quetzales(centavos_b) as monto_b_gtq,
    quetzales(centavos_a + centavos_b) as monto_pagado_gtq,
    quetzales(centavos_riesgo) as monto_riesgo_gtq,
    ocurrio_fecha,
    conocido_fecha,
    primera_fecha,
    ultima_fecha
from encontrado
order by regla_id, clase_codigo, sujeto_id, modalidad_a_codigo, modalidad_b_codigo, anio
