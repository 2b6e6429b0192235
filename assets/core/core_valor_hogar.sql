-- core_valor_hogar: one row per distinct number of a household sent, with its pseudonym.
-- Inputs: core_dicho (every text of the file once). $institucion: whose numbers they are; $hogar_ipad, $hogar_opad: key
-- pads of the pseudonym. `puesto`: its place among the texts of its field. In memory only.
select
    puesto,
    texto,
    seudonimo($hogar_ipad, $hogar_opad, 'hogar', concat($institucion, '|', texto)) as hogar_id
from core_dicho
where campo = 'hogar'
