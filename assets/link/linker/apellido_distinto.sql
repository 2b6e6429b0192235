-- apellido_distinto: one row per distinct text of surnames: own surnames and husband's, taken apart once.
-- Inputs: enlace_fila (records as given).
with
texto as (
    select distinct surnames as texto from enlace_fila where surnames is not null
),

normal as (
    select texto, enlace_apellidos(texto) as apellidos, enlace_casada(texto) as casada from texto
),

clave as (
    select
        *,
        enlace_clave_normal(
            case
                when enlace_dieresis(texto) = texto then apellidos
                else enlace_apellidos(enlace_dieresis(texto))
            end
        ) as clave
    from normal
)

select
    texto,
    nullif(apellidos, '') as apellidos,
    nullif(split_part(apellidos, ' ', 1), '') as apellido_1,
    nullif(split_part(apellidos, ' ', 2), '') as apellido_2,
    nullif(clave, '') as apellidos_clave,
    nullif(split_part(clave, ' ', 1), '') as apellido_1_clave,
    nullif(split_part(clave, ' ', 2), '') as apellido_2_clave,
    nullif(casada, '') as apellido_casada
from clave
