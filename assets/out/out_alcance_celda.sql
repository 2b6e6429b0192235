-- out_alcance_celda: one row per cell of the reach and set of months: whoever had something in just these months.
-- Inputs: out_beneficio, out_hecho_entrega (deliveries, amounts, households). Read by out_alcance.
-- A person has one profile (place, sex, age band, people) in a year of a universe, and a profile lies in a few cells. So
-- persons are counted by profile and set of months, and only these counts are brought to the cells: nobody is counted
-- twice in a cell, and no cell looks at persons. Units that have several profiles (households of members in two places,
-- persons of two universes where universes are joined) are the few that are looked at in every cell.
-- Numbers instead of codes inside: profiles, subjects and cells are small tables.
with
-- What is counted: all, an institution, a programme, a modality. An empty place is a total.
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
            ) as integer
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

oferta_asunto as (
    select o.oferta, a.asunto, a.es_total
    from oferta as o
    inner join asunto as a
        on coalesce(a.institucion_codigo, o.institucion_codigo) = o.institucion_codigo
        and coalesce(a.programa_codigo, o.programa_codigo) = o.programa_codigo
        and coalesce(a.modalidad_codigo, o.modalidad_codigo) = o.modalidad_codigo
),

-- In order of years: of several profiles of somebody, the least is that of the first year. trayecto: the same without
-- year and age, which is what a person keeps.
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
        anio,
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

-- The cells in which a profile lies. A restricted universe has the country alone, without attributes; so have all
-- universes together. es_detalle: counted as a whole only, not by institution, programme and modality.
cruce as (
    select nivel, con_sexo, con_edad, con_pueblo, nivel = 'municipio' and con_sexo + con_edad + con_pueblo > 0 as es_detalle
    from (
        values
            ('pais', 0, 0, 0), ('pais', 1, 0, 0), ('pais', 0, 1, 0), ('pais', 1, 1, 0), ('pais', 0, 0, 1),
            ('departamento', 0, 0, 0), ('departamento', 1, 0, 0), ('departamento', 0, 1, 0),
            ('departamento', 1, 1, 0), ('departamento', 0, 0, 1),
            ('municipio', 0, 0, 0), ('municipio', 1, 0, 0), ('municipio', 0, 1, 0), ('municipio', 0, 0, 1)
    ) as v(nivel, con_sexo, con_edad, con_pueblo)
),

perfil_cruce as (
    select
        p.perfil,
        c.es_detalle,
        p.visibilidad_codigo,
        p.anio,
        c.nivel,
        case when c.nivel <> 'pais' then p.departamento_codigo end as departamento_codigo,
        case when c.nivel = 'municipio' then p.municipio_codigo end as municipio_codigo,
        case when c.con_sexo = 1 then p.sexo_codigo end as sexo_codigo,
        case when c.con_edad = 1 then p.edad_grupo_codigo end as edad_grupo_codigo,
        case when c.con_pueblo = 1 then p.pueblo_codigo end as pueblo_codigo
    from perfil as p
    cross join cruce as c
    where p.visibilidad_codigo <> 'restringida'
    union all
    select perfil, false, visibilidad_codigo, anio, 'pais', null, null, null, null, null
    from perfil
    where visibilidad_codigo = 'restringida'
    union all
    select perfil, false, 'todas', anio, 'pais', null, null, null, null, null
    from perfil
),

-- siempre: the same cell whatever the year. celda is in order of years, like perfil.
perfil_celda as (
    select
        perfil,
        es_detalle,
        visibilidad_codigo = 'todas' as es_de_todas,
        edad_grupo_codigo is null as es_de_siempre,
        cast(
            dense_rank() over (
                order by
                    anio, visibilidad_codigo, nivel, departamento_codigo, municipio_codigo, sexo_codigo,
                    edad_grupo_codigo, pueblo_codigo
            ) as integer
        ) as celda,
        cast(
            dense_rank() over (
                order by
                    visibilidad_codigo, nivel, departamento_codigo, municipio_codigo, sexo_codigo,
                    edad_grupo_codigo, pueblo_codigo
            ) as integer
        ) as siempre,
        visibilidad_codigo,
        anio,
        nivel,
        departamento_codigo,
        municipio_codigo,
        sexo_codigo,
        edad_grupo_codigo,
        pueblo_codigo
    from perfil_cruce
),

celda as (
    select distinct
        celda, visibilidad_codigo, anio, nivel, departamento_codigo, municipio_codigo, sexo_codigo, edad_grupo_codigo,
        pueblo_codigo
    from perfil_celda
),

