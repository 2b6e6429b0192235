-- celda_entrega: one row per delivery that a figure of persons served counts, by its address.
-- Inputs: out_hecho_entrega. Bound: one value for each dimension of the figure's cell, null where the cell is the total over
-- it; the first and the last month.
select transferencia_id, hoja, fila, entrega_id, persona_id, monto_gtq
from out_hecho_entrega
where
    ($visibilidad_codigo is null or visibilidad_codigo = $visibilidad_codigo)
    and ($primer_anio is null or anio >= $primer_anio)
    and ($ultimo_anio is null or anio <= $ultimo_anio)
    and mes between $primer_mes and $ultimo_mes
    and ($departamento_codigo is null or departamento_codigo = $departamento_codigo)
    and ($municipio_codigo is null or municipio_codigo = $municipio_codigo)
    and ($institucion_codigo is null or institucion_codigo = $institucion_codigo)
    and ($programa_codigo is null or programa_codigo = $programa_codigo)
    and ($modalidad_codigo is null or modalidad_codigo = $modalidad_codigo)
    and ($sexo_codigo is null or sexo_codigo = $sexo_codigo)
    and ($edad_grupo_codigo is null or edad_grupo_codigo = $edad_grupo_codigo)
    and ($pueblo_codigo is null or pueblo_codigo = $pueblo_codigo)
order by transferencia_id, hoja, fila
