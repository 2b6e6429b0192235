-- mes_publicable: one row per month in which enough persons received something of the public universe.
-- Inputs: out_hecho_entrega (deliveries to persons). Bound: $umbral_publica, how many different persons.
-- A release is named after the last of them: its name is public, and must not tell when somebody received something
-- of another universe, nor that a few persons did.
select
    cast(anio as bigint) as anio,
    cast(mes as bigint) as mes
from out_hecho_entrega
where visibilidad_codigo = 'publica'
group by anio, mes
having count(distinct persona_id) >= $umbral_publica
order by anio desc, mes desc
limit 1
