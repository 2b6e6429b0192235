-- core_valor_hogar: one row per distinct number of a household sent, with its pseudonym.
-- Inputs: core_celda, $k_hogar: the contract's constant. $institucion: whose numbers they are; $hogar_ipad, $hogar_opad: key pads of the pseudonym.
-- In memory only.
with
dichos as (
    select coalesce(hogar, $k_hogar) as texto from core_celda group by hogar
)

select
    texto,
    seudonimo($hogar_ipad, $hogar_opad, 'hogar', concat($institucion, '|', texto)) as hogar_id
from dichos
where texto is not null
group by texto
