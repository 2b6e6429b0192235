-- Lo programado y lo entregado por año y modalidad en el país, con nombres y con la parte que llegó.
-- Uso interno. Grano: año y modalidad. Solo modalidades de cuyas entregas se informa el estado.
-- columna programadas: Entregas programadas. Unidad: entregas.
-- columna entregadas: Entregas que llegaron. Unidad: entregas.
-- columna no_cobradas: Entregas que nadie cobró. Unidad: entregas.
-- columna devueltas: Entregas que se devolvieron. Unidad: entregas.
-- columna sin_estado: Entregas de las que nadie dijo qué pasó. Unidad: entregas.
-- columna entregado_pct: Entregas que llegaron por cada 100 programadas de las que se sabe qué pasó.
-- columna monto_programado_gtq: Monto programado. Unidad: quetzales.
-- columna monto_entregado_gtq: Monto de lo que llegó. Unidad: quetzales.
-- columna monto_no_cobrado_gtq: Monto de lo que nadie cobró. Unidad: quetzales.
with
sumada as (
    select
        anio,
        modalidad_codigo,
        visibilidad_codigo,
        cast(sum(programadas) as bigint) as programadas,
        cast(sum(entregadas) as bigint) as entregadas,
        cast(sum(no_cobradas) as bigint) as no_cobradas,
        cast(sum(devueltas) as bigint) as devueltas,
        cast(sum(sin_estado) as bigint) as sin_estado,
        cast(sum(monto_programado_gtq) as decimal(18, 2)) as monto_programado_gtq,
        cast(sum(monto_entregado_gtq) as decimal(18, 2)) as monto_entregado_gtq,
        cast(sum(monto_no_cobrado_gtq) as decimal(18, 2)) as monto_no_cobrado_gtq
    from out_efectividad_entrega
    where departamento_codigo is null
    group by anio, modalidad_codigo, visibilidad_codigo
)

select
    e.anio,
    e.modalidad_codigo,
    m.modalidad,
    m.programa,
    m.institucion,
    e.visibilidad_codigo,
    e.programadas,
    e.entregadas,
    e.no_cobradas,
    e.devueltas,
    e.sin_estado,
    case when e.programadas > e.sin_estado then round(100.0 * e.entregadas / (e.programadas - e.sin_estado), 2) end
        as entregado_pct,
    e.monto_programado_gtq,
    e.monto_entregado_gtq,
    e.monto_no_cobrado_gtq
from sumada as e
left join out_dim_modalidad as m on m.modalidad_codigo = e.modalidad_codigo
order by e.anio, e.modalidad_codigo
