-- Coincidencias exactas entre modalidades, con nombres. Una coincidencia no es una falta.
-- Uso interno. Grano: año, departamento (vacío = todo el país) y par de modalidades.
select
    c.anio,
    c.departamento_codigo,
    case
        when c.departamento_codigo is null then 'Todo el país'
        else coalesce(d.departamento, 'No informado')
    end as departamento,
    c.modalidad_a_codigo,
    a.modalidad as modalidad_a,
    c.modalidad_b_codigo,
    b.modalidad as modalidad_b,
    c.visibilidad_codigo,
    c.personas,
    c.entregas,
    c.traslape_dias
from out_coincidencia as c
left join ref_departamento as d on d.departamento_codigo = c.departamento_codigo
left join ref_modalidad as a on a.modalidad_codigo = c.modalidad_a_codigo
left join ref_modalidad as b on b.modalidad_codigo = c.modalidad_b_codigo
order by c.anio, c.departamento_codigo nulls first, c.modalidad_a_codigo, c.modalidad_b_codigo
