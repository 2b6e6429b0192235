-- hallazgo_tocado: one row per figure of findings in which at least one delivery of a transfer lies, with the number of the
-- row.
-- Inputs: celda (the cells of one table, numbered, with every dimension; null = the total over it), entrega_rastreada (the
-- deliveries of the transfer), link_hallazgo, out_hecho_entrega.
with
entrega as (
    select distinct persona_id, anio, modalidad_codigo
    from entrega_rastreada
    where persona_id is not null
),

situado as (
    select h.persona_id, h.anio, min(h.departamento_codigo) as departamento_codigo
    from out_hecho_entrega as h
    semi join entrega as e on e.persona_id = h.persona_id and e.anio = h.anio
    where h.visibilidad_codigo = 'publica'
    group by h.persona_id, h.anio
),

tocado as (
    select distinct
        h.anio, s.departamento_codigo, h.regla_id, h.clase_codigo, h.institucion_codigo, h.modalidad_a_codigo,
        h.modalidad_b_codigo, h.contraparte_codigo
    from link_hallazgo as h
    inner join entrega as e
        on e.persona_id = h.persona_id
        and e.anio = h.anio
        and e.modalidad_codigo in (h.modalidad_a_codigo, h.modalidad_b_codigo)
    left join situado as s on s.persona_id = h.persona_id and s.anio = h.anio
)

select distinct c.numero
from celda as c
inner join tocado as t
    on t.anio = c.anio
    and t.regla_id = c.regla_id
    and t.clase_codigo = c.clase_codigo
    and (c.departamento_codigo is null or c.departamento_codigo = t.departamento_codigo)
    and (c.institucion_codigo is null or c.institucion_codigo = t.institucion_codigo)
    and (c.modalidad_a_codigo is null or c.modalidad_a_codigo = t.modalidad_a_codigo)
    and (c.modalidad_b_codigo is null or c.modalidad_b_codigo = t.modalidad_b_codigo)
    and (c.contraparte_codigo is null or c.contraparte_codigo = t.contraparte_codigo)
order by c.numero
