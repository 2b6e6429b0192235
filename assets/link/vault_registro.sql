-- vault_registro: one row per record that a transfer is the first to bring, with the columns that identify. Written
-- encrypted.
-- Inputs: link_dicho; link_conocido (records of the transfers before). $institucion: who sent the file; $recibido: the
-- day it was known.
with
nuevo as (
    select
        d.*,
        row_number() over (partition by d.registro_id order by d.hoja, d.fila) as numero,
        count(*) over (partition by d.registro_id) as filas
    from link_dicho as d
    anti join link_conocido as c on c.registro_id = d.registro_id
)

select
    transferencia_id,
    hoja,
    fila,
    registro_id,
    persona_enviada_id,
    cui,
    nombres,
    apellidos,
    nacimiento_fecha,
    sexo_codigo,
    nacimiento_municipio_codigo,
    residencia_municipio_codigo,
    fuente_codigo,
    $institucion as institucion_codigo,
    cast($recibido as date) as conocido_fecha,
    cast(filas as bigint) as filas
from nuevo
where numero = 1
order by registro_id
