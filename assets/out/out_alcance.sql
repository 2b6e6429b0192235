-- out_alcance: one row per universe, period, place, subject and group with at least one delivery.
-- Inputs: out_beneficio, out_hecho_entrega (deliveries, amounts, households).
-- A person has one profile (place, sex, age band, people) in a year of a universe. So persons are counted by profile,
-- subject and set of months, and only these counts are brought to cells and periods: nobody is twice in a cell, and no
-- cell looks at persons. Units with several profiles (households of which members differ; persons of two universes
-- where universes are joined) are the few that are looked at in every cell. Profiles, subjects and cells are
-- numbers inside, and get their codes back at the end.
with
-- What an institution gives (oferta), and what is counted (asunto): all, an institution, a programme, a modality.
oferta as (
    select
        cast(row_number() over (order by modalidad_codigo, institucion_codigo, programa_codigo) as integer) as oferta,
        institucion_codigo,
        programa_codigo,
        modalidad_codigo
    from (
        select institucion_codigo, programa_codigo, modalidad_codigo from out_beneficio
        union
        select institucion_codigo, programa_codigo, modalidad_codigo from out_hecho_entrega where persona_id is null
    ) as u
),

asunto as (
    select
        cast(
            row_number() over (
                order by institucion_codigo nulls first, programa_codigo nulls first, modalidad_codigo nulls first
            ) as smallint
        ) as asunto,
        coalesce(institucion_codigo, programa_codigo, modalidad_codigo) is null as es_total,
        institucion_codigo,
        programa_codigo,
        modalidad_codigo
    from (
        select null as institucion_codigo, null as programa_codigo, null as modalidad_codigo
        union
        select institucion_codigo, null, null from oferta
        union
        select null, programa_codigo, null from oferta
        union
        select null, null, modalidad_codigo from oferta
    ) as u
),

-- oferta 0 is all of them together, which has the total alone.
oferta_asunto as (
    select o.oferta, a.asunto
    from oferta as o
    inner join asunto as a
        on coalesce(a.institucion_codigo, o.institucion_codigo) = o.institucion_codigo
        and coalesce(a.programa_codigo, o.programa_codigo) = o.programa_codigo
        and coalesce(a.modalidad_codigo, o.modalidad_codigo) = o.modalidad_codigo
    union all
    select 0, asunto from asunto where es_total
),

-- In order of years: of several profiles of somebody, the least is that of the first year. trayecto is what a person
-- keeps over the years: the profile without year and age.
perfil as (
    select
        cast(
            row_number() over (
                order by
                    anio, visibilidad_codigo, municipio_codigo, departamento_codigo, sexo_codigo, pueblo_codigo,
                    edad_grupo_codigo
            ) as integer
        ) as perfil,
        cast(
            dense_rank() over (
                order by visibilidad_codigo, municipio_codigo, departamento_codigo, sexo_codigo, pueblo_codigo
            ) as integer
        ) as trayecto,
        visibilidad_codigo,
        cast(anio as smallint) as anio,
        departamento_codigo,
        municipio_codigo,
        sexo_codigo,
        edad_grupo_codigo,
        pueblo_codigo
    from (
        select
            visibilidad_codigo, anio, departamento_codigo, municipio_codigo, sexo_codigo, edad_grupo_codigo,
            pueblo_codigo
        from out_beneficio
        union
        select
            visibilidad_codigo, anio, departamento_codigo, municipio_codigo, sexo_codigo, edad_grupo_codigo,
            pueblo_codigo
        from out_hecho_entrega
        where persona_id is null
    ) as u
),

