-- cifra_tocada: one row per figure in whose cell at least one delivery of a transfer lies, with the number of the row.
-- Inputs: celda (the cells of one table, numbered, with every dimension; null = the total over it), entrega_rastreada (the
-- deliveries of the transfer, by person or by community).
-- A form says which dimensions a kind of cell fixes: the deliveries are brought to each form, and then cells and deliveries
-- meet by equality, whatever the number of cells.
with
forma as (
    select distinct
        periodo_tipo_codigo,
        meses,
        visibilidad_codigo is not null as con_visibilidad,
        departamento_codigo is not null as con_departamento,
        municipio_codigo is not null as con_municipio,
        institucion_codigo is not null as con_institucion,
        programa_codigo is not null as con_programa,
        modalidad_codigo is not null as con_modalidad,
        sexo_codigo is not null as con_sexo,
        edad_grupo_codigo is not null as con_edad,
        pueblo_codigo is not null as con_pueblo
    from celda
),

entrega as (
    select distinct
        visibilidad_codigo, anio, mes, departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo,
        modalidad_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo
    from entrega_rastreada
),

tocada as (
    select distinct
        f.periodo_tipo_codigo,
        e.anio,
        (e.mes - 1) // f.meses + 1 as periodo_numero,
        case when f.con_visibilidad then e.visibilidad_codigo end as visibilidad_codigo,
        case when f.con_departamento then e.departamento_codigo end as departamento_codigo,
        case when f.con_municipio then e.municipio_codigo end as municipio_codigo,
        case when f.con_institucion then e.institucion_codigo end as institucion_codigo,
        case when f.con_programa then e.programa_codigo end as programa_codigo,
        case when f.con_modalidad then e.modalidad_codigo end as modalidad_codigo,
        case when f.con_sexo then e.sexo_codigo end as sexo_codigo,
        case when f.con_edad then e.edad_grupo_codigo end as edad_grupo_codigo,
        case when f.con_pueblo then e.pueblo_codigo end as pueblo_codigo
    from entrega as e
    cross join forma as f
)

select distinct c.numero
from celda as c
inner join tocada as t
    on t.periodo_tipo_codigo = c.periodo_tipo_codigo
    and t.periodo_numero = c.periodo_numero
    and t.visibilidad_codigo is not distinct from c.visibilidad_codigo
    and t.departamento_codigo is not distinct from c.departamento_codigo
    and t.municipio_codigo is not distinct from c.municipio_codigo
    and t.institucion_codigo is not distinct from c.institucion_codigo
    and t.programa_codigo is not distinct from c.programa_codigo
    and t.modalidad_codigo is not distinct from c.modalidad_codigo
    and t.sexo_codigo is not distinct from c.sexo_codigo
    and t.edad_grupo_codigo is not distinct from c.edad_grupo_codigo
    and t.pueblo_codigo is not distinct from c.pueblo_codigo
    -- What is counted from the first year on holds the delivery from its year on.
    and (t.anio = c.anio or (c.periodo_tipo_codigo = 'acumulado' and t.anio <= c.anio))
order by c.numero