-- Deliveries and amounts add up by month, whoever they are of.
entrega_mes as (
    select
        p.perfil,
        o.oferta,
        cast(1 << cast(h.mes - 1 as integer) as smallint) as meses,
        count(*) as entregas,
        sum(cast(h.monto_gtq * 100 as bigint)) as centavos
    from out_hecho_entrega as h
    inner join perfil as p
        on p.visibilidad_codigo = h.visibilidad_codigo and p.anio = h.anio
        and p.departamento_codigo = h.departamento_codigo and p.municipio_codigo = h.municipio_codigo
        and p.sexo_codigo = h.sexo_codigo and p.edad_grupo_codigo = h.edad_grupo_codigo
        and p.pueblo_codigo = h.pueblo_codigo
    inner join oferta as o
        on o.institucion_codigo = h.institucion_codigo and o.programa_codigo = h.programa_codigo
        and o.modalidad_codigo = h.modalidad_codigo
    group by p.perfil, o.oferta, h.mes
),

celda_entrega as (
    select
        c.celda,
        s.asunto,
        e.meses,
        sum(e.entregas) as entregas,
        sum(e.centavos) as centavos
    from entrega_mes as e
    inner join perfil_celda as c on c.perfil = e.perfil
    inner join oferta_asunto as s on s.oferta = e.oferta and (s.es_total or not c.es_detalle)
    group by c.celda, s.asunto, e.meses
),

-- Persons, and households: of a delivery whose grain is the household. Without a number of the household, the person who
-- received stands for it.
unidad_oferta as (
    select
        false as es_hogar,
        cast(b.persona_id as uuid) as unidad,
        b.visibilidad_codigo, b.anio, b.departamento_codigo, b.municipio_codigo, b.sexo_codigo, b.edad_grupo_codigo,
        b.pueblo_codigo, b.institucion_codigo, b.programa_codigo, b.modalidad_codigo,
        b.meses
    from out_beneficio as b
    union all
    select
        true,
        cast(coalesce(h.hogar_id, h.persona_id) as uuid),
        h.visibilidad_codigo, h.anio, h.departamento_codigo, h.municipio_codigo, h.sexo_codigo, h.edad_grupo_codigo,
        h.pueblo_codigo, h.institucion_codigo, h.programa_codigo, h.modalidad_codigo,
        cast(1 as bigint) << cast(h.mes - 1 as integer)
    from out_hecho_entrega as h
    where h.grano_codigo = 'hogar' and coalesce(h.hogar_id, h.persona_id) is not null
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
        on p.visibilidad_codigo = u.visibilidad_codigo and p.anio = u.anio
        and p.departamento_codigo = u.departamento_codigo and p.municipio_codigo = u.municipio_codigo
        and p.sexo_codigo = u.sexo_codigo and p.edad_grupo_codigo = u.edad_grupo_codigo
        and p.pueblo_codigo = u.pueblo_codigo
    inner join oferta as o
        on o.institucion_codigo = u.institucion_codigo and o.programa_codigo = u.programa_codigo
        and o.modalidad_codigo = u.modalidad_codigo
    inner join oferta_asunto as s on s.oferta = o.oferta
    group by u.es_hogar, u.unidad, p.perfil, s.asunto
),

-- Who has several profiles in a year: households of which members differ, persons of two universes.
dividida as (
    select u.es_hogar, u.unidad, p.anio
    from unidad as u
    inner join perfil as p on p.perfil = u.perfil
    inner join asunto as a on a.asunto = u.asunto and a.es_total
    group by u.es_hogar, u.unidad, p.anio
    having min(u.perfil) < max(u.perfil)
),

unidad_marcada as (
    select u.es_hogar, u.unidad, u.perfil, u.asunto, u.meses, d.unidad is not null as es_dividida
    from unidad as u
    inner join perfil as p on p.perfil = u.perfil
    left join dividida as d on d.es_hogar = u.es_hogar and d.unidad = u.unidad and d.anio = p.anio
),

perfil_contado as (
    select
        perfil,
        asunto,
        meses,
        es_dividida,
        count(*) filter (where not es_hogar) as personas,
        count(*) filter (where es_hogar and not es_dividida) as hogares
    from unidad_marcada
    group by perfil, asunto, meses, es_dividida
),

-- Inside its universe a person has one profile, so only the cells of all universes leave out who has several.
celda_entera as (
    select
        c.celda,
        n.asunto,
        n.meses,
        sum(n.personas) filter (where not (n.es_dividida and c.es_de_todas)) as personas,
        sum(n.hogares) as hogares
    from perfil_contado as n
    inner join asunto as a on a.asunto = n.asunto
    inner join perfil_celda as c on c.perfil = n.perfil and (a.es_total or not c.es_detalle)
    group by c.celda, n.asunto, n.meses
),

