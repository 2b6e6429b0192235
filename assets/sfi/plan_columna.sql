-- plan_columna: one row per transfer and column that is measured: rows without a value, rows with one, and how many of
-- these share the commonest one. No value leaves.
-- Inputs: out_medicion_columna; core_entrega, core_entrega_comunitaria (accepted rows of the transfers asked about).
-- Where nothing is sent Padrón puts no quetzales and one unit: such rows count as blank, since nobody can tell. A number
-- that was sent counts as sent, whatever is wrong with it: of that the rules speak.
with
puesta as (
    select
        transferencia_id,
        count(*) filter (where cui_estado_codigo = 'ausente') as sin_cui,
        count(*) filter (where monto_gtq = 0) as sin_monto,
        count(*) filter (where cantidad = 1) as sin_cantidad
    from core_entrega
    group by transferencia_id
    union all
    select
        transferencia_id,
        0 as sin_cui,
        count(*) filter (where monto_gtq = 0) as sin_monto,
        count(*) filter (where cantidad = 1) as sin_cantidad
    from core_entrega_comunitaria
    group by transferencia_id
)

select
    m.transferencia_id,
    m.columna,
    case m.columna
        when 'cui' then p.sin_cui
        when 'monto_gtq' then p.sin_monto
        when 'cantidad' then p.sin_cantidad
        else m.filas_vacias
    end as vacias,
    m.filas_medidas - m.filas_vacias as con_valor,
    m.filas_del_mas_comun as mas_comun
from out_medicion_columna as m
inner join puesta as p on p.transferencia_id = m.transferencia_id
order by m.transferencia_id, m.columna
