-- mes_publicable: one row per month in which enough persons, or enough families of communities, received something of the
-- public universe; the last one alone.
-- Inputs: out_hecho_entrega (deliveries to persons), out_hecho_entrega_comunitaria (to communities). Bound:
-- $umbral_publica, how many different persons; $umbral_familias, how many families, of each community those of its
-- greatest work.
-- A release is named after it: its name is public, and must not tell when somebody received something of another
-- universe, nor that a few did.
with
de_personas as (
    select anio, mes
    from out_hecho_entrega
    where visibilidad_codigo = 'publica'
    group by anio, mes
    having count(distinct persona_id) >= $umbral_publica
),

comunidad as (
    select anio, mes, comunidad_id, max(familias_atendidas) as familias
    from out_hecho_entrega_comunitaria
    where visibilidad_codigo = 'publica'
    group by anio, mes, comunidad_id
),

de_familias as (
    select anio, mes
    from comunidad
    group by anio, mes
    having sum(familias) >= $umbral_familias
)

select
    cast(anio as bigint) as anio,
    cast(mes as bigint) as mes
from (select anio, mes from de_personas union select anio, mes from de_familias)
order by anio desc, mes desc
limit 1
