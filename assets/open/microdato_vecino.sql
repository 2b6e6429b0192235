-- microdato_vecino: one row per place, sex and age as one level tells them: persons of the register who have them.
-- Inputs: microdato_persona, microdato_lugar, microdato_edad. Bound: $lugar, $edad.
select
    g.region as dicha_region,
    g.departamento as dicha_departamento,
    g.municipio as dicha_municipio,
    p.sexo_codigo,
    e.grupo as dicha_edad3,
    e.fino as dicha_edad,
    cast(sum(p.personas) as bigint) as personas
from microdato_persona as p
inner join microdato_lugar as g on g.detalle = $lugar and g.codigo = p.municipio_codigo
inner join microdato_edad as e on e.detalle = $edad and e.codigo = p.edad_grupo_codigo
group by g.region, g.departamento, g.municipio, p.sexo_codigo, e.grupo, e.fino
