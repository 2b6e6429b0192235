-- open_calidad: one row per month, institution and row rule of the catalogue with at least $umbral_calidad records checked.
-- Inputs: out_calidad (exact cells). Keyed rounding: assets/macros.sql. Readable reference: snis/quality_disclosure.py.
-- A count below the threshold is empty and says so; it may be none. The rate is that of the printed figures.
with
celda as (
    select
        anio, mes, institucion_codigo, regla_calidad_codigo,
        redondeo_con_clave(
            registros_revisados, $base_calidad, sorteo_con_clave($clave_redondeo, 'registros', clave_revisados)
        ) as revisados,
        case
            when registros_con_falla >= $umbral_calidad then redondeo_con_clave(
                registros_con_falla, $base_calidad, sorteo_con_clave($clave_redondeo, 'registros', clave_fallas)
            )
        end as fallas
    from out_calidad
    where registros_revisados >= $umbral_calidad
),

celda_con_tasa as (
    select
        *,
        -- In tenths of a percent, a half going up; rounding apart can print more failing than checked.
        case
            when fallas is not null and revisados >= $tasa_calidad_desde
                then (2000 * fallas + revisados) // (2 * revisados)
        end as tasa
    from celda
)

select
    anio,
    mes,
    institucion_codigo,
    regla_calidad_codigo,
    cast(revisados as bigint) as registros_revisados,
    cast(fallas as bigint) as registros_con_falla,
    case when tasa <= $tope_tasa_pct * 10 then cast(tasa as double) / 10 end as falla_pct,
    case
        when fallas is null then concat('<', cast($umbral_calidad as varchar))
        when tasa is null then 'sin_tasa'
        when tasa <= $tope_tasa_pct * 10 then 'calculada'
        else concat('>=', cast($tope_tasa_pct as varchar))
    end as falla_estado_codigo
from celda_con_tasa
order by anio, mes, institucion_codigo, regla_calidad_codigo
