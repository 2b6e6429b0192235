-- out_alcance: one row per universe, period, place, subject and group with at least one delivery.
-- Inputs: out_alcance_celda.
-- Whoever had something in a set of months is in a period when the set and the period share a month; every row of
-- the cells is whole persons and households, so counts of one cell add up. acumulado adds up who is new, year by year.
with
periodo as (
    select periodo_tipo_codigo, cast(periodo_numero as bigint) as periodo_numero, meses
    from (
        values
            ('mes', 1, 1), ('mes', 2, 2), ('mes', 3, 4), ('mes', 4, 8), ('mes', 5, 16), ('mes', 6, 32),
            ('mes', 7, 64), ('mes', 8, 128), ('mes', 9, 256), ('mes', 10, 512), ('mes', 11, 1024), ('mes', 12, 2048),
            ('bimestre', 1, 3), ('bimestre', 2, 12), ('bimestre', 3, 48), ('bimestre', 4, 192),
            ('bimestre', 5, 768), ('bimestre', 6, 3072),
            ('cuatrimestre', 1, 15), ('cuatrimestre', 2, 240), ('cuatrimestre', 3, 3840),
            ('semestre', 1, 63), ('semestre', 2, 4032),
            ('anio', 1, 4095)
    ) as v(periodo_tipo_codigo, periodo_numero, meses)
),

celda as (
    select
        visibilidad_codigo, anio, meses, nivel, departamento_codigo, municipio_codigo, institucion_codigo,
        programa_codigo, modalidad_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo, personas, hogares, entregas,
        cast(monto_gtq * 100 as bigint) as centavos
    from out_alcance_celda
),

anio_conocido as (
    select distinct anio from celda
),

-- New persons and households of a year, and its deliveries; age is a thing of one year.
celda_anio as (
    select
        visibilidad_codigo, anio, nivel, departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo,
        modalidad_codigo, sexo_codigo, pueblo_codigo,
        sum(personas) filter (where meses is null) as personas,
        sum(hogares) filter (where meses is null) as hogares,
        sum(entregas) as entregas,
        sum(centavos) as centavos
    from celda
    where edad_grupo_codigo is null
    group by
        visibilidad_codigo, anio, nivel, departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo,
        modalidad_codigo, sexo_codigo, pueblo_codigo
),

alcance as (
    select
        c.visibilidad_codigo, p.periodo_tipo_codigo, c.anio, p.periodo_numero, c.nivel, c.departamento_codigo,
        c.municipio_codigo, c.institucion_codigo, c.programa_codigo, c.modalidad_codigo, c.sexo_codigo,
        c.edad_grupo_codigo, c.pueblo_codigo,
        sum(c.personas) as personas,
        sum(c.hogares) as hogares,
        sum(c.entregas) as entregas,
        sum(c.centavos) as centavos
    from celda as c
    inner join periodo as p on (c.meses & p.meses) <> 0
    group by
        c.visibilidad_codigo, p.periodo_tipo_codigo, c.anio, p.periodo_numero, c.nivel, c.departamento_codigo,
        c.municipio_codigo, c.institucion_codigo, c.programa_codigo, c.modalidad_codigo, c.sexo_codigo,
        c.edad_grupo_codigo, c.pueblo_codigo
    union all
    select
        c.visibilidad_codigo, 'acumulado', a.anio, 1, c.nivel, c.departamento_codigo, c.municipio_codigo,
        c.institucion_codigo, c.programa_codigo, c.modalidad_codigo, c.sexo_codigo, null, c.pueblo_codigo,
        sum(c.personas), sum(c.hogares), sum(c.entregas), sum(c.centavos)
    from celda_anio as c
    inner join anio_conocido as a on a.anio >= c.anio
    group by
        c.visibilidad_codigo, a.anio, c.nivel, c.departamento_codigo, c.municipio_codigo, c.institucion_codigo,
        c.programa_codigo, c.modalidad_codigo, c.sexo_codigo, c.pueblo_codigo
)

select
    visibilidad_codigo,
    periodo_tipo_codigo,
    anio,
    periodo_numero,
    nivel,
    departamento_codigo,
    municipio_codigo,
    institucion_codigo,
    programa_codigo,
    modalidad_codigo,
    sexo_codigo,
    edad_grupo_codigo,
    pueblo_codigo,
    cast(coalesce(personas, 0) as bigint) as personas,
    cast(coalesce(hogares, 0) as bigint) as hogares,
    cast(entregas as bigint) as entregas,
    quetzales(cast(centavos as bigint)) as monto_gtq
from alcance
order by
    visibilidad_codigo,
    periodo_tipo_codigo,
    anio,
    periodo_numero,
    nivel,
    departamento_codigo nulls first,
    municipio_codigo nulls first,
    institucion_codigo nulls first,
    programa_codigo nulls first,
    modalidad_codigo nulls first,
    sexo_codigo nulls first,
    edad_grupo_codigo nulls first,
    pueblo_codigo nulls first
