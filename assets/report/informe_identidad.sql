-- informe_identidad: one row per institution: deliveries of one period by what is known of the identity.
-- Inputs: link_entrega (deliveries that count), link_persona (what the civil register answered). Bound: $desde and
-- $hasta, the first and the last day. Rations without a person count: they are deliveries without a CUI.
select
    e.institucion_codigo,
    count(*) as entregas,
    sum(case when e.cui_estado_codigo <> 'ausente' then 1 else 0 end) as con_cui,
    sum(case when e.cui_estado_codigo = 'valid' then 1 else 0 end) as cui_valido,
    sum(case when p.estado_identidad_codigo = 'validado' then 1 else 0 end) as validada
from link_entrega as e
left join link_persona as p on p.persona_id = e.persona_id
where e.entrega_fecha between $desde and $hasta
group by e.institucion_codigo
order by e.institucion_codigo
