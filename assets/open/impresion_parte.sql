-- impresion_parte: one row per cell of which a printing says something else than the one before; a part of the ledger.
-- Inputs: impresion_decidida (what the hold rule prints), impresion_protegida (what the test of the relations changed in
-- it), impresion_estado (the printing before). Bound: $impresion, its number.
with
celda as (
    select
        d.tabla_codigo, d.cruce_codigo, d.anio, d.mes, d.departamento_codigo, d.municipio_codigo,
        d.institucion_codigo, d.programa_codigo, d.modalidad_codigo, d.modalidad_b_codigo, d.sexo_codigo,
        d.edad_grupo_codigo, d.pueblo_codigo, d.celda,
        case when t.celda is null then d.personas else t.personas end as personas,
        case when t.celda is null then d.entregas else t.entregas end as entregas,
        case when t.celda is null or t.personas is not null then d.promedio_gtq end as promedio_gtq,
        d.es_dominada and (t.celda is null or t.personas is not null) as es_dominada,
        d.tiene_personas_en_espera,
        d.tiene_entregas_en_espera,
        coalesce(t.impresion_codigo, d.impresion_codigo) as impresion_codigo
    from impresion_decidida as d
    left join impresion_protegida as t on t.celda = d.celda
)

select
    c.tabla_codigo, c.cruce_codigo, c.anio, c.mes, c.departamento_codigo, c.municipio_codigo, c.institucion_codigo,
    c.programa_codigo, c.modalidad_codigo, c.modalidad_b_codigo, c.sexo_codigo, c.edad_grupo_codigo, c.pueblo_codigo,
    cast($impresion as bigint) as impresion_numero,
    c.impresion_codigo,
    c.personas,
    c.entregas,
    c.promedio_gtq,
    c.es_dominada,
    c.tiene_personas_en_espera,
    c.tiene_entregas_en_espera
from celda as c
left join impresion_estado as e on e.celda = c.celda
where
    e.celda is null
    -- A figure is new in one printing only; in the next it is the same.
    or c.impresion_codigo <> case
        when e.impresion_codigo in ('nueva', 'volteada') then 'igual' else e.impresion_codigo
    end
    or c.personas is distinct from e.personas
    or c.entregas is distinct from e.entregas
    or c.promedio_gtq is distinct from e.promedio_gtq
    or c.es_dominada <> e.es_dominada
    or c.tiene_personas_en_espera <> e.tiene_personas_en_espera
    or c.tiene_entregas_en_espera <> e.tiene_entregas_en_espera
order by c.celda
