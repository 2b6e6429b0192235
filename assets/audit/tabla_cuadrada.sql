-- tabla_cuadrada: one row per protected table: its deliveries, those in exact totals, and its cells as they were printed.
-- Inputs: out_hecho_entrega, out_hecho_entrega_comunitaria, out_cobertura, out_cobertura_comunitaria, out_celda_impresa,
-- open_resumen. The reserved universe is left out: whether its one figure is withheld says how small it is.
with
tabla as (
    select 'open_cobertura' as tabla_codigo, 'publica' as universo, 'pais' as cruce_codigo
    union all
    select 'open_cobertura_sensible' as tabla_codigo, 'sensible' as universo,
        'sensible_departamento_modalidad' as cruce_codigo
    union all
    select 'open_cobertura_comunitaria' as tabla_codigo, 'comunitario' as universo, 'pais' as cruce_codigo
    union all
    select 'open_coincidencia' as tabla_codigo, '' as universo, '' as cruce_codigo
),

hecho as (
    select visibilidad_codigo as universo, count(*) as filas from out_hecho_entrega group by visibilidad_codigo
    union all
    select 'comunitario' as universo, count(*) as filas
    from out_hecho_entrega_comunitaria where visibilidad_codigo = 'publica'
),

exacta as (
    select visibilidad_codigo as universo, cruce_codigo, sum(entregas) as entregas
    from out_cobertura group by visibilidad_codigo, cruce_codigo
    union all
    select 'comunitario' as universo, cruce_codigo, sum(entregas) as entregas
    from out_cobertura_comunitaria where visibilidad_codigo = 'publica' group by cruce_codigo
),

celda as (
    select
        tabla_codigo,
        count(*) filter (where personas is not null) as impresas,
        count(*) filter (where personas is null) as retenidas,
        count(*) filter (where personas is not null and (tiene_personas_en_espera or tiene_entregas_en_espera))
            as en_espera
    from out_celda_impresa
    group by tabla_codigo
)

select
    t.tabla_codigo,
    case when t.universo <> '' then coalesce(h.filas, 0) end as hechos,
    case when t.universo <> '' then cast(coalesce(e.entregas, 0) as bigint) end as entregas,
    coalesce(c.impresas, 0) as impresas,
    coalesce(c.retenidas, 0) as retenidas,
    coalesce(c.en_espera, 0) as en_espera,
    r.celdas_publicadas as resumidas
from tabla as t
left join hecho as h on h.universo = t.universo
left join exacta as e on e.universo = t.universo and e.cruce_codigo = t.cruce_codigo
left join celda as c on c.tabla_codigo = t.tabla_codigo
left join open_resumen as r on r.tabla_codigo = t.tabla_codigo
order by t.tabla_codigo
