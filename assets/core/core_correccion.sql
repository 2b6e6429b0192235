-- core_correccion: one row per row in quarantine of an earlier transfer that an accepted row of this one answers.
-- Inputs: vault_cuarentena (the open rows of earlier transfers); core_respuesta (the same marks of the rows of this
-- transfer that may answer them); raw_origen (rows that name the one they answer); core_juicio, core_repetida.
-- $transferencia: id of the transfer; $recibido: the day it came.
-- By its reference; else by folio; else by every field but the one that failed. The last two only where one row answers
-- one: what could be two is left open.
with
buena as (
    select j.hoja_orden, j.hoja, j.fila
    from core_juicio as j
    anti join core_repetida as r on r.hoja_orden = j.hoja_orden and r.fila = j.fila
    where j.fallo is null
),

posible as (
    select 1 as orden, 'referencia' as modo, q.transferencia_id, q.hoja, q.fila, b.hoja_orden, b.hoja as por_hoja,
        b.fila as por_fila
    from raw_origen as o
    inner join buena as b on b.hoja = o.hoja and b.fila = o.fila
    inner join vault_cuarentena as q
        on q.transferencia_id = o.origen_transferencia_id and q.hoja = o.origen_hoja and q.fila = o.origen_fila
    union all
    select distinct 2 as orden, 'folio' as modo, q.transferencia_id, q.hoja, q.fila, b.hoja_orden, b.hoja as por_hoja,
        b.fila as por_fila
    from vault_cuarentena as q
    inner join core_respuesta as s on s.huella_folio = q.huella_folio
    inner join buena as b on b.hoja = s.hoja and b.fila = s.fila
    where q.campo <> 'folio'
    union all
    select 3 as orden, 'campos' as modo, q.transferencia_id, q.hoja, q.fila, b.hoja_orden, b.hoja as por_hoja,
        b.fila as por_fila
    from vault_cuarentena as q
    inner join core_respuesta as s on s.campo = q.campo and s.huella_resto = q.huella_resto
    inner join buena as b on b.hoja = s.hoja and b.fila = s.fila
),

contada as (
    select
        p.*,
        count(*) over (partition by orden, transferencia_id, hoja, fila) as respuestas,
        count(*) over (partition by orden, hoja_orden, por_fila) as preguntas
    from posible as p
),

sola as (
    select * from contada where orden = 1 or (respuestas = 1 and preguntas = 1)
),

-- The surest way decides, for the row that was answered and for the one that answers.
primera as (
    select
        s.*,
        row_number() over (partition by transferencia_id, hoja, fila order by orden, hoja_orden, por_fila) as vez
    from sola as s
),

unica as (
    select
        p.*,
        row_number() over (
            partition by hoja_orden, por_fila order by orden, transferencia_id, hoja, fila
        ) as vez_de_la_respuesta
    from primera as p
    where vez = 1
)

select
    transferencia_id,
    hoja,
    fila,
    $transferencia as corregida_por_id,
    por_hoja as corregida_por_hoja,
    por_fila as corregida_por_fila,
    modo as coincidencia_codigo,
    cast($recibido as date) as conocido_fecha
from unica
where vez_de_la_respuesta = 1
order by transferencia_id, hoja, fila
