-- out_alcance | bloquea | consistencia | Lo acumulado nunca baja de un año a otro
-- Una fila por celda acumulada con menos personas o entregas que el año anterior.
with anterior as (
    select
        anio,
        personas,
        entregas,
        lag(personas) over celda as personas_antes,
        lag(entregas) over celda as entregas_antes
    from out_alcance
    where periodo_tipo_codigo = 'acumulado'
    window celda as (
        partition by
            visibilidad_codigo, nivel, departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo,
            modalidad_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo
        order by anio
    )
)

select anio
from anterior
where personas < personas_antes or entregas < entregas_antes
