-- out_medicion_columna: one row per transfer and column of its contract: accepted rows, blanks, commonest value.
-- Inputs: core_entrega, core_entrega_comunitaria (as received, replaced or not). Bound: $columna_* (columns that the
-- contract of each transfer brings), $desconocido_* (codes that say that nobody knows: they are blanks).
-- No value leaves: of the commonest one, only how many rows have it.
with
traida as (
    select
        unnest(cast($columna_transferencia as varchar[])) as transferencia_id,
        unnest(cast($columna_nombre as varchar[])) as columna
),

desconocido as (
    select
        unnest(cast($desconocido_columna as varchar[])) as columna,
        unnest(cast($desconocido_codigo as varchar[])) as valor
),

valor as (
    select
        transferencia_id,
        'cui' as columna,
        case when cui_estado_codigo = 'valid' then cui_estado_codigo end as valor,
        count(*) as filas
    from core_entrega group by all
    union all
    select transferencia_id, 'persona' as columna, cast(persona_id as varchar) as valor, count(*) as filas
    from core_entrega group by all
    union all
    select transferencia_id, 'sexo_codigo' as columna, cast(sexo_codigo as varchar) as valor, count(*) as filas
    from core_entrega group by all
    union all
    select
        transferencia_id,
        'nacimiento_anio' as columna,
        cast(nacimiento_anio as varchar) as valor,
        count(*) as filas
    from core_entrega group by all
    union all
    select transferencia_id, 'pueblo_codigo' as columna, cast(pueblo_codigo as varchar) as valor, count(*) as filas
    from core_entrega group by all
    union all
    select
        transferencia_id,
        'comunidad_linguistica_codigo' as columna,
        cast(comunidad_linguistica_codigo as varchar) as valor,
        count(*) as filas
    from core_entrega group by all
    union all
    select
        transferencia_id,
        'tiene_discapacidad' as columna,
        cast(tiene_discapacidad as varchar) as valor,
        count(*) as filas
    from core_entrega group by all
    union all
    select
        transferencia_id,
        'escolaridad_codigo' as columna,
        cast(escolaridad_codigo as varchar) as valor,
        count(*) as filas
    from core_entrega group by all
    union all
    select transferencia_id, 'pobreza_codigo' as columna, cast(pobreza_codigo as varchar) as valor, count(*) as filas
    from core_entrega group by all
    union all
    select
        transferencia_id,
        'residencia_departamento_codigo' as columna,
        cast(residencia_departamento_codigo as varchar) as valor,
        count(*) as filas
    from core_entrega group by all
    union all
    select
        transferencia_id,
        'residencia_municipio_codigo' as columna,
        cast(residencia_municipio_codigo as varchar) as valor,
        count(*) as filas
    from core_entrega group by all
    union all
    select
        transferencia_id,
        'entrega_departamento_codigo' as columna,
        cast(entrega_departamento_codigo as varchar) as valor,
        count(*) as filas
    from core_entrega group by all
    union all
    select
        transferencia_id,
        'entrega_municipio_codigo' as columna,
        cast(entrega_municipio_codigo as varchar) as valor,
        count(*) as filas
    from core_entrega group by all
    union all
    select transferencia_id, 'monto_gtq' as columna, cast(monto_gtq as varchar) as valor, count(*) as filas
    from core_entrega group by all
    union all
    select transferencia_id, 'cantidad' as columna, cast(cantidad as varchar) as valor, count(*) as filas
    from core_entrega group by all
    union all
    select
        transferencia_id,
        'cumple_corresponsabilidad' as columna,
        cast(cumple_corresponsabilidad as varchar) as valor,
        count(*) as filas
    from core_entrega group by all
    union all
    select
        transferencia_id,
        'estado_entrega_codigo' as columna,
        cast(estado_entrega_codigo as varchar) as valor,
        count(*) as filas
    from core_entrega group by all
    union all
    select transferencia_id, 'obra_codigo' as columna, cast(obra_codigo as varchar) as valor, count(*) as filas
    from core_entrega_comunitaria group by all
    union all
    select
        transferencia_id,
        'familias_atendidas' as columna,
        cast(familias_atendidas as varchar) as valor,
        count(*) as filas
    from core_entrega_comunitaria group by all
    union all
    select
        transferencia_id,
        'entrega_departamento_codigo' as columna,
        cast(entrega_departamento_codigo as varchar) as valor,
        count(*) as filas
    from core_entrega_comunitaria group by all
    union all
    select
        transferencia_id,
        'entrega_municipio_codigo' as columna,
        cast(entrega_municipio_codigo as varchar) as valor,
        count(*) as filas
    from core_entrega_comunitaria group by all
    union all
    select transferencia_id, 'monto_gtq' as columna, cast(monto_gtq as varchar) as valor, count(*) as filas
    from core_entrega_comunitaria group by all
    union all
    select transferencia_id, 'cantidad' as columna, cast(cantidad as varchar) as valor, count(*) as filas
    from core_entrega_comunitaria group by all
),

-- An invalid number is no number: whose blanks are counted under cui, and whose repetitions under persona.
dicho as (
    select v.transferencia_id, t.columna, v.filas, v.valor is null or d.valor is not null as es_vacia
    from valor as v
    inner join traida as t on t.transferencia_id = v.transferencia_id and t.columna = v.columna
    left join desconocido as d on d.columna = v.columna and d.valor = v.valor
)

select
    transferencia_id,
    columna,
    cast(sum(filas) as bigint) as filas_medidas,
    cast(coalesce(sum(filas) filter (where es_vacia), 0) as bigint) as filas_vacias,
    cast(coalesce(max(filas) filter (where not es_vacia), 0) as bigint) as filas_del_mas_comun
from dicho
group by transferencia_id, columna
order by transferencia_id, columna
