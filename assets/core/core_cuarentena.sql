-- core_cuarentena: one row per row of the transfer that stays in quarantine, with the field that failed.
-- Inputs: core_juicio, core_regla. In memory only.
select
    j.hoja_orden,
    j.hoja,
    j.fila,
    split_part(j.fallo, '|', 2) as campo
from core_juicio as j
left join core_regla as e on e.regla = split_part(j.fallo, '|', 1)
where j.fallo is not null and coalesce(e.estado, 'cuarentena') = 'cuarentena'
order by j.hoja_orden, j.fila
