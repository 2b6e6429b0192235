-- microdato_pendiente: one row per group of rows of the sample, alike in all that is known, that no level holds yet.
-- Inputs: microdato_registro. The levels (microdato_nivel) take away from it what they can hold.
select
    municipio_codigo,
    sexo_codigo,
    edad_grupo_codigo,
    pueblo_codigo,
    institucion_codigo,
    programa_codigo,
    inicio,
    count(*) as filas
from microdato_registro
where en_muestra
group by
    municipio_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo, institucion_codigo, programa_codigo, inicio
