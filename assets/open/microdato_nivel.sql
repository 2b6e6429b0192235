-- microdato_nivel: one row per group of pending rows, as one level of the roll-up tells them and whether it holds them.
-- Inputs: microdato_pendiente; microdato_lugar, microdato_edad, microdato_pueblo (what each detail tells of a code; an
-- empty text is: not told). Bound: $nivel, $lugar, $edad, $pueblo, $k, $l, $programas_universales.
-- Counts are those of rows still pending, so that a class of a later level is large by itself. Rows that start later do
-- not count. Readable reference: snis/microdata.py (protect_records).
with
dicha as (
    select
        p.municipio_codigo,
        p.sexo_codigo,
        p.edad_grupo_codigo,
        p.pueblo_codigo,
        p.institucion_codigo,
        p.programa_codigo,
        p.inicio,
        p.filas,
        g.region as dicha_region,
        g.departamento as dicha_departamento,
        g.municipio as dicha_municipio,
        e.grupo as dicha_edad3,
        e.fino as dicha_edad,
        u.grupo as dicha_pueblo2,
        u.fino as dicha_pueblo
    from microdato_pendiente as p
    inner join microdato_lugar as g on g.detalle = $lugar and g.codigo = p.municipio_codigo
    inner join microdato_edad as e on e.detalle = $edad and e.codigo = p.edad_grupo_codigo
    inner join microdato_pueblo as u on u.detalle = $pueblo and u.codigo = p.pueblo_codigo
),

clase as (
    select
        dicha_region, dicha_departamento, dicha_municipio, sexo_codigo, dicha_edad3, dicha_edad, dicha_pueblo2,
        dicha_pueblo, institucion_codigo, programa_codigo
    from dicha
    where inicio <= $nivel
    group by
        dicha_region, dicha_departamento, dicha_municipio, sexo_codigo, dicha_edad3, dicha_edad, dicha_pueblo2,
        dicha_pueblo, institucion_codigo, programa_codigo
    having sum(filas) >= $k
),

mezcla as (
    select
        dicha_region, dicha_departamento, dicha_municipio, sexo_codigo, dicha_edad3, dicha_edad, dicha_pueblo2,
        dicha_pueblo,
        count(distinct programa_codigo) as programas
    from clase
    group by
        dicha_region, dicha_departamento, dicha_municipio, sexo_codigo, dicha_edad3, dicha_edad, dicha_pueblo2,
        dicha_pueblo
),

admitida as (
    select c.*
    from clase as c
    inner join mezcla as m
        on m.dicha_region = c.dicha_region
        and m.dicha_departamento = c.dicha_departamento
        and m.dicha_municipio = c.dicha_municipio
        and m.sexo_codigo = c.sexo_codigo
        and m.dicha_edad3 = c.dicha_edad3
        and m.dicha_edad = c.dicha_edad
        and m.dicha_pueblo2 = c.dicha_pueblo2
        and m.dicha_pueblo = c.dicha_pueblo
    where m.programas >= $l or list_contains($programas_universales, c.programa_codigo)
)

select
    d.municipio_codigo,
    d.sexo_codigo,
    d.edad_grupo_codigo,
    d.pueblo_codigo,
    d.institucion_codigo,
    d.programa_codigo,
    d.inicio,
    d.filas,
    d.dicha_region,
    d.dicha_departamento,
    d.dicha_municipio,
    d.dicha_edad3,
    d.dicha_edad,
    d.dicha_pueblo2,
    d.dicha_pueblo,
    cast($nivel as bigint) as nivel,
    d.inicio <= $nivel and a.programa_codigo is not null as cabe
from dicha as d
left join admitida as a
    on a.dicha_region = d.dicha_region
    and a.dicha_departamento = d.dicha_departamento
    and a.dicha_municipio = d.dicha_municipio
    and a.sexo_codigo = d.sexo_codigo
    and a.dicha_edad3 = d.dicha_edad3
    and a.dicha_edad = d.dicha_edad
    and a.dicha_pueblo2 = d.dicha_pueblo2
    and a.dicha_pueblo = d.dicha_pueblo
    and a.institucion_codigo = d.institucion_codigo
    and a.programa_codigo = d.programa_codigo
