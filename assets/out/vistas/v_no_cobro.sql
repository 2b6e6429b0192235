-- Lo que nadie ha cobrado, por modalidad, departamento y días que lleva esperando, con nombres.
-- Uso interno. Grano: modalidad, departamento (vacío = todo el país) y tramo de días, a la fecha de corte.
select
    n.corte_fecha,
    n.modalidad_codigo,
    m.modalidad,
    m.institucion,
    n.visibilidad_codigo,
    n.departamento_codigo,
    case
        when n.departamento_codigo is null then 'Todo el país'
        else coalesce(d.departamento, 'No informado')
    end as departamento,
    n.tramo_dias_codigo,
    n.entregas,
    n.personas,
    n.personas_reincidentes,
    n.monto_gtq
from out_efectividad_no_cobro as n
left join out_dim_modalidad as m on m.modalidad_codigo = n.modalidad_codigo
left join ref_departamento as d on d.departamento_codigo = n.departamento_codigo
order by n.modalidad_codigo, n.departamento_codigo nulls first, n.tramo_dias_codigo
