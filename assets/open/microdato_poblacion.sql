-- microdato_poblacion: one row per group of records of the register that are alike in all that an outsider may know.
-- Inputs: microdato_registro. Measures the risk; nothing of it leaves but counts over all of it.
select
    municipio_codigo,
    sexo_codigo,
    edad_grupo_codigo,
    pueblo_codigo,
    institucion_codigo,
    programa_codigo,
    count(*) as registros,
    count(*) filter (where en_muestra) as muestra
from microdato_registro
group by municipio_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo, institucion_codigo, programa_codigo
