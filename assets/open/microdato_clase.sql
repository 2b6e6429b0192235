-- microdato_clase: one row per class of the file (alike in all that an outsider may know), with what hides its rows.
-- Inputs: microdato_combinacion, microdato_parecida (candidates of every level), microdato_cercana (persons alike).
with
clase as (
    select
        dicha_region, dicha_departamento, dicha_municipio, sexo_codigo, dicha_edad3, dicha_edad, dicha_pueblo2,
        dicha_pueblo, institucion_codigo, programa_codigo,
        cast(sum(filas) as bigint) as filas,
        min(filas) as menor,
        cast(sum(case when modalidad_codigo = '' then filas else 0 end) as bigint) as vacias
    from microdato_combinacion
    group by
        dicha_region, dicha_departamento, dicha_municipio, sexo_codigo, dicha_edad3, dicha_edad, dicha_pueblo2,
        dicha_pueblo, institucion_codigo, programa_codigo
)

select
    c.dicha_region, c.dicha_departamento, c.dicha_municipio, c.sexo_codigo, c.dicha_edad3, c.dicha_edad,
    c.dicha_pueblo2, c.dicha_pueblo, c.institucion_codigo, c.programa_codigo,
    c.filas,
    c.menor,
    c.vacias,
    p.candidatos,
    v.personas
from clase as c
inner join microdato_parecida as p
    on p.dicha_region = c.dicha_region
    and p.dicha_departamento = c.dicha_departamento
    and p.dicha_municipio = c.dicha_municipio
    and p.sexo_codigo = c.sexo_codigo
    and p.dicha_edad3 = c.dicha_edad3
    and p.dicha_edad = c.dicha_edad
    and p.dicha_pueblo2 = c.dicha_pueblo2
    and p.dicha_pueblo = c.dicha_pueblo
    and p.institucion_codigo = c.institucion_codigo
    and p.programa_codigo = c.programa_codigo
inner join microdato_cercana as v
    on v.dicha_region = c.dicha_region
    and v.dicha_departamento = c.dicha_departamento
    and v.dicha_municipio = c.dicha_municipio
    and v.sexo_codigo = c.sexo_codigo
    and v.dicha_edad3 = c.dicha_edad3
    and v.dicha_edad = c.dicha_edad
order by all
