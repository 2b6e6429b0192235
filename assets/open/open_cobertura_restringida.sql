-- open_cobertura_restringida: at most one row per year: distinct persons of the whole restricted universe in the
-- whole country, from $umbral_restringida on, to the nearest $base_restringida. Nothing else of them is ever published.
-- Inputs: out_celda_impresa (what is printed of each cell).
select
    anio,
    personas
from out_celda_impresa
where
    tabla_codigo = 'open_cobertura_restringida'
    and list_contains($cruces_restringida, cruce_codigo)
    and personas >= $umbral_restringida
    and personas % $base_restringida = 0
    -- A finer cell than the country must not come through, whatever the cross is called.
    and coalesce(
        departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo, modalidad_codigo,
        modalidad_b_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo, cast(mes as varchar)
    ) is null
order by anio
