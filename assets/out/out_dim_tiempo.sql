-- out_dim_tiempo: one row per month, with the longer periods of reports that it belongs to.
-- Inputs: ref_calendario.
select
    anio,
    mes,
    mes_inicio_fecha,
    mes_fin_fecha,
    dias,
    cast((mes + 1) // 2 as bigint) as bimestre,
    cast((mes + 3) // 4 as bigint) as cuatrimestre,
    cast((mes + 5) // 6 as bigint) as semestre
from ref_calendario
order by anio, mes
