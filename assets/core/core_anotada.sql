-- core_anotada: one row per row of a file that is no delivery but says something of others: totals and notes.
-- Inputs: core_juicio; core_hoja (hoja, enviada: under which names the rows of each sheet as sent stand). In memory only.
select
    h.enviada as hoja,
    j.fila
from core_juicio as j
inner join core_hoja as h on h.hoja = j.hoja
where split_part(j.fallo, '|', 1) in ('DES-01', 'DES-02')
order by hoja, fila
