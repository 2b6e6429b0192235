-- core_dia: one row per day on which the good rows of a transfer deliver something, with how many do.
-- Inputs: core_juicio. In memory only: a transfer is about the period in which most of them lie.
select
    coalesce(entrega_fecha, ocurrio_fecha) as dia,
    cast(count(*) as bigint) as filas
from core_juicio
where fallo is null
group by coalesce(entrega_fecha, ocurrio_fecha)
order by filas desc, dia
