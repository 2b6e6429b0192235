-- pasado_fila: one row per row of a transfer, with what had become of it by a past day; it becomes the part of core_fila.
-- Inputs: core_fila (of one transfer), pasado_sobrante.
select
    f.transferencia_id,
    f.hoja,
    f.fila,
    case when s.fila is null then f.estado else 'descartada' end as estado,
    case when s.fila is null then f.regla else 'DUP-02' end as regla,
    case when s.fila is null then f.campo end as campo
from core_fila as f
left join pasado_sobrante as s
    on s.transferencia_id = f.transferencia_id and s.hoja = f.hoja and s.fila = f.fila
order by f.hoja, f.fila
