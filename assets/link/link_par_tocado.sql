-- link_par_tocado: one row per tie between two records that a step touches.
-- Inputs: link_enlace (all ties), link_tocado. In memory only.
select
    e.registro_a_id,
    e.registro_b_id,
    e.etapa_codigo,
    e.regla,
    e.peso,
    e.estado_codigo
from link_enlace as e
semi join link_tocado as a on a.registro_id = e.registro_a_id
semi join link_tocado as b on b.registro_id = e.registro_b_id
