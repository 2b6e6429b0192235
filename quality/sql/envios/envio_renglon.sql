-- envio_renglon: what is expected of each layout is asked of these rows: rows received, files received, files compared
-- with those before them, files due. A column that says nothing of a row is empty in it, and no expectation looks at it.
-- Inputs: envio_fila, envio_pasado, envio_plazo; handed: envio_archivo.
select formato, transferencia_id, regla, vacio, avisos, vacios, rota, identidad, cruces from envio_fila
union all by name
select formato, transferencia_id, regla as archivo_regla, avisos as archivo_avisos from envio_archivo
union all by name
select formato, transferencia_id, filas_veces, monto_veces, apartada_veces from envio_pasado
union all by name
select formato, transferencia_id, plazo from envio_plazo
order by formato
