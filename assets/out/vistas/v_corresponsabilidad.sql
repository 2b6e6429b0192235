-- Corresponsabilidades cumplidas por año y modalidad en el país, según la institución y según el registro, con nombres.
-- Uso interno. Grano: año y modalidad. Solo divide entre lo que alguien dijo: entregas cuenta también lo que nadie dijo.
-- columna entregas: Entregas de modalidades con corresponsabilidad. Unidad: entregas.
-- columna cumple_segun_entrega_pct: Entregas que cumplen por cada 100 de las que la institución lo dice.
-- columna cumple_segun_registro_pct: Entregas que cumplen por cada 100 de las que el registro lo dice.
-- columna pagadas_sin_cumplir: Entregas pagadas de las que alguien dice que no se cumplió. Unidad: entregas.
-- columna monto_sin_cumplir_gtq: Monto de esas entregas. Unidad: quetzales.
with
sumada as (
    select
        anio,
        modalidad_codigo,
        visibilidad_codigo,
        cast(sum(entregas) as bigint) as entregas,
        sum(cumplen_segun_entrega) as si_entrega,
        sum(cumplen_segun_entrega) + sum(no_cumplen_segun_entrega) as dichas_entrega,
        sum(cumplen_segun_registro) as si_registro,
        sum(cumplen_segun_registro) + sum(no_cumplen_segun_registro) as dichas_registro,
        cast(sum(pagadas_sin_cumplir) as bigint) as pagadas_sin_cumplir,
        cast(sum(monto_sin_cumplir_gtq) as decimal(18, 2)) as monto_sin_cumplir_gtq
    from out_efectividad_corresponsabilidad
    where departamento_codigo is null
    group by anio, modalidad_codigo, visibilidad_codigo
)

select
    e.anio,
    e.modalidad_codigo,
    m.modalidad,
    m.institucion,
    e.visibilidad_codigo,
    e.entregas,
    case when e.dichas_entrega > 0 then round(100.0 * e.si_entrega / e.dichas_entrega, 2) end
        as cumple_segun_entrega_pct,
    case when e.dichas_registro > 0 then round(100.0 * e.si_registro / e.dichas_registro, 2) end
        as cumple_segun_registro_pct,
    e.pagadas_sin_cumplir,
    e.monto_sin_cumplir_gtq
from sumada as e
left join out_dim_modalidad as m on m.modalidad_codigo = e.modalidad_codigo
order by e.anio, e.modalidad_codigo
