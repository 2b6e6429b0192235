-- out_cobertura: one row per cross of the coverage (cruce_codigo) and combination of its dimensions; exact cells.
-- Inputs: out_hecho_entrega. Bound: $rec_ipad, $rec_opad, the key blocks of K_rec, for the cell keys.
-- Deliveries are brought to one row per person and group of dimensions first, so that a person appears once in
-- each cell and counting rows counts persons: no count(distinct). That holds because out_hecho_entrega gives a
-- person one place, sex, age band and people per year and universe, and a modality one programme. Rations have no
-- person: they count as deliveries and amount, and their rows carry no persona_numero.
-- Readable reference: snis/coverage.py. Outside the common subset: max(x, 2), the two greatest values as a list.
with
persona as (
    select
        persona_id,
        row_number() over (order by persona_id) as persona_numero,
        clave_registro($rec_ipad, $rec_opad, persona_id) as clave
    from out_hecho_entrega
    where persona_id is not null
    group by persona_id
),

-- Numbers instead of pseudonyms and cents instead of decimals: half the time in every step that follows.
hecho as (
    select
        h.visibilidad_codigo,
        h.anio,
        h.mes,
        h.departamento_codigo,
        h.municipio_codigo,
        h.institucion_codigo,
        h.programa_codigo,
        h.modalidad_codigo,
        h.sexo_codigo,
        h.edad_grupo_codigo,
        h.pueblo_codigo,
        p.persona_numero,
        p.clave,
        cast(h.monto_gtq * 100 as bigint) as centavos,
        clave_registro($rec_ipad, $rec_opad, h.entrega_id) as clave_entrega
    from out_hecho_entrega as h
    left join persona as p on p.persona_id = h.persona_id
),

persona_modalidad as (
    select
        visibilidad_codigo, anio, programa_codigo, modalidad_codigo,
        departamento_codigo, municipio_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo, persona_numero, clave,
        count(*) as entregas,
        cast(sum(centavos) as bigint) as centavos,
        sum(clave_entrega) as clave_entregas
    from hecho
    group by
        visibilidad_codigo, anio, programa_codigo, modalidad_codigo,
        departamento_codigo, municipio_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo, persona_numero, clave
),

persona_modalidad_mes as (
    select
        visibilidad_codigo, anio, mes, modalidad_codigo, departamento_codigo, persona_numero, clave,
        count(*) as entregas,
        cast(sum(centavos) as bigint) as centavos,
        sum(clave_entrega) as clave_entregas
    from hecho
    where visibilidad_codigo = 'publica'
    group by visibilidad_codigo, anio, mes, modalidad_codigo, departamento_codigo, persona_numero, clave
),

persona_anio as (
    select
        visibilidad_codigo, anio,
        departamento_codigo, municipio_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo, persona_numero, clave,
        cast(sum(entregas) as bigint) as entregas,
        cast(sum(centavos) as bigint) as centavos,
        sum(clave_entregas) as clave_entregas
    from persona_modalidad
    group by
        visibilidad_codigo, anio,
        departamento_codigo, municipio_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo, persona_numero, clave
),

persona_mes as (
    select
        visibilidad_codigo, anio, mes, departamento_codigo, persona_numero, clave,
        cast(sum(entregas) as bigint) as entregas,
        cast(sum(centavos) as bigint) as centavos,
        sum(clave_entregas) as clave_entregas
    from persona_modalidad_mes
    group by visibilidad_codigo, anio, mes, departamento_codigo, persona_numero, clave
),

persona_programa as (
    select
        visibilidad_codigo, anio, programa_codigo, departamento_codigo, persona_numero, clave,
        cast(sum(entregas) as bigint) as entregas,
        cast(sum(centavos) as bigint) as centavos,
        sum(clave_entregas) as clave_entregas
    from persona_modalidad
    where visibilidad_codigo = 'publica'
    group by visibilidad_codigo, anio, programa_codigo, departamento_codigo, persona_numero, clave
),