-- The crosses, and the class of smallest cells out of which each adds up. detalle: as a whole only, not by institution,
-- programme and modality.
cruce as (
    select clase, nivel, con_sexo, con_edad, con_pueblo
    from (
        values
            ('lugar', 'pais', false, false, false), ('lugar', 'departamento', false, false, false),
            ('lugar', 'municipio', false, false, false),
            ('edad', 'pais', true, false, false), ('edad', 'departamento', true, false, false),
            ('edad', 'pais', false, true, false), ('edad', 'departamento', false, true, false),
            ('edad', 'pais', true, true, false), ('edad', 'departamento', true, true, false),
            ('pueblo', 'pais', false, false, true), ('pueblo', 'departamento', false, false, true),
            ('detalle', 'municipio', true, false, false), ('detalle', 'municipio', false, true, false),
            ('detalle', 'municipio', false, false, true)
    ) as v(clase, nivel, con_sexo, con_edad, con_pueblo)
),

perfil_menor as (
    select
        cast(
            dense_rank() over (
                order by
                    c.clase, p.visibilidad_codigo, p.departamento_codigo,
                    case when c.clase in ('lugar', 'detalle') then p.municipio_codigo end,
                    case when c.clase in ('edad', 'detalle') then p.sexo_codigo end,
                    case when c.clase in ('edad', 'detalle') then p.edad_grupo_codigo end,
                    case when c.clase in ('pueblo', 'detalle') then p.pueblo_codigo end
            ) as integer
        ) as menor,
        c.clase,
        p.perfil,
        p.anio,
        p.visibilidad_codigo,
        p.departamento_codigo,
        case when c.clase in ('lugar', 'detalle') then p.municipio_codigo end as municipio_codigo,
        case when c.clase in ('edad', 'detalle') then p.sexo_codigo end as sexo_codigo,
        case when c.clase in ('edad', 'detalle') then p.edad_grupo_codigo end as edad_grupo_codigo,
        case when c.clase in ('pueblo', 'detalle') then p.pueblo_codigo end as pueblo_codigo
    from perfil as p
    -- A restricted universe has the country alone, without attributes.
    inner join (select distinct clase from cruce) as c on c.clase = 'lugar' or p.visibilidad_codigo <> 'restringida'
),

menor as (
    select distinct
        menor, clase, visibilidad_codigo, departamento_codigo, municipio_codigo, sexo_codigo, edad_grupo_codigo,
        pueblo_codigo
    from perfil_menor
),

menor_cruce as (
    select
        m.menor,
        m.clase,
        m.visibilidad_codigo,
        c.nivel,
        case when c.nivel <> 'pais' then m.departamento_codigo end as departamento_codigo,
        case when c.nivel = 'municipio' then m.municipio_codigo end as municipio_codigo,
        case when c.con_sexo then m.sexo_codigo end as sexo_codigo,
        case when c.con_edad then m.edad_grupo_codigo end as edad_grupo_codigo,
        case when c.con_pueblo then m.pueblo_codigo end as pueblo_codigo
    from menor as m
    inner join cruce as c on c.clase = m.clase
    where c.nivel = 'pais' or m.visibilidad_codigo <> 'restringida'
    union all
    -- All universes together have the country alone too.
    select menor, clase, 'todas', 'pais', null, null, null, null, null from menor where clase = 'lugar'
),

menor_celda as (
    select
        cast(
            dense_rank() over (
                order by
                    visibilidad_codigo, nivel, departamento_codigo nulls first, municipio_codigo nulls first,
                    sexo_codigo nulls first, edad_grupo_codigo nulls first, pueblo_codigo nulls first
            ) as integer
        ) as celda,
        menor,
        visibilidad_codigo = 'todas' as es_de_todas,
        edad_grupo_codigo is null as es_sin_edad,
        visibilidad_codigo,
        nivel,
        departamento_codigo,
        municipio_codigo,
        sexo_codigo,
        edad_grupo_codigo,
        pueblo_codigo
    from menor_cruce
),

celda as (
    select distinct
        celda, es_sin_edad, visibilidad_codigo, nivel, departamento_codigo, municipio_codigo, sexo_codigo,
        edad_grupo_codigo, pueblo_codigo
    from menor_celda
),

