-- out_coincidencia: one row per year, department of the person (null = the country) and pair of modalities with at
-- least one person covered by both on some day; exact cells.
-- Inputs: link_coincidencia, out_hecho_entrega, ref_modalidad.
-- Bound: $rec_ipad, $rec_opad, the key blocks of K_rec, for the cell keys.
-- A pair has the visibility of its more reserved half; a restricted pair is counted in the country only.
with
persona as (
    select
        persona_id,
        row_number() over (order by persona_id) as persona_numero,
        clave_registro($rec_ipad, $rec_opad, persona_id) as clave
    from link_coincidencia
    group by persona_id
),

modalidad as (
    select
        modalidad_codigo,
        case visibilidad_codigo when 'publica' then 0 when 'sensible' then 1 else 2 end as reserva
    from ref_modalidad
),

hecho as (
    select
        p.persona_numero, h.anio, h.modalidad_codigo, h.visibilidad_codigo, h.departamento_codigo,
        count(*) as entregas
    from out_hecho_entrega as h
    inner join persona as p on p.persona_id = h.persona_id
    group by p.persona_numero, h.anio, h.modalidad_codigo, h.visibilidad_codigo, h.departamento_codigo
),

-- A person has one department inside each universe; the public one decides, so that reserved deliveries do not.
persona_departamento as (
    select
        persona_numero,
        coalesce(
            min(departamento_codigo) filter (where visibilidad_codigo = 'publica'),
            min(departamento_codigo) filter (where visibilidad_codigo = 'sensible'),
            min(departamento_codigo)
        ) as departamento_codigo
    from hecho
    group by persona_numero
),

persona_modalidad as (
    select persona_numero, anio, modalidad_codigo, sum(entregas) as entregas
    from hecho
    group by persona_numero, anio, modalidad_codigo
),

persona_par as (
    select
        p.persona_numero,
        p.clave,
        cast(year(c.mes_inicio_fecha) as bigint) as anio,
        c.modalidad_a_codigo,
        c.modalidad_b_codigo,
        sum(c.traslape_dias) as traslape_dias
    from link_coincidencia as c
    inner join persona as p on p.persona_id = c.persona_id
    group by p.persona_numero, p.clave, year(c.mes_inicio_fecha), c.modalidad_a_codigo, c.modalidad_b_codigo
),

renglon as (
    select
        c.anio,
        d.departamento_codigo,
        c.modalidad_a_codigo,
        c.modalidad_b_codigo,
        -- A modality that the programme list does not have is treated as the most reserved.
        greatest(coalesce(ma.reserva, 2), coalesce(mb.reserva, 2)) as reserva,
        c.clave,
        coalesce(ea.entregas, 0) + coalesce(eb.entregas, 0) as entregas,
        c.traslape_dias
    from persona_par as c
    inner join persona_departamento as d on d.persona_numero = c.persona_numero
    left join modalidad as ma on ma.modalidad_codigo = c.modalidad_a_codigo
    left join modalidad as mb on mb.modalidad_codigo = c.modalidad_b_codigo
    left join persona_modalidad as ea
        on ea.persona_numero = c.persona_numero
        and ea.anio = c.anio
        and ea.modalidad_codigo = c.modalidad_a_codigo
    left join persona_modalidad as eb
        on eb.persona_numero = c.persona_numero
        and eb.anio = c.anio
        and eb.modalidad_codigo = c.modalidad_b_codigo
)

select
    anio,
    departamento_codigo,
    modalidad_a_codigo,
    modalidad_b_codigo,
    case reserva when 0 then 'publica' when 1 then 'sensible' else 'restringida' end as visibilidad_codigo,
    count(*) as personas,
    cast(sum(entregas) as bigint) as entregas,
    cast(sum(traslape_dias) as bigint) as traslape_dias,
    cast(sum(clave) % 18446744073709551616 as decimal(20, 0)) as clave_personas
from renglon
group by
    anio,
    modalidad_a_codigo,
    modalidad_b_codigo,
    reserva,
    grouping sets ((), (departamento_codigo))
having reserva < 2 or departamento_codigo is null
order by anio, departamento_codigo nulls first, modalidad_a_codigo, modalidad_b_codigo
