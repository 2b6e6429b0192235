-- open_cobertura_restringida: at most one row per year: distinct persons of the whole restricted universe in the
-- whole country, from $umbral_restringida on, to the nearest $base_restringida. Nothing else of them is ever published.
-- Inputs: out_cobertura (exact cells).
with
celda as (
    select anio, personas
    from out_cobertura
    where
        visibilidad_codigo = 'restringida'
        and list_contains($cruces_restringida, cruce_codigo)
        and personas >= $umbral_restringida
        -- A finer cell than the country must not come through, whatever the cross is called.
        and coalesce(
            departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo, modalidad_codigo,
            sexo_codigo, edad_grupo_codigo, pueblo_codigo, cast(mes as varchar)
        ) is null
)

select
    cast(anio as bigint) as anio,
    cast((personas + $base_restringida // 2) // $base_restringida * $base_restringida as bigint) as personas
from celda
order by anio