-- Deliveries and amounts add up by month, whoever they are of.
perfil_entrega as (
    select
        p.perfil,
        o.oferta,
        cast(1 << cast(h.mes - 1 as integer) as smallint) as meses,
        count(*) as entregas,
        cast(sum(cast(h.monto_gtq * 100 as bigint)) as bigint) as centavos
    from out_hecho_entrega as h
    inner join perfil as p
        on p.visibilidad_codigo = h.visibilidad_codigo and p.anio = h.anio and p.municipio_codigo = h.municipio_codigo
        and p.sexo_codigo = h.sexo_codigo and p.edad_grupo_codigo = h.edad_grupo_codigo
        and p.pueblo_codigo = h.pueblo_codigo
    inner join oferta as o
        on o.institucion_codigo = h.institucion_codigo and o.programa_codigo = h.programa_codigo
        and o.modalidad_codigo = h.modalidad_codigo
    group by p.perfil, o.oferta, h.mes
),

menor_entrega as (
    select
        m.menor,
        m.anio,
        case when m.clase = 'detalle' then 0 else e.oferta end as oferta,
        e.meses,
        cast(sum(e.entregas) as bigint) as entregas,
        cast(sum(e.centavos) as bigint) as centavos
    from perfil_entrega as e
    inner join perfil_menor as m on m.perfil = e.perfil
    group by m.menor, m.anio, case when m.clase = 'detalle' then 0 else e.oferta end, e.meses
),

-- Persons; and households, of deliveries whose grain is the household. Without a number of the household, the person
-- who received stands for it.
unidad_oferta as (
    select
        false as es_hogar, cast(persona_id as uuid) as unidad, visibilidad_codigo, anio, municipio_codigo, sexo_codigo,
        edad_grupo_codigo, pueblo_codigo, institucion_codigo, programa_codigo, modalidad_codigo, meses
    from out_beneficio
    union all
    select
        true, cast(coalesce(hogar_id, persona_id) as uuid), visibilidad_codigo, anio, municipio_codigo, sexo_codigo,
        edad_grupo_codigo, pueblo_codigo, institucion_codigo, programa_codigo, modalidad_codigo,
        cast(1 as bigint) << cast(mes - 1 as integer)
    from out_hecho_entrega
    where grano_codigo = 'hogar' and coalesce(hogar_id, persona_id) is not null
),

unidad as (
    select
        u.es_hogar,
        u.unidad,
        p.perfil,
        s.asunto,
        cast(bit_or(u.meses) as smallint) as meses
    from unidad_oferta as u
    inner join perfil as p
        on p.visibilidad_codigo = u.visibilidad_codigo and p.anio = u.anio and p.municipio_codigo = u.municipio_codigo
        and p.sexo_codigo = u.sexo_codigo and p.edad_grupo_codigo = u.edad_grupo_codigo
        and p.pueblo_codigo = u.pueblo_codigo
    inner join oferta as o
        on o.institucion_codigo = u.institucion_codigo and o.programa_codigo = u.programa_codigo
        and o.modalidad_codigo = u.modalidad_codigo
    inner join oferta_asunto as s on s.oferta = o.oferta
    group by u.es_hogar, u.unidad, p.perfil, s.asunto
),

-- Who is new in a year: each once, in the first year, marked as a thirteenth month.
nueva as (
    select u.es_hogar, u.unidad, u.asunto, min(u.perfil) as perfil
    from unidad as u
    inner join perfil as p on p.perfil = u.perfil
    group by u.es_hogar, u.unidad, u.asunto, p.trayecto
),

-- Who has several profiles: in a year, or over the years.
varios_anio as (
    select u.es_hogar, u.unidad, p.anio
    from unidad as u
    inner join perfil as p on p.perfil = u.perfil
    inner join asunto as a on a.asunto = u.asunto and a.es_total
    group by u.es_hogar, u.unidad, p.anio
    having min(u.perfil) < max(u.perfil)
),

