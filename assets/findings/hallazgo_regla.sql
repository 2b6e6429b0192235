-- hallazgo_regla: one row per rule, its sides and a period in which it holds, with what decides what it finds.
-- Inputs: ref_regla_coincidencia. Its words and its owner may change without another finding.
select
    regla_id,
    concat_ws('|', modalidad_a_codigo, modalidad_b_codigo, contraparte_codigo) as lados,
    concat_ws(
        '|', veredicto_codigo, grano_codigo, dias_antes, dias_despues, tolerancia_dias, monto_riesgo_codigo,
        vigente_desde, coalesce(cast(vigente_hasta as varchar), '')
    ) as definicion,
    coalesce(cast(vigente_hasta as varchar), '') as vigente_hasta
from ref_regla_coincidencia
order by regla_id, lados, vigente_desde
