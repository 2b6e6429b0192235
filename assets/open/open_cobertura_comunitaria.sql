-- open_cobertura_comunitaria: one row per public cell of community benefits with at least $umbral_familias families
-- served, or, where nobody reported families, at least $umbral_comunidades communities.
-- Inputs: out_cobertura_comunitaria (exact cells). Keyed rounding: assets/macros.sql.
-- A count that is too small to be printed is empty in a row that another count allows. No p% rule: amounts per family
-- are not known.
with
celda as (
    select
        cruce_codigo, anio, departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo,
        modalidad_codigo,
        case when familias_atendidas >= $umbral_familias then familias_atendidas end as familias,
        case when comunidades >= $umbral_comunidades then comunidades end as comunidades,
        case when entregas >= $umbral_comunidades then entregas end as entregas,
        case when list_contains($cruces_comunitaria_con_monto, cruce_codigo) then cast(monto_gtq * 100 as bigint) end
            as centavos,
        sorteo_con_clave($clave_redondeo, 'familias', clave_entregas) as sorteo_familias,
        sorteo_con_clave($clave_redondeo, 'comunidades', clave_comunidades) as sorteo_comunidades,
        sorteo_con_clave($clave_redondeo, 'entregas', clave_entregas) as sorteo_entregas
    from out_cobertura_comunitaria
    where
        visibilidad_codigo = 'publica'
        and list_contains($cruces_comunitaria, cruce_codigo)
        and case
            when familias_atendidas is null then comunidades >= $umbral_comunidades
            else familias_atendidas >= $umbral_familias
        end
),

celda_redondeada as (
    select
        cruce_codigo, anio, departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo,
        modalidad_codigo,
        familias as familias_exactas,
        centavos,
        cast(power(10, greatest(
            length(cast(centavos // familias as varchar)) - $cifras_promedio, 0
        )) as bigint) as paso,
        redondeo_con_clave(familias, $base_redondeo, sorteo_familias) as familias,
        redondeo_con_clave(comunidades, $base_redondeo, sorteo_comunidades) as comunidades,
        redondeo_con_clave(entregas, $base_redondeo, sorteo_entregas) as entregas
    from celda
)

select
    cruce_codigo,
    cast(anio as bigint) as anio,
    departamento_codigo,
    municipio_codigo,
    institucion_codigo,
    programa_codigo,
    modalidad_codigo,
    cast(comunidades as bigint) as comunidades,
    cast(familias as bigint) as familias_atendidas,
    cast(entregas as bigint) as entregas,
    quetzales(
        familias * ((2 * centavos + familias_exactas * paso) // (2 * familias_exactas * paso) * paso)
    ) as monto_gtq
from celda_redondeada
order by
    cruce_codigo,
    anio,
    departamento_codigo nulls first,
    municipio_codigo nulls first,
    institucion_codigo nulls first,
    programa_codigo nulls first,
    modalidad_codigo nulls first