persona_institucion as (
    select
        visibilidad_codigo, anio, institucion_codigo, departamento_codigo, persona_numero, clave,
        count(*) as entregas,
        cast(sum(centavos) as bigint) as centavos,
        sum(clave_entrega) as clave_entregas
    from hecho
    where visibilidad_codigo = 'publica'
    group by visibilidad_codigo, anio, institucion_codigo, departamento_codigo, persona_numero, clave
),

-- No dimension is ever null in a fact, so a null below means: total over it.
celda as (
    select
        visibilidad_codigo,
        anio,
        cast(null as bigint) as mes,
        departamento_codigo,
        municipio_codigo,
        cast(null as varchar) as institucion_codigo,
        cast(null as varchar) as programa_codigo,
        cast(null as varchar) as modalidad_codigo,
        sexo_codigo,
        edad_grupo_codigo,
        pueblo_codigo,
        count(persona_numero) as personas,
        sum(entregas) as entregas,
        sum(centavos) as centavos,
        sum(clave) as clave_personas,
        sum(clave_entregas) as clave_entregas,
        max(centavos, 2) filter (where persona_numero is not null) as mayores
    from persona_anio
    group by
        visibilidad_codigo,
        anio,
        grouping sets (
            (),
            (departamento_codigo),
            (departamento_codigo, municipio_codigo),
            (sexo_codigo, edad_grupo_codigo),
            (pueblo_codigo),
            (departamento_codigo, sexo_codigo, edad_grupo_codigo),
            (departamento_codigo, municipio_codigo, sexo_codigo, edad_grupo_codigo),
            (departamento_codigo, pueblo_codigo)
        )
    union all
    select
        visibilidad_codigo,
        anio,
        null as mes,
        departamento_codigo,
        municipio_codigo,
        null as institucion_codigo,
        null as programa_codigo,
        modalidad_codigo,
        sexo_codigo,
        edad_grupo_codigo,
        pueblo_codigo,
        count(persona_numero) as personas,
        sum(entregas) as entregas,
        sum(centavos) as centavos,
        sum(clave) as clave_personas,
        sum(clave_entregas) as clave_entregas,
        max(centavos, 2) filter (where persona_numero is not null) as mayores
    from persona_modalidad
    group by
        visibilidad_codigo,
        anio,
        grouping sets (
            (modalidad_codigo),
            (departamento_codigo, modalidad_codigo),
            (departamento_codigo, municipio_codigo, modalidad_codigo),
            (modalidad_codigo, sexo_codigo, edad_grupo_codigo),
            (modalidad_codigo, pueblo_codigo),
            (departamento_codigo, modalidad_codigo, sexo_codigo)
        )
    union all
    select
        visibilidad_codigo,
        anio,
        mes,
        departamento_codigo,
        null as municipio_codigo,
        null as institucion_codigo,
        null as programa_codigo,
        modalidad_codigo,
        null as sexo_codigo,
        null as edad_grupo_codigo,
        null as pueblo_codigo,
        count(persona_numero) as personas,
        sum(entregas) as entregas,
        sum(centavos) as centavos,
        sum(clave) as clave_personas,
        sum(clave_entregas) as clave_entregas,
        max(centavos, 2) filter (where persona_numero is not null) as mayores
    from persona_modalidad_mes
    group by
        visibilidad_codigo,
        anio,
        grouping sets (
            (mes, modalidad_codigo),
            (mes, departamento_codigo, modalidad_codigo)
        )
    union all
    select
        visibilidad_codigo,
        anio,
        mes,
        departamento_codigo,
        null as municipio_codigo,
        null as institucion_codigo,
        null as programa_codigo,
        null as modalidad_codigo,
        null as sexo_codigo,
        null as edad_grupo_codigo,
        null as pueblo_codigo,
        count(persona_numero) as personas,
        sum(entregas) as entregas,
        sum(centavos) as centavos,
        sum(clave) as clave_personas,
        sum(clave_entregas) as clave_entregas,
        max(centavos, 2) filter (where persona_numero is not null) as mayores
    from persona_mes
    group by
        visibilidad_codigo,
        anio,
        grouping sets (
            (mes),
            (mes, departamento_codigo)
        )
    union all
    select
        visibilidad_codigo,
        anio,
        null as mes,
        departamento_codigo,
        null as municipio_codigo,
        null as institucion_codigo,
        programa_codigo,
        null as modalidad_codigo,
        null as sexo_codigo,
        null as edad_grupo_codigo,
        null as pueblo_codigo,
        count(persona_numero) as personas,
        sum(entregas) as entregas,
        sum(centavos) as centavos,
        sum(clave) as clave_personas,
        sum(clave_entregas) as clave_entregas,
        max(centavos, 2) filter (where persona_numero is not null) as mayores
    from persona_programa
    group by
        visibilidad_codigo,
        anio,
        grouping sets (
            (programa_codigo),
            (departamento_codigo, programa_codigo)
        )
    union all
    select
        visibilidad_codigo,
        anio,
        null as mes,
        departamento_codigo,
        null as municipio_codigo,
        institucion_codigo,
        null as programa_codigo,
        null as modalidad_codigo,
        null as sexo_codigo,
        null as edad_grupo_codigo,
        null as pueblo_codigo,
        count(persona_numero) as personas,
        sum(entregas) as entregas,
        sum(centavos) as centavos,
        sum(clave) as clave_personas,
        sum(clave_entregas) as clave_entregas,
        max(centavos, 2) filter (where persona_numero is not null) as mayores
    from persona_institucion
    group by
        visibilidad_codigo,
        anio,
        grouping sets (
            (institucion_codigo),
            (departamento_codigo, institucion_codigo)
        )
),

