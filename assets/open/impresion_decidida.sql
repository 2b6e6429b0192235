-- impresion_decidida: one row per cell that holds or ever held something: what is printed of it, and why.
-- Inputs: impresion_propuesta (cells of today), impresion_estado (their last printing), impresion_cambio (who changed),
-- impresion_cruce (crosses of the policy). Bound: $espera_personas, how many different persons must have changed;
-- $cruces_en_pausa, crosses (table|cross) whose figures do not change tonight; $cruces_anuales, those that are begun only
-- for years before $anio_abierto; $cruces_de_anio_cerrado, those that begin no year before it is closed, in the first
-- printing either: $anio_sin_cerrar is the first one that is not.
-- Readable reference: snis/printing.py (decide, may_begin). In community benefits families stand where persons do.
with
conteo as (
    select
        celda,
        count(*) filter (where personas_impresas <> personas_ahora) as cambiaron_personas,
        -- Of community benefits a row is a community, and what changed is the families that it has more or less.
        sum(abs(personas_impresas - personas_ahora)) as cambiaron_familias,
        count(*) filter (where entregas_impresas <> entregas_ahora) as cambiaron_entregas,
        count(*) filter (where centavos_impresos <> centavos_ahora) as cambiaron_montos
    from impresion_cambio
    group by celda
),

alcance_conocido as (
    select alcance from impresion_estado group by alcance
),

anio_conocido as (
    select tabla_codigo, anio from impresion_estado group by tabla_codigo, anio
),

cruce_conocido as (
    select tabla_codigo, cruce_codigo, anio from impresion_estado group by tabla_codigo, cruce_codigo, anio
),

celda as (
    select
        coalesce(p.tabla_codigo, e.tabla_codigo) as tabla_codigo,
        coalesce(p.cruce_codigo, e.cruce_codigo) as cruce_codigo,
        coalesce(p.anio, e.anio) as anio,
        coalesce(p.mes, e.mes) as mes,
        coalesce(p.departamento_codigo, e.departamento_codigo) as departamento_codigo,
        coalesce(p.municipio_codigo, e.municipio_codigo) as municipio_codigo,
        coalesce(p.institucion_codigo, e.institucion_codigo) as institucion_codigo,
        coalesce(p.programa_codigo, e.programa_codigo) as programa_codigo,
        coalesce(p.modalidad_codigo, e.modalidad_codigo) as modalidad_codigo,
        coalesce(p.modalidad_b_codigo, e.modalidad_b_codigo) as modalidad_b_codigo,
        coalesce(p.sexo_codigo, e.sexo_codigo) as sexo_codigo,
        coalesce(p.edad_grupo_codigo, e.edad_grupo_codigo) as edad_grupo_codigo,
        coalesce(p.pueblo_codigo, e.pueblo_codigo) as pueblo_codigo,
        coalesce(p.celda, e.celda) as celda,
        coalesce(p.personas_exactas, 0) as personas_exactas,
        coalesce(p.entregas_exactas, 0) as entregas_exactas,
        coalesce(p.clave_personas, 0) as clave_personas,
        coalesce(p.clave_entregas, 0) as clave_entregas,
        coalesce(p.alcanza, false) as alcanza,
        p.personas as personas_hoy,
        p.entregas as entregas_hoy,
        p.promedio_gtq as promedio_hoy,
        coalesce(p.es_dominada, false) as dominada_hoy,
        e.personas is not null as estaba,
        e.personas as personas_antes,
        e.entregas as entregas_antes,
        e.promedio_gtq as promedio_antes,
        coalesce(e.es_dominada, false) as dominada_antes,
        coalesce(e.impresion_codigo, '') as impresion_antes,
        a.alcance is not null as es_conocida,
        c.cruce_codigo is not null as es_de_la_politica,
        list_contains(
            $cruces_en_pausa,
            concat(coalesce(p.tabla_codigo, e.tabla_codigo), '|', coalesce(p.cruce_codigo, e.cruce_codigo))
        ) as esta_en_pausa,
        case
            when coalesce(p.tabla_codigo, e.tabla_codigo) = 'open_cobertura_comunitaria'
                then coalesce(n.cambiaron_familias, 0)
            else coalesce(n.cambiaron_personas, 0)
        end as cambiaron_personas,
        coalesce(n.cambiaron_entregas, 0) as cambiaron_entregas,
        coalesce(n.cambiaron_montos, 0) as cambiaron_montos
    from impresion_propuesta as p
    full outer join impresion_estado as e on e.celda = p.celda
    left join alcance_conocido as a on a.alcance = coalesce(p.alcance, e.alcance)
    left join conteo as n on n.celda = coalesce(p.celda, e.celda)
    left join impresion_cruce as c
        on c.tabla_codigo = coalesce(p.tabla_codigo, e.tabla_codigo)
        and c.cruce_codigo = coalesce(p.cruce_codigo, e.cruce_codigo)
    left join anio_conocido as t on t.tabla_codigo = p.tabla_codigo and t.anio = p.anio
    left join cruce_conocido as k
        on k.tabla_codigo = p.tabla_codigo and k.cruce_codigo = p.cruce_codigo and k.anio = p.anio
    where
        a.alcance is not null
        or (
            -- A cross that is new begins with a new year: figures of today beside held ones of the same set would tell
            -- what is held.
            (t.anio is null or k.anio is not null)
            and (
                p.anio < $anio_abierto
                or not list_contains($cruces_anuales, concat(p.tabla_codigo, '|', p.cruce_codigo))
            )
            and (
                p.anio < $anio_sin_cerrar
                or not list_contains($cruces_de_anio_cerrado, concat(p.tabla_codigo, '|', p.cruce_codigo))
            )
        )
),

