-- Obras y otros beneficios comunitarios por comunidad, con nombres de lugar: obras, monto y familias de la mayor.
-- Uso interno. Grano: año, comunidad y universo. Las familias son las de la obra con más; dos obras pueden servir a las mismas.
-- columna obras: Entregas comunitarias. Unidad: entregas.
-- columna modalidades: Modalidades distintas de esas entregas. Unidad: modalidades.
-- columna monto_gtq: Suma de lo entregado a la comunidad. Unidad: quetzales.
-- columna familias_atendidas: Familias de la obra con más familias; vacío si nadie las informó. Unidad: familias.
select
    h.anio,
    h.visibilidad_codigo,
    h.departamento_codigo,
    max(m.departamento) as departamento,
    h.municipio_codigo,
    max(m.municipio) as municipio,
    h.comunidad_id,
    max(h.comunidad) as comunidad,
    count(*) as obras,
    count(distinct h.modalidad_codigo) as modalidades,
    cast(sum(h.monto_gtq) as decimal(18, 2)) as monto_gtq,
    max(h.familias_atendidas) as familias_atendidas
from out_hecho_entrega_comunitaria as h
left join out_dim_municipio as m on m.municipio_codigo = h.municipio_codigo
group by h.anio, h.visibilidad_codigo, h.departamento_codigo, h.municipio_codigo, h.comunidad_id
order by h.anio, h.municipio_codigo, h.comunidad_id
