-- informe_hallazgo: one row per rule, class and department (empty = the country) of one year, public modalities alone.
-- Inputs: out_hallazgo_celda (different persons), out_hallazgo (how many findings and what was paid). Bound: $anio.
-- Findings and amounts add up over the modalities of one rule and class; persons do not, so they come from the cells.
with
contado as (
    select
        regla_id,
        tipo_hallazgo_codigo,
        clase_codigo,
        sum(hallazgos) as hallazgos,
        sum(monto_pagado_gtq) as monto_pagado_gtq
    from out_hallazgo
    where anio = $anio and visibilidad_codigo = 'publica'
    group by regla_id, tipo_hallazgo_codigo, clase_codigo
),

celda as (
    select
        coalesce(departamento_codigo, '') as lugar_codigo,
        regla_codigo,
        tipo_hallazgo_codigo,
        clase_codigo,
        personas
    from out_hallazgo_celda
    where anio = $anio
)

select
    coalesce(c.lugar_codigo, '') as lugar_codigo,
    coalesce(c.regla_codigo, t.regla_id) as regla_codigo,
    coalesce(c.tipo_hallazgo_codigo, t.tipo_hallazgo_codigo) as tipo_hallazgo_codigo,
    coalesce(c.clase_codigo, t.clase_codigo) as clase_codigo,
    coalesce(c.personas, 0) as personas,
    cast(t.hallazgos as bigint) as hallazgos,
    cast(t.monto_pagado_gtq as decimal(18, 2)) as monto_pagado_gtq
from celda as c
full outer join contado as t
    on t.regla_id = c.regla_codigo and t.clase_codigo = c.clase_codigo and c.lugar_codigo = ''
order by lugar_codigo, regla_codigo, clase_codigo
