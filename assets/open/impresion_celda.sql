-- impresion_celda: one row per cell of a printing, as out_celda_impresa has them.
-- Inputs: impresion_estado (the last row of each cell in the ledger up to that printing). Bound: $impresion, its number.
-- The one way to the table, for tonight's printing and for one of the past: the same ledger gives the same bytes.
select
    tabla_codigo, cruce_codigo, anio, mes, departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo,
    modalidad_codigo, modalidad_b_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo, impresion_numero,
    case
        when impresion_numero < $impresion and impresion_codigo in ('nueva', 'volteada') then 'igual'
        else impresion_codigo
    end as impresion_codigo,
    personas, entregas, promedio_gtq, es_dominada, tiene_personas_en_espera, tiene_entregas_en_espera
from impresion_estado
order by
    tabla_codigo,
    cruce_codigo,
    anio,
    mes nulls first,
    departamento_codigo nulls first,
    municipio_codigo nulls first,
    institucion_codigo nulls first,
    programa_codigo nulls first,
    modalidad_codigo nulls first,
    modalidad_b_codigo nulls first,
    sexo_codigo nulls first,
    edad_grupo_codigo nulls first,
    pueblo_codigo nulls first
