-- core_lugar: one row per group of rows (state, rule, field, sheet) and each of its first rows, with the whole count.
-- Inputs: core_fila. $lugares: how many rows of each group to name.
with
numerada as (
    select
        f.estado,
        f.regla,
        coalesce(f.campo, '') as campo,
        f.hoja,
        f.fila,
        row_number() over (partition by f.estado, f.regla, f.campo, f.hoja order by f.fila) as lugar,
        count(*) over (partition by f.estado, f.regla, f.campo, f.hoja) as filas
    from core_fila as f
    where coalesce(f.regla, '') <> ''
)

select
    estado,
    regla,
    campo,
    hoja,
    fila,
    filas
from numerada
where lugar <= $lugares
order by estado, regla, campo, hoja, fila
