-- Hallazgos por institución que contesta, regla, estado y antigüedad, con nombres. Un hallazgo señala; no acusa.
-- Uso interno. Grano: institución, regla, estado y tramo de antigüedad, al día de la última noche con novedades.
-- columna antiguedad: Días desde que se detectó, por tramos.
-- columna hallazgos: Hallazgos que alguna vez se detectaron y están así. Unidad: hallazgos.
-- columna dias_maximo: Días del más antiguo. Unidad: días.
-- columna titulo_regla: Qué dice la regla.
select
    h.institucion_codigo,
    max(i.siglas) as siglas,
    max(i.institucion) as institucion,
    h.regla_id,
    max(r.titulo_regla) as titulo_regla,
    h.estado_hallazgo_codigo,
    case
        when h.edad_dias <= 30 then '0-30'
        when h.edad_dias <= 90 then '31-90'
        when h.edad_dias <= 180 then '91-180'
        else '181+'
    end as antiguedad,
    count(*) as hallazgos,
    max(h.edad_dias) as dias_maximo
from link_hallazgo_estado as h
left join out_dim_institucion as i on i.institucion_codigo = h.institucion_codigo
left join (
    select regla_id, min(titulo_regla) as titulo_regla
    from ref_regla_coincidencia
    group by regla_id
) as r on r.regla_id = h.regla_id
group by h.institucion_codigo, h.regla_id, h.estado_hallazgo_codigo, antiguedad
order by h.institucion_codigo, h.regla_id, h.estado_hallazgo_codigo, antiguedad
