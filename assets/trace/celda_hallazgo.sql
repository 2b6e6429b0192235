-- celda_hallazgo: one row per delivery, of the modalities and the year of a finding, to the person or household of each
-- finding that a figure counts, by its address.
-- Inputs: link_hallazgo, link_entrega, out_hecho_entrega, ref_modalidad. Bound: the cell, null where it is the total;
-- $solo_publica: findings of public modalities alone, as in out_hallazgo_celda.
with
hallazgo as (
    select h.hallazgo_id, h.persona_id, h.hogar_id, h.anio, h.modalidad_a_codigo, h.modalidad_b_codigo
    from link_hallazgo as h
    left join ref_modalidad as a on a.modalidad_codigo = h.modalidad_a_codigo
    left join ref_modalidad as b on b.modalidad_codigo = h.modalidad_b_codigo
    where
        h.anio = $anio
        and h.regla_id = $regla_id
        and h.clase_codigo = $clase_codigo
        and ($institucion_codigo is null or h.institucion_codigo = $institucion_codigo)
        and ($modalidad_a_codigo is null or h.modalidad_a_codigo = $modalidad_a_codigo)
        and ($modalidad_b_codigo is null or h.modalidad_b_codigo = $modalidad_b_codigo)
        and ($contraparte_codigo is null or h.contraparte_codigo = $contraparte_codigo)
        and (
            not $solo_publica
            or (
                h.persona_id is not null
                and coalesce(a.visibilidad_codigo, 'restringida') = 'publica'
                and (h.modalidad_b_codigo is null or coalesce(b.visibilidad_codigo, 'restringida') = 'publica')
            )
        )
),

situado as (
    select h.persona_id, h.anio, min(h.departamento_codigo) as departamento_codigo
    from out_hecho_entrega as h
    semi join hallazgo as f on f.persona_id = h.persona_id and f.anio = h.anio
    where h.visibilidad_codigo = 'publica'
    group by h.persona_id, h.anio
),

pedido as (
    select f.persona_id, f.hogar_id, f.anio, f.modalidad_a_codigo, f.modalidad_b_codigo
    from hallazgo as f
    left join situado as s on s.persona_id = f.persona_id and s.anio = f.anio
    where $departamento_codigo is null or s.departamento_codigo = $departamento_codigo
),

entrega as (
    select e.entrega_id
    from link_entrega as e
    semi join pedido as p
        on p.persona_id = e.persona_id
        and p.anio = year(e.entrega_fecha)
        and e.modalidad_codigo in (p.modalidad_a_codigo, p.modalidad_b_codigo)
    union
    select e.entrega_id
    from link_entrega as e
    semi join pedido as p
        on p.persona_id is null
        and p.hogar_id = e.hogar_id
        and p.anio = year(e.entrega_fecha)
        and e.modalidad_codigo in (p.modalidad_a_codigo, p.modalidad_b_codigo)
)

select h.transferencia_id, h.hoja, h.fila, h.entrega_id, h.persona_id, h.monto_gtq
from out_hecho_entrega as h
semi join entrega as e on e.entrega_id = h.entrega_id
order by h.transferencia_id, h.hoja, h.fila
