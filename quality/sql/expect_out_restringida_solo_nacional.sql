-- out_cobertura | bloquea | validez | Un programa restringido solo se cuenta en todo el país
-- Una fila por celda de un programa restringido con lugar, sexo, edad o pueblo.
select cruce_codigo
from out_cobertura
where
    visibilidad_codigo = 'restringida'
    and (
        departamento_codigo is not null
        or municipio_codigo is not null
        or mes is not null
        or sexo_codigo is not null
        or edad_grupo_codigo is not null
        or pueblo_codigo is not null
    )
