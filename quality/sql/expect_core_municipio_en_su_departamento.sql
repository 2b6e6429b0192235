-- core_entrega | bloquea | consistencia | Cada municipio está en su departamento
-- Una fila por entrega con un municipio de otro departamento.
select
    transferencia_id,
    hoja,
    fila
from core_entrega
where
    substr(residencia_municipio_codigo, 1, 2) <> residencia_departamento_codigo
    or substr(entrega_municipio_codigo, 1, 2) <> entrega_departamento_codigo
