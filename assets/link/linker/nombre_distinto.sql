-- nombre_distinto: one row per distinct text of given names, so that names are taken apart once and not once a record.
-- Inputs: enlace_fila (records as given), enlace_variante (snis/linkage/variants.csv).
with
texto as (
    select distinct given_names as texto from enlace_fila where given_names is not null
),

normal as (
    select texto, enlace_nombres(texto) as nombres from texto
),

clave as (
    select
        texto,
        nombres,
        enlace_clave_normal(
            case when enlace_dieresis(texto) = texto then nombres else enlace_nombres(enlace_dieresis(texto)) end
        ) as clave
    from normal
),

partes as (
    select
        texto,
        nullif(nombres, '') as nombres,
        nullif(split_part(nombres, ' ', 1), '') as nombre_1,
        nullif(split_part(nombres, ' ', 2), '') as nombre_2,
        nullif(clave, '') as nombres_clave,
        nullif(split_part(clave, ' ', 1), '') as nombre_1_clave,
        nullif(split_part(clave, ' ', 2), '') as nombre_2_clave
    from clave
)

select p.*, coalesce(v.nombre, p.nombre_1) as nombre_1_base
from partes as p
left join enlace_variante as v on v.variante = p.nombre_1
