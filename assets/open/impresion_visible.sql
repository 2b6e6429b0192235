-- impresion_visible: one row per cell that is printed or holds somebody: what the test of the relations looks at.
-- Inputs: impresion_decidida (what the hold rule prints), impresion_estado (the printing before).
-- difiere_: whether a reader sees something else than in the printing before; all that looks as it did may be as old.
select
    d.celda,
    d.tabla_codigo,
    d.cruce_codigo,
    d.anio,
    d.mes,
    d.departamento_codigo,
    d.municipio_codigo,
    d.institucion_codigo,
    d.programa_codigo,
    d.modalidad_codigo,
    d.modalidad_b_codigo,
    d.sexo_codigo,
    d.edad_grupo_codigo,
    d.pueblo_codigo,
    d.personas,
    d.entregas,
    d.personas_exactas,
    d.entregas_exactas,
    cast(d.clave_personas as ubigint) as clave_personas,
    cast(d.clave_entregas as ubigint) as clave_entregas,
    d.mueve_personas,
    d.mueve_entregas,
    not d.es_conocida or d.personas is distinct from e.personas as difiere_personas,
    not d.es_conocida or d.entregas is distinct from e.entregas as difiere_entregas,
    d.personas is null and d.impresion_codigo = 'retirada' as fue_retirada,
    d.es_conocida
from impresion_decidida as d
left join impresion_estado as e on e.celda = d.celda
where d.personas is not null or d.personas_exactas > 0
