-- open_resumen: one row per protected table: how many cells it prints, and how many cells that hold something it
-- withholds because too few stand behind them.
-- Inputs: the exact tables and the protected ones.
with
celda_con_datos as (
    select 'open_cobertura' as tabla_codigo, count(*) as celdas
    from out_cobertura
    where visibilidad_codigo = 'publica' and list_contains($cruces_publica, cruce_codigo) and personas > 0
    union all
    select 'open_cobertura_sensible', count(*)
    from out_cobertura
    where visibilidad_codigo = 'sensible' and list_contains($cruces_sensible, cruce_codigo) and personas > 0
    union all
    select 'open_coincidencia', count(*)
    from out_coincidencia
    where visibilidad_codigo = 'publica' and personas > 0
    union all
    select 'open_cobertura_comunitaria', count(*)
    from out_cobertura_comunitaria
    where visibilidad_codigo = 'publica' and list_contains($cruces_comunitaria, cruce_codigo) and entregas > 0
),

celda_impresa as (
    select 'open_cobertura' as tabla_codigo, count(*) as celdas from open_cobertura
    union all
    select 'open_cobertura_sensible', count(*) from open_cobertura_sensible
    union all
    select 'open_coincidencia', count(*) from open_coincidencia
    union all
    select 'open_cobertura_comunitaria', count(*) from open_cobertura_comunitaria
)

select
    d.tabla_codigo,
    cast(i.celdas as bigint) as celdas_publicadas,
    cast(d.celdas - i.celdas as bigint) as celdas_retenidas
from celda_con_datos as d
inner join celda_impresa as i on i.tabla_codigo = d.tabla_codigo
order by d.tabla_codigo
