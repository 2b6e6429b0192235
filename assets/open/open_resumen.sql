-- open_resumen: one row per protected table: what was done with its cells.
-- Inputs: out_celda_impresa (what is printed of each cell, and why). The restricted universe is left out: whether its one
-- figure is withheld says how small it is.
with
celda as (
    select tabla_codigo, impresion_codigo, personas is not null as se_imprime
    from out_celda_impresa
    where tabla_codigo <> 'open_cobertura_restringida'
),

tabla as (
    select 'open_cobertura' as tabla_codigo
    union all
    select 'open_cobertura_comunitaria'
    union all
    select 'open_cobertura_sensible'
    union all
    select 'open_coincidencia'
),

cuenta as (
    select
        t.tabla_codigo,
        count(*) filter (where c.se_imprime) as celdas_publicadas,
        count(*) filter (where not c.se_imprime) as celdas_retenidas,
        count(*) filter (where c.se_imprime and c.impresion_codigo = 'nueva') as celdas_nuevas,
        count(*) filter (where c.impresion_codigo = 'espera') as celdas_en_espera,
        count(*) filter (where c.impresion_codigo = 'volteada') as celdas_volteadas,
        count(*) filter (where c.impresion_codigo = 'retirada') as celdas_retiradas
    from tabla as t
    left join celda as c on c.tabla_codigo = t.tabla_codigo
    group by t.tabla_codigo
)

select
    tabla_codigo,
    cast(celdas_publicadas as bigint) as celdas_publicadas,
    cast(celdas_retenidas as bigint) as celdas_retenidas,
    cast(celdas_nuevas as bigint) as celdas_nuevas,
    cast(celdas_en_espera as bigint) as celdas_en_espera,
    cast(celdas_volteadas as bigint) as celdas_volteadas,
    cast(celdas_retiradas as bigint) as celdas_retiradas
from cuenta
order by tabla_codigo