celda_nombrada as (
    select
        coalesce(
            nullif(
                concat_ws(
                    '_',
                    case
                        when municipio_codigo is not null then 'municipio'
                        when departamento_codigo is not null then 'departamento'
                    end,
                    case when institucion_codigo is not null then 'institucion' end,
                    case when programa_codigo is not null then 'programa' end,
                    case when modalidad_codigo is not null then 'modalidad' end,
                    case when mes is not null then 'mes' end,
                    case when sexo_codigo is not null then 'sexo' end,
                    case when edad_grupo_codigo is not null then 'edad' end,
                    case when pueblo_codigo is not null then 'pueblo' end
                ),
                ''
            ),
            'pais'
        ) as cruce,
        visibilidad_codigo, anio, mes, departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo,
        modalidad_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo, personas, entregas, centavos,
        clave_personas, clave_entregas, mayores
    from celda
)

select
    case when visibilidad_codigo = 'publica' then cruce else concat(visibilidad_codigo, '_', cruce) end
        as cruce_codigo,
    visibilidad_codigo,
    anio,
    mes,
    departamento_codigo,
    municipio_codigo,
    institucion_codigo,
    programa_codigo,
    modalidad_codigo,
    sexo_codigo,
    edad_grupo_codigo,
    pueblo_codigo,
    cast(personas as bigint) as personas,
    cast(entregas as bigint) as entregas,
    quetzales(centavos) as monto_gtq,
    cast(coalesce(clave_personas, 0) % 18446744073709551616 as decimal(20, 0)) as clave_personas,
    cast(clave_entregas % 18446744073709551616 as decimal(20, 0)) as clave_entregas,
    quetzales(coalesce(mayores[1], 0)) as max1_gtq,
    quetzales(coalesce(mayores[2], 0)) as max2_gtq
from celda_nombrada
-- What a reserved universe may have at all; everything else of it is dropped here.
where
    visibilidad_codigo = 'publica'
    or (visibilidad_codigo = 'sensible' and cruce = 'departamento_modalidad')
    or (visibilidad_codigo = 'restringida' and cruce in ('pais', 'modalidad'))
order by
    cruce_codigo,
    anio,
    mes nulls first,
    departamento_codigo nulls first,
    municipio_codigo nulls first,
    institucion_codigo nulls first,
    programa_codigo nulls first,
    modalidad_codigo nulls first,
    sexo_codigo nulls first,
    edad_grupo_codigo nulls first,
    pueblo_codigo nulls first
