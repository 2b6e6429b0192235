-- impresion_propuesta: one row per exact cell of a cross of the policy: how it would be printed for the first time.
-- Inputs: out_cobertura, out_coincidencia, out_cobertura_comunitaria (exact cells), ref_modalidad (who is public).
-- Readable reference of every figure: snis/disclosure.py. Keyed rounding, the same for all tables: assets/macros.sql.
-- Read in the engine's memory only, by the printing (assets/open/printing.py).
with
celda as (
    select
        case visibilidad_codigo
            when 'publica' then 'open_cobertura'
            when 'sensible' then 'open_cobertura_sensible'
            else 'open_cobertura_restringida'
        end as tabla_codigo,
        cruce_codigo, anio, mes, departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo,
        modalidad_codigo, cast(null as varchar) as modalidad_b_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo,
        personas, entregas, monto_gtq, clave_personas, clave_entregas, max1_gtq, max2_gtq,
        case visibilidad_codigo
            when 'publica' then personas >= $umbral_publica
                -- A small place is printed in some crosses only, however many persons there are.
                and (
                    municipio_codigo is null
                    or not list_contains($municipios_pequenos, municipio_codigo)
                    or list_contains($cruces_de_municipio_pequeno, cruce_codigo)
                )
            when 'sensible' then personas >= $umbral_sensible
            else personas >= $umbral_restringida
        end as alcanza,
        -- The amount of a total over modalities is the sum of theirs; it has no mean of its own.
        visibilidad_codigo = 'publica'
            and modalidad_codigo is not null
            and list_contains($cruces_con_monto, cruce_codigo) as lleva_monto
    from out_cobertura
    where
        (visibilidad_codigo = 'publica' and list_contains($cruces_publica, cruce_codigo))
        or (visibilidad_codigo = 'sensible' and list_contains($cruces_sensible, cruce_codigo))
        or (
            visibilidad_codigo = 'restringida'
            and list_contains($cruces_restringida, cruce_codigo)
            -- A finer cell than the country must not come through, whatever the cross is called.
            and coalesce(
                departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo, modalidad_codigo,
                sexo_codigo, edad_grupo_codigo, pueblo_codigo, cast(mes as varchar)
            ) is null
        )
),

-- The visibility of each half is read again here: one reserved modality keeps the pair from leaving.
modalidad_publica as (
    select modalidad_codigo from ref_modalidad where visibilidad_codigo = 'publica'
),

par as (
    select
        c.anio, c.departamento_codigo, c.modalidad_a_codigo, c.modalidad_b_codigo, c.personas, c.clave_personas
    from out_coincidencia as c
    semi join modalidad_publica as a on a.modalidad_codigo = c.modalidad_a_codigo
    semi join modalidad_publica as b on b.modalidad_codigo = c.modalidad_b_codigo
    where c.visibilidad_codigo = 'publica'
),

todas as (
    select
        tabla_codigo, cruce_codigo, anio, mes, departamento_codigo, municipio_codigo, institucion_codigo,
        programa_codigo, modalidad_codigo, modalidad_b_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo,
        personas, case when tabla_codigo = 'open_cobertura' then entregas end as entregas, clave_personas,
        clave_entregas, alcanza, lleva_monto,
        case when lleva_monto then cast(monto_gtq * 100 as bigint) end as centavos,
        -- The p% rule: the runner-up could estimate the largest amount within p percent.
        lleva_monto
            and alcanza
            and (monto_gtq - max1_gtq - max2_gtq) * 100 < max1_gtq * $p_dominancia_pct as es_dominada
    from celda
    union all
    select
        'open_coincidencia',
        case when departamento_codigo is null then 'par' else 'departamento_par' end,
        anio, null, departamento_codigo, null, null, null, modalidad_a_codigo, modalidad_b_codigo, null, null, null,
        personas, null, clave_personas, null, personas >= $umbral_publica, false, null, false
    from par
    union all
    -- Families stand where persons do. Works, communities and amounts are not printed: each work is public with its exact
    -- cost, so beside the families any of them would be a divisor.
    select
        'open_cobertura_comunitaria', cruce_codigo, anio, null, departamento_codigo, municipio_codigo,
        institucion_codigo, programa_codigo, modalidad_codigo, null, null, null, null, familias_atendidas, null,
        clave_familias, null,
        familias_atendidas >= $umbral_familias
            and (
                municipio_codigo is null
                or not list_contains($municipios_pequenos, municipio_codigo)
                or list_contains($cruces_de_municipio_pequeno, cruce_codigo)
            ),
        false, null, false
    from out_cobertura_comunitaria
    where visibilidad_codigo = 'publica' and list_contains($cruces_comunitaria, cruce_codigo)
)

select
    tabla_codigo,
    cruce_codigo,
    cast(anio as bigint) as anio,
    cast(mes as bigint) as mes,
    departamento_codigo,
    municipio_codigo,
    institucion_codigo,
    programa_codigo,
    modalidad_codigo,
    modalidad_b_codigo,
    sexo_codigo,
    edad_grupo_codigo,
    pueblo_codigo,
    celda_clave(
        tabla_codigo, cruce_codigo, anio, mes, departamento_codigo, municipio_codigo, institucion_codigo,
        programa_codigo, modalidad_codigo, modalidad_b_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo
    ) as celda,
    alcance_clave(tabla_codigo, cruce_codigo, anio, mes) as alcance,
    personas as personas_exactas,
    entregas as entregas_exactas,
    clave_personas,
    clave_entregas,
    alcanza,
    cast(
        case
            when tabla_codigo = 'open_cobertura_restringida'
                then (personas + $base_restringida // 2) // $base_restringida * $base_restringida
            else redondeo_con_clave(
                personas,
                $base_redondeo,
                sorteo_con_clave(
                    $clave_redondeo,
                    case when tabla_codigo = 'open_cobertura_comunitaria' then 'familias' else 'personas' end,
                    clave_personas
                )
            )
        end as bigint
    ) as personas,
    cast(
        redondeo_con_clave(
            entregas, $base_redondeo, sorteo_con_clave($clave_redondeo, 'entregas', clave_entregas)
        ) as bigint
    ) as entregas,
    -- The mean of a delivery keeps $cifras_promedio digits; a half goes up.
    quetzales(
        (2 * centavos + entregas * promedio_paso(centavos, entregas, $cifras_promedio))
        // (2 * entregas * promedio_paso(centavos, entregas, $cifras_promedio))
        * promedio_paso(centavos, entregas, $cifras_promedio)
    ) as promedio_gtq,
    es_dominada
from todas
-- A cell of rations alone has nobody in it who could be counted.
where personas > 0
