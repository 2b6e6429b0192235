-- hallazgo_hecho: one row per finding, what an event keeps of it; lados are its modalities and its counterpart.
-- Inputs: link_hallazgo.
select
    hallazgo_id,
    regla_id,
    clase_codigo,
    case when grano_codigo = 'hogar' then coalesce(hogar_id, persona_id) else persona_id end as sujeto_id,
    concat_ws('|', modalidad_a_codigo, modalidad_b_codigo, contraparte_codigo) as lados,
    anio,
    institucion_codigo,
    entregas
from link_hallazgo
order by hallazgo_id
