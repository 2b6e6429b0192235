-- out_hecho_entrega | informa | exactitud | Las entregas de un mes no son diez veces, ni la décima parte, de lo usual de su modalidad
-- Una fila por modalidad y mes lejos de la mediana de los meses anteriores; con menos de tres no se compara.
with
contada as (
    select modalidad_codigo, anio, mes, count(*) as entregas
    from out_hecho_entrega
    group by modalidad_codigo, anio, mes
),

usual as (
    select
        modalidad_codigo,
        anio,
        mes,
        entregas,
        count(*) over anteriores as meses,
        median(entregas) over anteriores as entregas_usuales
    from contada
    window anteriores as (
        partition by modalidad_codigo order by anio, mes rows between unbounded preceding and 1 preceding
    )
)

select
    modalidad_codigo,
    anio,
    mes
from usual
where meses >= 3 and (entregas > 10 * entregas_usuales or 10 * entregas < entregas_usuales)
