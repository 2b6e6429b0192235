-- coincidencia_tocada: one row per figure of coincidences in which at least one delivery of a transfer lies, with the number
-- of the row.
-- Inputs: celda (the cells of one table, numbered), entrega_rastreada (the deliveries of the transfer), link_coincidencia,
-- out_hecho_entrega.
with
entrega as (
    select distinct persona_id, anio, modalidad_codigo
    from entrega_rastreada
    where persona_id is not null
),

-- As in out_coincidencia: the department of the least reserved universe.
persona_situada as (
    select
        h.persona_id,
        coalesce(
            min(h.departamento_codigo) filter (where h.visibilidad_codigo = 'publica'),
            min(h.departamento_codigo) filter (where h.visibilidad_codigo = 'sensible'),
            min(h.departamento_codigo)
        ) as departamento_codigo
    from out_hecho_entrega as h
    semi join entrega as e on e.persona_id = h.persona_id
    group by h.persona_id
),

tocada as (
    select distinct e.anio, p.departamento_codigo, c.modalidad_a_codigo, c.modalidad_b_codigo
    from link_coincidencia as c
    inner join entrega as e
        on e.persona_id = c.persona_id
        and e.anio = year(c.mes_inicio_fecha)
        and e.modalidad_codigo in (c.modalidad_a_codigo, c.modalidad_b_codigo)
    inner join persona_situada as p on p.persona_id = c.persona_id
)

select distinct c.numero
from celda as c
inner join tocada as t
    on t.anio = c.anio
    and t.modalidad_a_codigo = c.modalidad_a_codigo
    and t.modalidad_b_codigo = c.modalidad_b_codigo
    and (c.departamento_codigo is null or c.departamento_codigo = t.departamento_codigo)
order by c.numero