unidad_celda as (
    select u.es_hogar, u.unidad, c.celda, u.asunto, bit_or(u.meses) as meses
    from unidad_marcada as u
    inner join asunto as a on a.asunto = u.asunto
    inner join perfil_celda as c
        on c.perfil = u.perfil and (a.es_total or not c.es_detalle) and (u.es_hogar or c.es_de_todas)
    where u.es_dividida
    group by u.es_hogar, u.unidad, c.celda, u.asunto
),

celda_dividida as (
    select
        celda,
        asunto,
        meses,
        count(*) filter (where not es_hogar) as personas,
        count(*) filter (where es_hogar) as hogares
    from unidad_celda
    group by celda, asunto, meses
),

-- The same once more for the first year of each, without age: who is new in a year, which adds up over the years.
primera as (
    select u.es_hogar, u.unidad, p.trayecto, u.asunto, min(u.perfil) as perfil
    from unidad as u
    inner join perfil as p on p.perfil = u.perfil
    group by u.es_hogar, u.unidad, p.trayecto, u.asunto
),

repartida as (
    select u.es_hogar, u.unidad
    from primera as u
    inner join asunto as a on a.asunto = u.asunto and a.es_total
    group by u.es_hogar, u.unidad
    having min(u.trayecto) < max(u.trayecto)
),

primera_marcada as (
    select u.es_hogar, u.unidad, u.perfil, u.asunto, r.unidad is not null as es_repartida
    from primera as u
    left join repartida as r on r.es_hogar = u.es_hogar and r.unidad = u.unidad
),

perfil_nuevo as (
    select
        perfil,
        asunto,
        es_repartida,
        count(*) filter (where not es_hogar) as personas,
        count(*) filter (where es_hogar and not es_repartida) as hogares
    from primera_marcada
    group by perfil, asunto, es_repartida
),

celda_nueva as (
    select
        c.celda,
        n.asunto,
        sum(n.personas) filter (where not (n.es_repartida and c.es_de_todas)) as personas,
        sum(n.hogares) as hogares
    from perfil_nuevo as n
    inner join asunto as a on a.asunto = n.asunto
    inner join perfil_celda as c
        on c.perfil = n.perfil and c.es_de_siempre and (a.es_total or not c.es_detalle)
    group by c.celda, n.asunto
),

unidad_nueva as (
    select u.es_hogar, u.unidad, c.siempre, u.asunto, min(c.celda) as celda
    from primera_marcada as u
    inner join asunto as a on a.asunto = u.asunto
    inner join perfil_celda as c
        on c.perfil = u.perfil and c.es_de_siempre and (a.es_total or not c.es_detalle)
        and (u.es_hogar or c.es_de_todas)
    where u.es_repartida
    group by u.es_hogar, u.unidad, c.siempre, u.asunto
),

celda_nueva_dividida as (
    select
        celda,
        asunto,
        count(*) filter (where not es_hogar) as personas,
        count(*) filter (where es_hogar) as hogares
    from unidad_nueva
    group by celda, asunto
),

contada as (
    select celda, asunto, meses, personas, hogares, 0 as entregas, 0 as centavos from celda_entera
    union all
    select celda, asunto, meses, personas, hogares, 0, 0 from celda_dividida
    union all
    select celda, asunto, meses, 0, 0, entregas, centavos from celda_entrega
    union all
    select celda, asunto, null, personas, hogares, 0, 0 from celda_nueva
    union all
    select celda, asunto, null, personas, hogares, 0, 0 from celda_nueva_dividida
),

sumada as (
    select
        celda,
        asunto,
        meses,
        cast(coalesce(sum(personas), 0) as bigint) as personas,
        cast(coalesce(sum(hogares), 0) as bigint) as hogares,
        cast(sum(entregas) as bigint) as entregas,
        cast(sum(centavos) as bigint) as centavos
    from contada
    group by celda, asunto, meses
)

select
    c.visibilidad_codigo,
    c.anio,
    cast(n.meses as bigint) as meses,
    c.nivel,
    c.departamento_codigo,
    c.municipio_codigo,
    a.institucion_codigo,
    a.programa_codigo,
    a.modalidad_codigo,
    c.sexo_codigo,
    c.edad_grupo_codigo,
    c.pueblo_codigo,
    n.personas,
    n.hogares,
    n.entregas,
    quetzales(n.centavos) as monto_gtq
from sumada as n
inner join celda as c on c.celda = n.celda
inner join asunto as a on a.asunto = n.asunto
where n.personas > 0 or n.hogares > 0 or n.entregas > 0
order by n.celda, n.asunto, n.meses nulls first
