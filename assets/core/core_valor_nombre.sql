-- core_valor_nombre: one row per field of a name and distinct text sent in it, as names are compared (nombre_normal).
-- Inputs: core_dicho (every text of each field once). `fallo`: it lost letters for good; `reparacion`: letters that
-- were broken in transport and are whole again. In memory only. A name in several cells is normal when its parts are.
select
    campo,
    texto,
    nombre_normal(sin_mojibake(texto)) as nombre,
    case
        when not perdio_letras(sin_mojibake(texto)) then null
        when campo in ('apellido1', 'apellido2', 'apellidos') then 'NOM-01|apellidos'
        else 'NOM-01|nombres'
    end as fallo,
    case when sin_mojibake(texto) <> texto then 'letras' end as reparacion
from core_dicho
where campo in (
    'nombre1', 'nombre2', 'nombre3', 'nombres', 'nombre_completo', 'apellido1', 'apellido2', 'apellidos'
)
order by campo, texto
