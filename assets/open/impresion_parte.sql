-- impresion_parte: one row per cell of which a printing says something else than the one before; a part of the ledger.
-- Inputs: impresion_final (what is printed), impresion_estado (the printing before). Bound: $impresion, its number.
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
from impresion_final as c
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
