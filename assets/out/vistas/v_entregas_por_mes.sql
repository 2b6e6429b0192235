-- Entregas a personas, hogares y raciones por mes y modalidad, con nombres, de todos los universos.
-- Uso interno. Grano: año, mes, institución y modalidad. Las personas no se suman entre meses ni entre modalidades.
select
    h.anio,
    h.mes,
    h.institucion_codigo,
    max(i.siglas) as siglas,
    h.modalidad_codigo,
    max(m.modalidad) as modalidad,
    h.visibilidad_codigo,
    count(distinct h.persona_id) as personas,
    count(*) as entregas,
    cast(sum(h.monto_gtq) as decimal(18, 2)) as monto_gtq
from out_hecho_entrega as h
left join ref_institucion as i on i.institucion_codigo = h.institucion_codigo
left join ref_modalidad as m on m.modalidad_codigo = h.modalidad_codigo
group by h.anio, h.mes, h.institucion_codigo, h.modalidad_codigo, h.visibilidad_codigo
order by h.anio, h.mes, h.institucion_codigo, h.modalidad_codigo
