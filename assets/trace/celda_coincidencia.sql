-- celda_coincidencia: one row per delivery of the two modalities, in the year, to the people whom a figure of coincidences
-- counts, by its address.
-- Inputs: link_coincidencia, out_hecho_entrega. Bound: the cell; $departamento_codigo is null for the country.
-- A person's department is chosen as in out_coincidencia: that of the least reserved universe.
with
persona as (
    select distinct persona_id
    from link_coincidencia
    where
        modalidad_a_codigo = $modalidad_a_codigo
        and modalidad_b_codigo = $modalidad_b_codigo
        and year(mes_inicio_fecha) = $anio
),

persona_situada as (
    select
        h.persona_id,
        coalesce(
            min(h.departamento_codigo) filter (where h.visibilidad_codigo = 'publica'),
            min(h.departamento_codigo) filter (where h.visibilidad_codigo = 'sensible'),
            min(h.departamento_codigo)
        ) as departamento_codigo
    from out_hecho_entrega as h
    semi join persona as p on p.persona_id = h.persona_id
    group by h.persona_id
)

select h.transferencia_id, h.hoja, h.fila, h.entrega_id, h.persona_id, h.monto_gtq
from out_hecho_entrega as h
inner join persona_situada as p on p.persona_id = h.persona_id
where
    h.anio = $anio
    and h.modalidad_codigo in ($modalidad_a_codigo, $modalidad_b_codigo)
    and ($departamento_codigo is null or p.departamento_codigo = $departamento_codigo)
order by h.transferencia_id, h.hoja, h.fila
