-- out_hecho_entrega: one row per accepted delivery, with the attributes of its person resolved.
-- Inputs: link_entrega, link_persona, ref_modalidad.
-- A person has one place, and one age band a year, inside each universe (visibilidad_codigo): so the persons of a
-- cross add up to its total over territory, sex, age and people. The universes are resolved apart, so that a
-- reserved delivery never moves a public figure.
--   territory: residence of the person; else the place of the first delivery that has one. Municipality DD00 =
--     department DD, municipality not informed; 0000 (department 00) = nothing informed. Never the country.
--   age: at the person's first delivery of the year of which it is known; else year less best birth year.
with
entrega as (
    select
        e.entrega_id,
        e.transferencia_id,
        e.hoja,
        e.fila,
        e.persona_id,
        e.institucion_codigo,
        coalesce(m.programa_codigo, 'ND') as programa_codigo,
        e.modalidad_codigo,
        -- A modality that the programme list does not have is treated as the most reserved.
        coalesce(m.visibilidad_codigo, 'restringida') as visibilidad_codigo,
        cast(year(e.entrega_fecha) as bigint) as anio,
        cast(month(e.entrega_fecha) as bigint) as mes,
        coalesce(e.residencia_municipio_codigo, e.residencia_departamento_codigo || '00') as residencia,
        coalesce(e.entrega_municipio_codigo, e.entrega_departamento_codigo || '00') as lugar_entrega,
        e.sexo_codigo,
        e.edad_entrega_anios,
        e.nacimiento_anio,
        e.pueblo_codigo,
        e.entrega_fecha,
        e.periodo_inicio_fecha,
        e.periodo_fin_fecha,
        e.monto_gtq,
        e.cantidad,
        e.conocido_fecha,
        e.grano_codigo,
        e.hogar_id
    from link_entrega as e
    left join ref_modalidad as m on m.modalidad_codigo = e.modalidad_codigo
),

persona as (
    select
        persona_id,
        sexo_codigo,
        nacimiento_anio,
        pueblo_codigo,
        coalesce(residencia_municipio_codigo, residencia_departamento_codigo || '00') as residencia
    from link_persona
),

-- The first place in date order; on the same date the one with the smaller code.
persona_lugar as (
    select
        e.persona_id,
        e.visibilidad_codigo,
        substr(min(concat(cast(e.entrega_fecha as varchar), e.lugar_entrega)), 11) as lugar
    from entrega as e
    inner join persona as p on p.persona_id = e.persona_id and p.residencia is null
    where e.lugar_entrega is not null
    group by e.persona_id, e.visibilidad_codigo
),

-- Date and age in one number: its minimum is the age at the earliest delivery (on the same date, the smaller age).
persona_edad as (
    select
        persona_id,
        anio,
        visibilidad_codigo,
        min(date_diff('day', date '1900-01-01', entrega_fecha) * 1000 + edad_entrega_anios) % 1000 as edad
    from entrega
    where persona_id is not null and edad_entrega_anios is not null
    group by persona_id, anio, visibilidad_codigo
),

hecho as (
    select
        e.entrega_id,
        e.transferencia_id,
        e.hoja,
        e.fila,
        e.persona_id,
        e.institucion_codigo,
        e.programa_codigo,
        e.modalidad_codigo,
        e.visibilidad_codigo,
        e.anio,
        e.mes,
        -- A row without a person (a ration) stands for itself.
        case
            when e.persona_id is null then coalesce(e.residencia, e.lugar_entrega, '0000')
            else coalesce(p.residencia, l.lugar, '0000')
        end as lugar,
        case when e.persona_id is null then e.sexo_codigo else p.sexo_codigo end as sexo_codigo,
        case
            when e.persona_id is null then coalesce(e.edad_entrega_anios, e.anio - e.nacimiento_anio)
            else coalesce(a.edad, e.anio - p.nacimiento_anio)
        end as edad,
        case when e.persona_id is null then e.pueblo_codigo else p.pueblo_codigo end as pueblo_codigo,
        e.entrega_fecha,
        e.periodo_inicio_fecha,
        e.periodo_fin_fecha,
        e.monto_gtq,
        e.cantidad,
        e.conocido_fecha,
        e.grano_codigo,
        e.hogar_id
    from entrega as e
    left join persona as p on p.persona_id = e.persona_id
    left join persona_lugar as l
        on l.persona_id = e.persona_id and l.visibilidad_codigo = e.visibilidad_codigo
    left join persona_edad as a
        on a.persona_id = e.persona_id and a.anio = e.anio and a.visibilidad_codigo = e.visibilidad_codigo
)

select
    entrega_id,
    transferencia_id,
    hoja,
    fila,
    persona_id,
    institucion_codigo,
    programa_codigo,
    modalidad_codigo,
    visibilidad_codigo,
    anio,
    mes,
    substr(lugar, 1, 2) as departamento_codigo,
    lugar as municipio_codigo,
    coalesce(sexo_codigo, 'N') as sexo_codigo,
    case
        when edad is null then 'N'
        when edad < 5 then '0-4'
        when edad < 10 then '5-9'
        when edad < 15 then '10-14'
        when edad < 18 then '15-17'
        when edad < 30 then '18-29'
        when edad < 45 then '30-44'
        when edad < 60 then '45-59'
        when edad < 75 then '60-74'
        else '75+'
    end as edad_grupo_codigo,
    coalesce(pueblo_codigo, '9') as pueblo_codigo,
    entrega_fecha,
    periodo_inicio_fecha,
    periodo_fin_fecha,
    cast(monto_gtq as decimal(18, 2)) as monto_gtq,
    cast(cantidad as bigint) as cantidad,
    conocido_fecha,
    grano_codigo,
    hogar_id
from hecho
order by transferencia_id, hoja, fila
