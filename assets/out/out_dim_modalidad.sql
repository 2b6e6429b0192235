-- out_dim_modalidad: one row per modality, with the names of its programme, institution and kind of benefit.
-- Inputs: ref_modalidad, ref_institucion, ref_codigo.
select
    m.modalidad_codigo,
    m.modalidad,
    m.programa_codigo,
    m.programa,
    m.institucion_codigo,
    coalesce(i.institucion, m.institucion_codigo) as institucion,
    m.tipo_beneficio_codigo,
    coalesce(b.nombre, m.tipo_beneficio_codigo) as tipo_beneficio,
    m.unidad_entrega,
    m.periodicidad_codigo,
    m.visibilidad_codigo
from ref_modalidad as m
left join ref_institucion as i on i.institucion_codigo = m.institucion_codigo
left join ref_codigo as b on b.lista = 'tipo_beneficio' and b.codigo = m.tipo_beneficio_codigo
order by m.modalidad_codigo
