-- microdato_registro: one row per person and public programme of a closed year, with what chance decides of it.
-- Inputs: out_hecho_entrega. Bound: $anio, $edicion, $muestra_ipad and $muestra_opad (the key blocks of K_sample),
-- $fraccion_pct, $desvio_pct (rows that start at a coarser level), $niveles (levels below the first).
-- Kept in memory only. The person goes no further than this: what is left is a number for counting persons.
-- Readable reference: snis/microdata.py (draw_record).
with
modalidad as (
    select
        persona_id,
        programa_codigo,
        institucion_codigo,
        modalidad_codigo,
        -- A person has one of each in a year and universe; the minimum is that one.
        min(municipio_codigo) as municipio_codigo,
        min(sexo_codigo) as sexo_codigo,
        min(edad_grupo_codigo) as edad_grupo_codigo,
        min(pueblo_codigo) as pueblo_codigo,
        count(*) as entregas,
        cast(coalesce(sum(cast(monto_gtq * 100 as bigint)), 0) as bigint) as centavos
    from out_hecho_entrega
    where anio = $anio and visibilidad_codigo = 'publica' and persona_id is not null
    group by persona_id, programa_codigo, institucion_codigo, modalidad_codigo
),

-- The modality with most deliveries; of two, the one with the smaller code.
programa as (
    select
        persona_id,
        programa_codigo,
        min(concat(lpad(cast(1000000000 - entregas as varchar), 10, '0'), modalidad_codigo, '|', institucion_codigo))
            as mayor,
        min(municipio_codigo) as municipio_codigo,
        min(sexo_codigo) as sexo_codigo,
        min(edad_grupo_codigo) as edad_grupo_codigo,
        min(pueblo_codigo) as pueblo_codigo,
        cast(sum(entregas) as bigint) as entregas,
        cast(sum(centavos) as bigint) as centavos
    from modalidad
    group by persona_id, programa_codigo
),

sorteada as (
    select
        *,
        seudonimo($muestra_ipad, $muestra_opad, $edicion, concat(persona_id, '|', programa_codigo)) as cifras
    from programa
)

select
    -- Fifteen digits of a keyed pseudonym: enough to tell persons apart.
    cast(concat('0x', substr(persona_id, 18, 15)) as bigint) as persona_numero,
    municipio_codigo,
    sexo_codigo,
    edad_grupo_codigo,
    pueblo_codigo,
    split_part(substr(mayor, 11), '|', 2) as institucion_codigo,
    programa_codigo,
    split_part(substr(mayor, 11), '|', 1) as modalidad_codigo,
    entregas,
    (centavos + 99) // 100 as quetzales,
    cast(concat('0x', substr(cifras, 1, 13)) as bigint) * 100 < $fraccion_pct * 4503599627370496 as en_muestra,
    case
        when cast(concat('0x', substr(cifras, 14, 13)) as bigint) * 100 < $desvio_pct * 4503599627370496
            and $niveles > 0
            then 1 + cast(concat('0x', substr(cifras, 27, 6)) as bigint) % greatest($niveles, 1)
        else 0
    end as inicio
from sorteada
