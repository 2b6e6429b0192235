-- impresion_estado: one row per cell that was ever printed or judged too small: its last row in the publication ledger.
-- Inputs: impresion_parte_guardada (the parts of the ledger up to a printing, each with what that printing changed).
with
fila as (
    select
        tabla_codigo, cruce_codigo, anio, mes, departamento_codigo, municipio_codigo, institucion_codigo,
        programa_codigo, modalidad_codigo, modalidad_b_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo,
        impresion_numero, impresion_codigo, personas, entregas, promedio_gtq, es_dominada, tiene_personas_en_espera,
        tiene_entregas_en_espera,
        celda_clave(
            tabla_codigo, cruce_codigo, anio, mes, departamento_codigo, municipio_codigo, institucion_codigo,
            programa_codigo, modalidad_codigo, modalidad_b_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo
        ) as celda,
        alcance_clave(tabla_codigo, cruce_codigo, anio, mes) as alcance
    from impresion_parte_guardada
),

fila_en_orden as (
    select *, row_number() over (partition by celda order by impresion_numero desc) as orden
    from fila
)

select
    tabla_codigo, cruce_codigo, anio, mes, departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo,
    modalidad_codigo, modalidad_b_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo, impresion_numero,
    impresion_codigo, personas, entregas, promedio_gtq, es_dominada, tiene_personas_en_espera,
    tiene_entregas_en_espera, celda, alcance
from fila_en_orden
where orden = 1
