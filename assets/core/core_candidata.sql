-- core_candidata: one row per accepted row of the transfer and field that failed before, where the row may answer one.
-- Inputs: core_texto; core_juicio, core_repetida; vault_cuarentena (the open rows of earlier transfers). In memory only.
-- Only rows that share number, name, folio or community with an open one are looked at closely.
with
texto as (
    select
        t.hoja_orden,
        t.hoja,
        t.fila,
        md5(t.cui) as huella_cui,
        md5(nombre_normal(t.nombres)) as huella_nombres,
        md5(t.folio) as huella_folio,
        md5(nombre_normal(t.comunidad)) as huella_comunidad
    from core_texto as t
),

cercana as (
    select t.hoja_orden, t.hoja, t.fila
    from texto as t
    where t.huella_cui in (select huella_cui from vault_cuarentena)
        or t.huella_nombres in (select huella_nombres from vault_cuarentena)
        or t.huella_folio in (select huella_folio from vault_cuarentena)
        or t.huella_comunidad in (select huella_comunidad from vault_cuarentena)
),

campo_fallido as (
    select distinct campo from vault_cuarentena
)

select c.hoja_orden, c.hoja, c.fila, f.campo
from cercana as c
inner join core_juicio as j on j.hoja_orden = c.hoja_orden and j.fila = c.fila
anti join core_repetida as r on r.hoja_orden = c.hoja_orden and r.fila = c.fila
cross join campo_fallido as f
where j.fallo is null
order by c.hoja_orden, c.fila, f.campo