varios_siempre as (
    select u.es_hogar, u.unidad
    from nueva as u
    inner join asunto as a on a.asunto = u.asunto and a.es_total
    group by u.es_hogar, u.unidad
    having min(u.perfil) < max(u.perfil)
),

contable as not materialized (
    select u.es_hogar, u.unidad, p.anio, u.perfil, u.asunto, u.meses, v.unidad is not null as tiene_varios
    from unidad as u
    inner join perfil as p on p.perfil = u.perfil
    left join varios_anio as v on v.es_hogar = u.es_hogar and v.unidad = u.unidad and v.anio = p.anio
    union all
    select u.es_hogar, u.unidad, p.anio, u.perfil, u.asunto, cast(4096 as smallint), v.unidad is not null
    from nueva as u
    inner join perfil as p on p.perfil = u.perfil
    left join varios_siempre as v on v.es_hogar = u.es_hogar and v.unidad = u.unidad
),

-- Inside its universe a person has one profile, so only the cells of all universes leave out who has several.
perfil_contado as (
    select
        perfil,
        asunto,
        meses,
        count(*) filter (where not es_hogar) as personas,
        count(*) filter (where not es_hogar and not tiene_varios) as personas_de_uno,
        count(*) filter (where es_hogar and not tiene_varios) as hogares
    from contable
    group by perfil, asunto, meses
),

menor_contado as (
    select
        m.menor,
        m.anio,
        n.asunto,
        n.meses,
        cast(sum(n.personas) as bigint) as personas,
        cast(sum(n.personas_de_uno) as bigint) as personas_de_uno,
        cast(sum(n.hogares) as bigint) as hogares
    from perfil_contado as n
    inner join asunto as a on a.asunto = n.asunto
    inner join perfil_menor as m on m.perfil = n.perfil and (a.es_total or m.clase <> 'detalle')
    group by m.menor, m.anio, n.asunto, n.meses
),

-- The few that are looked at in every cell. New ones are in the cell of their first year.
unidad_celda as (
    select
        u.es_hogar,
        u.unidad,
        c.celda,
        u.asunto,
        u.meses = 4096 as es_nueva,
        case when u.meses = 4096 then 0 else u.anio end as anio_contado,
        min(u.anio) as anio,
        bit_or(u.meses) as meses
    from contable as u
    inner join asunto as a on a.asunto = u.asunto
    inner join perfil_menor as m on m.perfil = u.perfil and (a.es_total or m.clase <> 'detalle')
    inner join menor_celda as c on c.menor = m.menor and (u.es_hogar or c.es_de_todas)
    where u.tiene_varios
    group by
        u.es_hogar, u.unidad, c.celda, u.asunto, u.meses = 4096, case when u.meses = 4096 then 0 else u.anio end
),

contada as (
    select
        c.celda, n.anio, n.asunto, n.meses,
        cast(sum(case when c.es_de_todas then n.personas_de_uno else n.personas end) as bigint) as personas,
        cast(sum(n.hogares) as bigint) as hogares,
        cast(0 as bigint) as entregas,
        cast(0 as bigint) as centavos
    from menor_contado as n
    inner join menor_celda as c on c.menor = n.menor
    group by c.celda, n.anio, n.asunto, n.meses
    union all
    select
        celda, anio, asunto, meses, count(*) filter (where not es_hogar), count(*) filter (where es_hogar), 0, 0
    from unidad_celda
    group by celda, anio, asunto, meses
    union all
    select
        c.celda, e.anio, s.asunto, e.meses, 0, 0,
        cast(sum(e.entregas) as bigint),
        cast(sum(e.centavos) as bigint)
    from menor_entrega as e
    inner join menor_celda as c on c.menor = e.menor
    inner join oferta_asunto as s on s.oferta = e.oferta
    group by c.celda, e.anio, s.asunto, e.meses
),

