-- microdato_candidato: one row per class of one level: records of the register that look like it, the programme known.
-- Inputs: microdato_poblacion, microdato_lugar, microdato_edad, microdato_pueblo. Bound: $lugar, $edad, $pueblo.
select
    g.region as dicha_region,
    g.departamento as dicha_departamento,
    g.municipio as dicha_municipio,
    p.sexo_codigo,
    e.grupo as dicha_edad3,
    e.fino as dicha_edad,
    u.grupo as dicha_pueblo2,
    u.fino as dicha_pueblo,
    p.institucion_codigo,
    p.programa_codigo,
    cast(sum(p.registros) as bigint) as candidatos
from microdato_poblacion as p
inner join microdato_lugar as g on g.detalle = $lugar and g.codigo = p.municipio_codigo
inner join microdato_edad as e on e.detalle = $edad and e.codigo = p.edad_grupo_codigo
inner join microdato_pueblo as u on u.detalle = $pueblo and u.codigo = p.pueblo_codigo
group by
    g.region, g.departamento, g.municipio, p.sexo_codigo, e.grupo, e.fino, u.grupo, u.fino, p.institucion_codigo,
    p.programa_codigo
