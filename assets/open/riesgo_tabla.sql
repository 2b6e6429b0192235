-- riesgo_tabla: one row per protected table of a printing: its cells, what was done with them, and the error of figures.
-- Inputs: out_celda_impresa (what is printed of each cell), out_cobertura, out_coincidencia, out_cobertura_comunitaria
-- (exact cells; families stand where persons do).
-- The restricted universe is left out: whether its one figure is withheld says how small it is.
with
exacta as (
    select
        celda_clave(
            case visibilidad_codigo when 'publica' then 'open_cobertura' else 'open_cobertura_sensible' end,
            cruce_codigo, anio, mes, departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo,
            modalidad_codigo, null, sexo_codigo, edad_grupo_codigo, pueblo_codigo
        ) as celda,
        personas
    from out_cobertura
    where visibilidad_codigo in ('publica', 'sensible')
    union all
    select
        celda_clave(
            'open_coincidencia', case when departamento_codigo is null then 'par' else 'departamento_par' end, anio,
            null, departamento_codigo, null, null, null, modalidad_a_codigo, modalidad_b_codigo, null, null, null
        ),
        personas
    from out_coincidencia
    where visibilidad_codigo = 'publica'
    union all
    select
        celda_clave(
            'open_cobertura_comunitaria', cruce_codigo, anio, null, departamento_codigo, municipio_codigo,
            institucion_codigo, programa_codigo, modalidad_codigo, null, null, null, null
        ),
        familias_atendidas
    from out_cobertura_comunitaria
    where visibilidad_codigo = 'publica'
),

impresa as (
    select
        tabla_codigo,
        celda_clave(
            tabla_codigo, cruce_codigo, anio, mes, departamento_codigo, municipio_codigo, institucion_codigo,
            programa_codigo, modalidad_codigo, modalidad_b_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo
        ) as celda,
        personas,
        impresion_codigo
    from out_celda_impresa
    where tabla_codigo <> 'open_cobertura_restringida'
)

select
    i.tabla_codigo,
    count(*) filter (where i.personas is not null) as publicadas,
    count(*) filter (where i.personas is null and e.personas > 0) as retenidas,
    count(*) filter (where i.impresion_codigo = 'espera') as en_espera,
    count(*) filter (where i.impresion_codigo = 'volteada') as volteadas,
    count(*) filter (where i.impresion_codigo = 'retirada') as retiradas,
    cast(coalesce(sum(abs(i.personas - coalesce(e.personas, 0))), 0) as bigint) as error
from impresa as i
left join exacta as e on e.celda = i.celda
group by i.tabla_codigo
order by i.tabla_codigo
