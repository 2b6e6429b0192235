-- core_lugar: one row per group of rows (state, rule, field, sheet) and each of its first rows, with the whole count.
-- Inputs: core_fila, core_aviso (every notice of the accepted rows). $lugares: how many rows of each group to name.
with
marcada as (
    select
        estado,
        regla,
        campo,
        hoja,
        fila
    from core_fila
    where estado <> 'aceptada'
    union all
    select
        'aceptada' as estado,
        regla,
        campo,
        hoja,
        fila
    from core_aviso
),

numerada as (
    select
        m.estado,
        m.regla,
        coalesce(m.campo, '') as campo,
        m.hoja,
        m.fila,
        row_number() over (partition by m.estado, m.regla, m.campo, m.hoja order by m.fila) as lugar,
        count(*) over (partition by m.estado, m.regla, m.campo, m.hoja) as filas
    from marcada as m
    where coalesce(m.regla, '') <> ''
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
