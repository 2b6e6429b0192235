-- core_suma: one row per file: its rows that are deliveries, what their amounts add up to, and texts that are no amount.
-- Inputs: core_juicio; core_valor_numero. In memory only. Rows in quarantine count: their sender counted them.
select
    cast(count(*) as bigint) as filas,
    coalesce(sum(j.monto_gtq), 0) as monto_gtq,
    (
        select cast(count(*) as bigint)
        from core_valor_numero as v
        where v.campo = 'monto_gtq' and v.fallo is not null
    ) as ilegibles
from core_juicio as j
where coalesce(split_part(j.fallo, '|', 1), '') not in ('DES-01', 'DES-02', 'DES-03')
