-- core_valor_hogar: one row per distinct number of a household sent, with its pseudonym.
-- Inputs: core_texto. $institucion: whose numbers they are; $hogar_ipad, $hogar_opad: key pads of the pseudonym.
-- In memory only.
select
    hogar as texto,
    seudonimo($hogar_ipad, $hogar_opad, 'hogar', concat($institucion, '|', hogar)) as hogar_id
from core_texto
where hogar is not null
group by hogar
