-- impresion_lado: one row per person or community that changed, side (before, now) and combination of dimensions: what
-- the person has, and how many families the community.
-- Inputs: impresion_persona, the facts, coincidences and works of the last printing and of today, ref_modalidad.
-- A pair of modalities is one delivery without an amount, in the department where out_coincidencia counts the person.
-- personas: for how many the row stands: a person for one, a community for the families of its greatest work.
with
hecho as (
    select
        'antes' as lado_codigo, h.persona_id, h.visibilidad_codigo, h.anio, h.mes, h.departamento_codigo,
        h.municipio_codigo, h.institucion_codigo, h.programa_codigo, h.modalidad_codigo, h.sexo_codigo,
        h.edad_grupo_codigo, h.pueblo_codigo, h.monto_gtq
    from hecho_impreso as h
    semi join impresion_persona as p on p.persona_id = h.persona_id
    union all
    select
        'ahora', h.persona_id, h.visibilidad_codigo, h.anio, h.mes, h.departamento_codigo,
        h.municipio_codigo, h.institucion_codigo, h.programa_codigo, h.modalidad_codigo, h.sexo_codigo,
        h.edad_grupo_codigo, h.pueblo_codigo, h.monto_gtq
    from out_hecho_entrega as h
    semi join impresion_persona as p on p.persona_id = h.persona_id
),

modalidad_publica as (
    select modalidad_codigo from ref_modalidad where visibilidad_codigo = 'publica'
),

par_dicho as (
    select 'antes' as lado_codigo, c.persona_id, c.mes_inicio_fecha, c.modalidad_a_codigo, c.modalidad_b_codigo
    from coincidencia_impresa as c
    semi join impresion_persona as p on p.persona_id = c.persona_id
    union all
    select 'ahora', c.persona_id, c.mes_inicio_fecha, c.modalidad_a_codigo, c.modalidad_b_codigo
    from link_coincidencia as c
    semi join impresion_persona as p on p.persona_id = c.persona_id
),

par as (
    select c.lado_codigo, c.persona_id, c.mes_inicio_fecha, c.modalidad_a_codigo, c.modalidad_b_codigo
    from par_dicho as c
    semi join modalidad_publica as a on a.modalidad_codigo = c.modalidad_a_codigo
    semi join modalidad_publica as b on b.modalidad_codigo = c.modalidad_b_codigo
),

persona_departamento as (
    select
        lado_codigo,
        persona_id,
        coalesce(
            min(departamento_codigo) filter (where visibilidad_codigo = 'publica'),
            min(departamento_codigo) filter (where visibilidad_codigo = 'sensible'),
            min(departamento_codigo)
        ) as departamento_codigo
    from hecho
    group by lado_codigo, persona_id
),

obra as (
    select
        'antes' as lado_codigo, o.comunidad_id, o.visibilidad_codigo, o.anio, o.departamento_codigo, o.municipio_codigo,
        o.institucion_codigo, o.programa_codigo, o.modalidad_codigo, o.familias_atendidas
    from obra_impresa as o
    semi join impresion_persona as p on p.persona_id = o.comunidad_id
    union all
    select
        'ahora', o.comunidad_id, o.visibilidad_codigo, o.anio, o.departamento_codigo, o.municipio_codigo,
        o.institucion_codigo, o.programa_codigo, o.modalidad_codigo, o.familias_atendidas
    from out_hecho_entrega_comunitaria as o
    semi join impresion_persona as p on p.persona_id = o.comunidad_id
)

select
    lado_codigo,
    visibilidad_codigo as universo_codigo,
    persona_id,
    anio, mes, departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo, modalidad_codigo,
    cast(null as varchar) as modalidad_b_codigo,
    sexo_codigo, edad_grupo_codigo, pueblo_codigo,
    1 as personas,
    count(*) as entregas,
    cast(sum(monto_gtq) * 100 as bigint) as centavos
from hecho
group by
    lado_codigo, visibilidad_codigo, persona_id, anio, mes, departamento_codigo, municipio_codigo, institucion_codigo,
    programa_codigo, modalidad_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo
union all
select
    p.lado_codigo, 'coincidencia', p.persona_id, cast(year(p.mes_inicio_fecha) as bigint), null,
    d.departamento_codigo, null, null, null, p.modalidad_a_codigo, p.modalidad_b_codigo, null, null, null, 1, 1, 0
from par as p
inner join persona_departamento as d on d.lado_codigo = p.lado_codigo and d.persona_id = p.persona_id
group by
    p.lado_codigo, p.persona_id, year(p.mes_inicio_fecha), d.departamento_codigo, p.modalidad_a_codigo,
    p.modalidad_b_codigo
union all
select
    lado_codigo, 'comunitaria', comunidad_id, anio, null, departamento_codigo, municipio_codigo, institucion_codigo,
    programa_codigo, modalidad_codigo, null, null, null, null, max(familias_atendidas), 0, 0
from obra
where visibilidad_codigo = 'publica' and familias_atendidas > 0
group by
    lado_codigo, comunidad_id, anio, departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo,
    modalidad_codigo