-- Whoever had something in a set of months is in a period when the set and the period share a month.
periodo as (
    select cast(periodo as integer) as periodo, periodo_tipo_codigo, periodo_numero, meses
    from (
        values
            (1, 'mes', 1, 1), (2, 'mes', 2, 2), (3, 'mes', 3, 4), (4, 'mes', 4, 8), (5, 'mes', 5, 16),
            (6, 'mes', 6, 32), (7, 'mes', 7, 64), (8, 'mes', 8, 128), (9, 'mes', 9, 256), (10, 'mes', 10, 512),
            (11, 'mes', 11, 1024), (12, 'mes', 12, 2048),
            (13, 'bimestre', 1, 3), (14, 'bimestre', 2, 12), (15, 'bimestre', 3, 48), (16, 'bimestre', 4, 192),
            (17, 'bimestre', 5, 768), (18, 'bimestre', 6, 3072),
            (19, 'cuatrimestre', 1, 15), (20, 'cuatrimestre', 2, 240), (21, 'cuatrimestre', 3, 3840),
            (22, 'semestre', 1, 63), (23, 'semestre', 2, 4032),
            (24, 'anio', 1, 4095),
            (25, 'nuevo', 1, 4096)
    ) as v(periodo, periodo_tipo_codigo, periodo_numero, meses)
),

del_periodo as (
    select
        n.celda, n.anio, n.asunto, p.periodo,
        cast(sum(n.personas) as bigint) as personas,
        cast(sum(n.hogares) as bigint) as hogares,
        cast(sum(n.entregas) as bigint) as entregas,
        cast(sum(n.centavos) as bigint) as centavos
    from contada as n
    inner join periodo as p on (n.meses & p.meses) <> 0
    group by n.celda, n.anio, n.asunto, p.periodo
),

-- From the first year on: who is new adds up, and so do the deliveries of the years. Age is a thing of one year.
acumulado as (
    select
        d.celda, y.anio, d.asunto,
        coalesce(sum(d.personas) filter (where p.periodo_tipo_codigo = 'nuevo'), 0) as personas,
        coalesce(sum(d.hogares) filter (where p.periodo_tipo_codigo = 'nuevo'), 0) as hogares,
        sum(d.entregas) as entregas,
        sum(d.centavos) as centavos
    from del_periodo as d
    inner join periodo as p on p.periodo = d.periodo and p.periodo_tipo_codigo in ('anio', 'nuevo')
    inner join celda as c on c.celda = d.celda and c.es_sin_edad
    inner join (select distinct anio from perfil) as y on y.anio >= d.anio
    group by d.celda, y.anio, d.asunto
),

alcance as (
    select
        d.celda, d.anio, d.asunto, p.periodo_tipo_codigo, p.periodo_numero, d.personas, d.hogares, d.entregas,
        d.centavos
    from del_periodo as d
    inner join periodo as p on p.periodo = d.periodo and p.periodo_tipo_codigo <> 'nuevo'
    union all
    select celda, anio, asunto, 'acumulado', 1, personas, hogares, entregas, centavos from acumulado
)

select
    c.visibilidad_codigo,
    n.periodo_tipo_codigo,
    cast(n.anio as bigint) as anio,
    cast(n.periodo_numero as bigint) as periodo_numero,
    c.nivel,
    c.departamento_codigo,
    c.municipio_codigo,
    a.institucion_codigo,
    a.programa_codigo,
    a.modalidad_codigo,
    c.sexo_codigo,
    c.edad_grupo_codigo,
    c.pueblo_codigo,
    cast(n.personas as bigint) as personas,
    cast(n.hogares as bigint) as hogares,
    cast(n.entregas as bigint) as entregas,
    quetzales(cast(n.centavos as bigint)) as monto_gtq
from alcance as n
inner join celda as c on c.celda = n.celda
inner join asunto as a on a.asunto = n.asunto
order by n.anio, n.periodo_tipo_codigo, n.periodo_numero, n.celda, n.asunto