-- Which figures tell of today. A row that is not there yet comes with all of them, and goes with all of them.
celda_movida as (
    select
        *,
        case
            when not es_de_la_politica then false
            when not es_conocida then true
            when esta_en_pausa then false
            else cambiaron_personas >= $espera_personas
        end as mueve_personas,
        case
            when not es_de_la_politica then false
            when not es_conocida then true
            when esta_en_pausa then false
            when estaba and alcanza then cambiaron_entregas >= $espera_personas
            else cambiaron_personas >= $espera_personas
        end as mueve_entregas,
        case
            when not es_de_la_politica then false
            when not es_conocida then true
            when esta_en_pausa then false
            when estaba and alcanza then cambiaron_montos >= $espera_personas
            else cambiaron_personas >= $espera_personas
        end as mueve_promedio
    from celda
),

celda_juzgada as (
    select
        *,
        case
            when not es_de_la_politica then false
            when mueve_personas then alcanza
            when estaba then true
            else false
        end as se_imprime
    from celda_movida
),

celda_con_cifras as (
    select
        *,
        case when se_imprime then case when mueve_personas then personas_hoy else personas_antes end end
            as personas,
        case when se_imprime then case when mueve_entregas then entregas_hoy else entregas_antes end end
            as entregas,
        case when se_imprime then case when mueve_promedio then promedio_hoy else promedio_antes end end
            as promedio_gtq,
        case
            when se_imprime then case when mueve_promedio then dominada_hoy else dominada_antes end
            -- A row that was taken out still has one person's amount behind it.
            else es_de_la_politica and impresion_antes = 'retirada' and not mueve_personas and dominada_antes
        end as es_dominada,
        es_de_la_politica and not mueve_personas and cambiaron_personas > 0 as tiene_personas_en_espera,
        entregas_antes is not null and se_imprime and not mueve_entregas and cambiaron_entregas > 0
            as tiene_entregas_en_espera,
        promedio_antes is not null and se_imprime and not mueve_promedio and cambiaron_montos > 0
            as tiene_promedio_en_espera
    from celda_juzgada
)

select
    tabla_codigo, cruce_codigo, anio, mes, departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo,
    modalidad_codigo, modalidad_b_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo, celda, personas_exactas,
    entregas_exactas, clave_personas, clave_entregas, es_conocida, mueve_personas, mueve_entregas,
    mueve_promedio,
    personas,
    entregas,
    promedio_gtq,
    es_dominada,
    tiene_personas_en_espera,
    tiene_entregas_en_espera,
    case
        when not es_de_la_politica then 'retirada'
        when mueve_personas and not alcanza then 'bajo_umbral'
        when not se_imprime and impresion_antes = 'retirada' then 'retirada'
        when not se_imprime and alcanza then 'espera'
        when not se_imprime then 'bajo_umbral'
        when not estaba or personas <> personas_antes then 'nueva'
        when entregas is distinct from entregas_antes or promedio_gtq is distinct from promedio_antes then 'nueva'
        when es_dominada <> dominada_antes then 'nueva'
        when tiene_personas_en_espera or tiene_entregas_en_espera or tiene_promedio_en_espera then 'espera'
        else 'igual'
    end as impresion_codigo
from celda_con_cifras
