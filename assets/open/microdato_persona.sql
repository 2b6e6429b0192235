-- microdato_persona: one row per place, sex and age: persons of the register, and those that the sample drew.
-- Inputs: microdato_registro. It stands for a list of everybody with name, place, sex and age; a real one is longer, so
-- that a person hides among more.
with
persona as (
    select persona_numero, municipio_codigo, sexo_codigo, edad_grupo_codigo, bool_or(en_muestra) as en_muestra
    from microdato_registro
    group by persona_numero, municipio_codigo, sexo_codigo, edad_grupo_codigo
)

select
    municipio_codigo,
    sexo_codigo,
    edad_grupo_codigo,
    count(*) as personas,
    count(*) filter (where en_muestra) as muestra
from persona
group by municipio_codigo, sexo_codigo, edad_grupo_codigo
