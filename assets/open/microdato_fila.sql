-- microdato_fila: one row per row of open_microdato, in the order of all columns, so that the order says nothing.
-- Inputs: microdato_combinacion. Bound: $anio.
with
fila as (
    select
        cast($anio as bigint) as anio,
        nullif(dicha_region, '') as region,
        nullif(dicha_departamento, '') as departamento_codigo,
        nullif(dicha_municipio, '') as municipio_codigo,
        sexo_codigo,
        nullif(dicha_edad3, '') as edad_grupo3_codigo,
        nullif(dicha_edad, '') as edad_grupo_codigo,
        nullif(dicha_pueblo2, '') as pueblo2_codigo,
        nullif(dicha_pueblo, '') as pueblo_codigo,
        institucion_codigo,
        programa_codigo,
        nullif(modalidad_codigo, '') as modalidad_codigo,
        nullif(entregas_tramo, '') as entregas_tramo,
        nullif(monto_tramo, '') as monto_tramo,
        unnest(generate_series(1, filas)) as vez
    from microdato_combinacion
)

select
    anio,
    region,
    departamento_codigo,
    municipio_codigo,
    sexo_codigo,
    edad_grupo3_codigo,
    edad_grupo_codigo,
    pueblo2_codigo,
    pueblo_codigo,
    institucion_codigo,
    programa_codigo,
    modalidad_codigo,
    entregas_tramo,
    monto_tramo
from fila
order by
    anio nulls first,
    region nulls first,
    departamento_codigo nulls first,
    municipio_codigo nulls first,
    sexo_codigo nulls first,
    edad_grupo3_codigo nulls first,
    edad_grupo_codigo nulls first,
    pueblo2_codigo nulls first,
    pueblo_codigo nulls first,
    institucion_codigo nulls first,
    programa_codigo nulls first,
    modalidad_codigo nulls first,
    entregas_tramo nulls first,
    monto_tramo nulls first
