-- Cumplimiento del calendario por institución y año en que vencía, con nombres: debidos, a tiempo, tarde y sin llegar.
-- Uso interno. Grano: institución y año de vencimiento. Un reemplazo no vuelve a contar el período.
-- columna anio: Año en que vencía el envío.
-- columna debidos: Períodos que la institución debía enviar. Unidad: períodos.
-- columna recibidos: Períodos debidos que llegaron. Unidad: períodos.
-- columna tarde: Períodos debidos que llegaron después de vencer. Unidad: períodos.
-- columna faltan: Períodos debidos de los que no llegó archivo. Unidad: períodos.
-- columna filas_aceptadas: Filas aceptadas de esos envíos. Unidad: filas.
select
    year(t.vence_fecha) as anio,
    t.institucion_codigo,
    max(i.siglas) as siglas,
    max(i.institucion) as institucion,
    count(*) as debidos,
    count(t.recibido_fecha) as recibidos,
    count(*) filter (where t.dias_atraso > 0 and t.recibido_fecha is not null) as tarde,
    count(*) - count(t.recibido_fecha) as faltan,
    cast(coalesce(sum(t.filas_aceptadas), 0) as bigint) as filas_aceptadas
from out_transferencia as t
left join out_dim_institucion as i on i.institucion_codigo = t.institucion_codigo
where t.es_debida
group by year(t.vence_fecha), t.institucion_codigo
order by anio, t.institucion_codigo
