-- Cobertura exacta por año y departamento, con nombres: personas, entregas y monto de las modalidades públicas.
-- Uso interno. Grano: año y departamento; 00 es "No informado".
select
    c.anio,
    c.departamento_codigo,
    coalesce(d.departamento, 'No informado') as departamento,
    c.personas,
    c.entregas,
    c.monto_gtq
from out_cobertura as c
left join ref_departamento as d on d.departamento_codigo = c.departamento_codigo
where c.cruce_codigo = 'departamento'
order by c.anio, c.departamento_codigo
