-- out_hallazgo_celda: one row per year, department of the person (null = the country), rule and class with somebody; exact.
-- Inputs: link_hallazgo, out_hecho_entrega, ref_modalidad. Bound: $rec_ipad, $rec_opad, the key blocks of K_rec.
-- Findings of public modalities alone: one reserved modality, or one that the programme list does not have, keeps a
-- finding out. A person is where the public deliveries of that year have them, which is one place.
with
modalidad_publica as (
    select modalidad_codigo from ref_modalidad where visibilidad_codigo = 'publica'
),

hallazgo as (
    select h.anio, h.regla_id, h.tipo_hallazgo_codigo, h.clase_codigo, h.persona_id
    from link_hallazgo as h
    inner join modalidad_publica as a on a.modalidad_codigo = h.modalidad_a_codigo
    left join modalidad_publica as b on b.modalidad_codigo = h.modalidad_b_codigo
    where h.persona_id is not null and (h.modalidad_b_codigo is null or b.modalidad_codigo is not null)
    group by h.anio, h.regla_id, h.tipo_hallazgo_codigo, h.clase_codigo, h.persona_id
),

persona as (
    select persona_id, clave_registro($rec_ipad, $rec_opad, persona_id) as clave
    from hallazgo
    group by persona_id
),

lugar as (
    select h.persona_id, h.anio, min(h.departamento_codigo) as departamento_codigo
    from out_hecho_entrega as h
    semi join persona as p on p.persona_id = h.persona_id
    where h.visibilidad_codigo = 'publica'
    group by h.persona_id, h.anio
),

-- No department is null in a cell's row, so a null below means: the country.
celda as (
    select
        h.anio,
        coalesce(l.departamento_codigo, '00') as departamento_codigo,
        h.regla_id as regla_codigo,
        h.tipo_hallazgo_codigo,
        h.clase_codigo,
        p.clave
    from hallazgo as h
    inner join persona as p on p.persona_id = h.persona_id
    left join lugar as l on l.persona_id = h.persona_id and l.anio = h.anio
)

select
    anio,
    departamento_codigo,
    regla_codigo,
    tipo_hallazgo_codigo,
    clase_codigo,
    count(*) as personas,
    cast(sum(clave) % 18446744073709551616 as decimal(20, 0)) as clave_personas
from celda
group by
    anio, regla_codigo, tipo_hallazgo_codigo, clase_codigo,
    grouping sets ((), (departamento_codigo))
order by anio, departamento_codigo nulls first, regla_codigo, clase_codigo
