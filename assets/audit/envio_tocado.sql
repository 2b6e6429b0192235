-- envio_tocado: one row per transfer and protected table: cells that count at least one of its deliveries, as printed.
-- Inputs: out_hecho_entrega, out_hecho_entrega_comunitaria, out_celda_impresa. What is reserved is left out, here and on
-- the pages: its one figure is national.
-- A form says which dimensions a kind of cell fixes; deliveries are brought to each form, and meet the cells by equality.
with
celda as (
    select
        row_number() over () as numero,
        tabla_codigo, anio, mes, departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo,
        modalidad_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo,
        personas is not null as se_imprime,
        tiene_personas_en_espera or tiene_entregas_en_espera as en_espera
    from out_celda_impresa
    where tabla_codigo in ('open_cobertura', 'open_cobertura_sensible', 'open_cobertura_comunitaria')
),

forma as (
    select distinct
        tabla_codigo,
        mes is not null as con_mes,
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
        case visibilidad_codigo when 'publica' then 'open_cobertura' else 'open_cobertura_sensible' end as tabla_codigo,
        transferencia_id, anio, mes, departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo,
        modalidad_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo
    from out_hecho_entrega
    where visibilidad_codigo in ('publica', 'sensible')
    union all
    select distinct
        'open_cobertura_comunitaria' as tabla_codigo,
        transferencia_id, anio, mes, departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo,
        modalidad_codigo,
        cast(null as varchar) as sexo_codigo,
        cast(null as varchar) as edad_grupo_codigo,
        cast(null as varchar) as pueblo_codigo
    from out_hecho_entrega_comunitaria
    where visibilidad_codigo = 'publica'
),

tocada as (
    select distinct
        e.transferencia_id,
        e.tabla_codigo,
        e.anio,
        case when f.con_mes then e.mes end as mes,
        case when f.con_departamento then e.departamento_codigo end as departamento_codigo,
        case when f.con_municipio then e.municipio_codigo end as municipio_codigo,
        case when f.con_institucion then e.institucion_codigo end as institucion_codigo,
        case when f.con_programa then e.programa_codigo end as programa_codigo,
        case when f.con_modalidad then e.modalidad_codigo end as modalidad_codigo,
        case when f.con_sexo then e.sexo_codigo end as sexo_codigo,
        case when f.con_edad then e.edad_grupo_codigo end as edad_grupo_codigo,
        case when f.con_pueblo then e.pueblo_codigo end as pueblo_codigo
    from entrega as e
    inner join forma as f on f.tabla_codigo = e.tabla_codigo
)

select
    t.transferencia_id,
    c.tabla_codigo,
    count(*) filter (where c.se_imprime and not c.en_espera) as impresas,
    count(*) filter (where not c.se_imprime) as retenidas,
    count(*) filter (where c.se_imprime and c.en_espera) as en_espera
from tocada as t
inner join celda as c
    on c.tabla_codigo = t.tabla_codigo
    and c.anio = t.anio
    and c.mes is not distinct from t.mes
    and c.departamento_codigo is not distinct from t.departamento_codigo
    and c.municipio_codigo is not distinct from t.municipio_codigo
    and c.institucion_codigo is not distinct from t.institucion_codigo
    and c.programa_codigo is not distinct from t.programa_codigo
    and c.modalidad_codigo is not distinct from t.modalidad_codigo
    and c.sexo_codigo is not distinct from t.sexo_codigo
    and c.edad_grupo_codigo is not distinct from t.edad_grupo_codigo
    and c.pueblo_codigo is not distinct from t.pueblo_codigo
group by t.transferencia_id, c.tabla_codigo
order by t.transferencia_id, c.tabla_codigo
