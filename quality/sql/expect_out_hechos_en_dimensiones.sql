-- out_hecho_entrega | bloquea | consistencia | Todo hecho está en sus dimensiones: persona, modalidad, institución, municipio y mes
-- Una fila por entrega que nombra algo que su dimensión no tiene; 0000 y 00 son lugares no informados.
with
hecho as (
    select entrega_id, persona_id, modalidad_codigo, institucion_codigo, municipio_codigo, anio, mes
    from out_hecho_entrega
    union all
    select entrega_id, null as persona_id, modalidad_codigo, institucion_codigo, municipio_codigo, anio, mes
    from out_hecho_entrega_comunitaria
)

select h.entrega_id
from hecho as h
left join out_dim_persona as p on p.persona_id = h.persona_id
left join out_dim_modalidad as o on o.modalidad_codigo = h.modalidad_codigo
left join out_dim_institucion as i on i.institucion_codigo = h.institucion_codigo
left join out_dim_municipio as m on m.municipio_codigo = h.municipio_codigo
left join out_dim_tiempo as t on t.anio = h.anio and t.mes = h.mes
where
    (h.persona_id is not null and p.persona_id is null)
    or o.modalidad_codigo is null
    or i.institucion_codigo is null
    or t.anio is null
    or (m.municipio_codigo is null and coalesce(h.municipio_codigo, '0000') not like '%00')
