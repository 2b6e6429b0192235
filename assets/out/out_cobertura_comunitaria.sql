-- out_cobertura_comunitaria: one row per cross of community deliveries (RBC): exact cells, no persons.
-- Inputs: out_hecho_entrega_comunitaria.
-- Bound: $rec_ipad, $rec_opad, the key blocks of K_rec, for the cell keys.
-- Families of a community are those of its greatest work in the cell, never the sum: they have no names, and two works of
-- one place may serve the same ones. So there are at least as many different families as a cell says. Null = nobody
-- reported families.
with
hecho as (
    select
        visibilidad_codigo,
        anio,
        departamento_codigo,
        municipio_codigo,
        institucion_codigo,
        programa_codigo,
        modalidad_codigo,
        comunidad_id,
        monto_gtq,
        familias_atendidas
    from out_hecho_entrega_comunitaria
),

-- The same families of the same communities draw the same figure in every cell, whatever works they have there.
familia as (
    select
        comunidad_id,
        familias_atendidas,
        clave_registro($rec_ipad, $rec_opad, concat(comunidad_id, '|', familias_atendidas)) as clave_familias
    from hecho
    where familias_atendidas is not null
    group by comunidad_id, familias_atendidas
),

celda_comunidad as (
    select
        visibilidad_codigo, anio, departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo,
        modalidad_codigo, comunidad_id,
        count(*) as entregas,
        sum(monto_gtq) as monto_gtq,
        max(familias_atendidas) as familias_atendidas
    from hecho
    group by
        visibilidad_codigo,
        anio,
        comunidad_id,
        grouping sets (
            (),
            (departamento_codigo),
            (departamento_codigo, municipio_codigo),
            (institucion_codigo),
            (programa_codigo),
            (modalidad_codigo),
            (departamento_codigo, institucion_codigo),
            (departamento_codigo, programa_codigo),
            (departamento_codigo, modalidad_codigo),
            (departamento_codigo, municipio_codigo, modalidad_codigo)
        )
),

-- No dimension is ever null in a fact, so a null below means: total over it.
celda as (
    select
        coalesce(
            nullif(
                concat_ws(
                    '_',
                    case
                        when c.municipio_codigo is not null then 'municipio'
                        when c.departamento_codigo is not null then 'departamento'
                    end,
                    case when c.institucion_codigo is not null then 'institucion' end,
                    case when c.programa_codigo is not null then 'programa' end,
                    case when c.modalidad_codigo is not null then 'modalidad' end
                ),
                ''
            ),
            'pais'
        ) as cruce,
        c.visibilidad_codigo,
        c.anio,
        c.departamento_codigo,
        c.municipio_codigo,
        c.institucion_codigo,
        c.programa_codigo,
        c.modalidad_codigo,
        count(*) as comunidades,
        sum(c.familias_atendidas) as familias_atendidas,
        sum(c.entregas) as entregas,
        sum(c.monto_gtq) as monto_gtq,
        sum(k.clave_familias) as clave_familias
    from celda_comunidad as c
    left join familia as k on k.comunidad_id = c.comunidad_id and k.familias_atendidas = c.familias_atendidas
    group by
        c.visibilidad_codigo, c.anio, c.departamento_codigo, c.municipio_codigo, c.institucion_codigo,
        c.programa_codigo, c.modalidad_codigo
)

select
    case when visibilidad_codigo = 'publica' then cruce else concat(visibilidad_codigo, '_', cruce) end
        as cruce_codigo,
    visibilidad_codigo,
    anio,
    departamento_codigo,
    municipio_codigo,
    institucion_codigo,
    programa_codigo,
    modalidad_codigo,
    cast(comunidades as bigint) as comunidades,
    cast(familias_atendidas as bigint) as familias_atendidas,
    cast(entregas as bigint) as entregas,
    cast(monto_gtq as decimal(18, 2)) as monto_gtq,
    cast(clave_familias % 18446744073709551616 as decimal(20, 0)) as clave_familias
from celda
-- What a reserved universe may have at all; everything else of it is dropped here.
where
    visibilidad_codigo = 'publica'
    or (visibilidad_codigo = 'sensible' and cruce = 'departamento_modalidad')
    or (visibilidad_codigo = 'restringida' and cruce = 'pais')
order by
    cruce_codigo,
    anio,
    departamento_codigo nulls first,
    municipio_codigo nulls first,
    institucion_codigo nulls first,
    programa_codigo nulls first,
    modalidad_codigo nulls first
