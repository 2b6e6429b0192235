-- celda_entrega_comunitaria: one row per community delivery that a figure of works counts, by its address.
-- Inputs: out_hecho_entrega_comunitaria. Bound: one value for each dimension of the cell, null where it is the total over it.
select transferencia_id, hoja, fila, entrega_id, cast(null as varchar) as persona_id, monto_gtq
from out_hecho_entrega_comunitaria
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
order by transferencia_id, hoja, fila
