-- impresion_final: one row per cell: what is printed of it after the hold rule and the test of the relations.
-- Inputs: impresion_decidida (what the hold rule prints), impresion_protegida (what the test changed in it),
-- impresion_estado (the printing before).
-- renueva_: whether a reader sees another figure than before, so that from now on changes count from today. A figure
-- that was judged anew and came out the same goes on standing for the day when it was first seen.
with
celda as (
    select
        d.tabla_codigo, d.cruce_codigo, d.anio, d.mes, d.departamento_codigo, d.municipio_codigo,
        d.institucion_codigo, d.programa_codigo, d.modalidad_codigo, d.modalidad_b_codigo, d.sexo_codigo,
        d.edad_grupo_codigo, d.pueblo_codigo, d.celda, d.es_conocida, d.mueve_personas, d.mueve_entregas,
        d.mueve_promedio,
        d.tiene_personas_en_espera, d.tiene_entregas_en_espera,
        case when t.celda is null then d.personas else t.personas end as personas,
        case when t.celda is null then d.entregas else t.entregas end as entregas,
        case when t.celda is null or t.personas is not null then d.promedio_gtq end as promedio_gtq,
        -- Also of a row that the test takes out: one person's amount is still behind it.
        d.es_dominada,
        coalesce(t.impresion_codigo, d.impresion_codigo) as impresion_codigo
    from impresion_decidida as d
    left join impresion_protegida as t on t.celda = d.celda
)

select
    c.tabla_codigo, c.cruce_codigo, c.anio, c.mes, c.departamento_codigo, c.municipio_codigo, c.institucion_codigo,
    c.programa_codigo, c.modalidad_codigo, c.modalidad_b_codigo, c.sexo_codigo, c.edad_grupo_codigo, c.pueblo_codigo,
    c.celda, c.impresion_codigo, c.personas, c.entregas, c.promedio_gtq, c.es_dominada, c.tiene_personas_en_espera,
    c.tiene_entregas_en_espera,
    c.mueve_personas and (not c.es_conocida or c.personas is distinct from e.personas) as renueva_personas,
    c.mueve_entregas and (
        not c.es_conocida
        -- A table without deliveries has nothing that could wait.
        or c.entregas is null
        or c.entregas is distinct from e.entregas
    ) as renueva_entregas,
    -- A cell without a mean has nothing that could wait. Beside other deliveries the same mean is another amount.
    c.promedio_gtq is null or (
        c.mueve_promedio and (
            not c.es_conocida
            or c.promedio_gtq is distinct from e.promedio_gtq
            or c.es_dominada is distinct from e.es_dominada
            or (c.mueve_entregas and c.entregas is distinct from e.entregas)
        )
    ) as renueva_promedio
from celda as c
left join impresion_estado as e on e.celda = c.celda
