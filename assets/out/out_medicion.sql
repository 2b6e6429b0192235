-- out_medicion: one row per transfer and measure: how much was checked, how much failed. Rules, days late, blanks.
-- Inputs: core_fila, core_aviso (what became of rows), out_medicion_columna (blanks), out_transferencia (days late).
-- Bound: $envio_* (the register), $nota_* (rules of the file that each transfer breaks), $regla_* (the catalogue: id,
-- dimension and class, with how it counts), $dias_tope (days late that are as bad as not coming at all).
-- Every rule has its row, so that one that fails no more shows as much as one that fails. A file that was refused has
-- the rules of files alone: nobody read its rows.
with
envio as (
    select
        unnest(cast($envio_transferencia as varchar[])) as transferencia_id,
        unnest(cast($envio_institucion as varchar[])) as institucion_codigo,
        unnest(cast($envio_contrato as varchar[])) as contrato,
        unnest(cast($envio_periodo as varchar[])) as periodo,
        unnest(cast($envio_recibido as varchar[])) as recibido,
        unnest(cast($envio_secuencia as bigint[])) as secuencia,
        unnest(cast($envio_aceptado as boolean[])) as es_aceptado
),

nota as (
    select
        unnest(cast($nota_transferencia as varchar[])) as transferencia_id,
        unnest(cast($nota_regla as varchar[])) as regla
),

regla as (
    select
        unnest(cast($regla_id as varchar[])) as regla,
        unnest(cast($regla_dimension as varchar[])) as dimension_codigo,
        unnest(cast($regla_clase as varchar[])) as clase,
        unnest(cast($regla_puntuada as boolean[])) as es_puntuada
),

contada as (
    select transferencia_id, estado, regla, count(*) as filas
    from core_fila
    group by transferencia_id, estado, regla
),

tamano as (
    select
        transferencia_id,
        sum(filas) as filas,
        coalesce(sum(filas) filter (where estado = 'aceptada'), 0) as aceptadas
    from contada
    group by transferencia_id
),

fallada as (
    select transferencia_id, regla, sum(filas) as filas
    from contada
    where estado <> 'aceptada' and regla is not null
    group by transferencia_id, regla
),

avisada as (
    -- A row that counts no longer, since another one came for it, keeps its notices and has no part here.
    select a.transferencia_id, a.regla, count(*) as filas
    from core_aviso as a
    inner join core_fila as f
        on f.transferencia_id = a.transferencia_id and f.hoja = a.hoja and f.fila = a.fila and f.estado = 'aceptada'
    group by a.transferencia_id, a.regla
),

atraso as (
    select transferencia_id, max(dias_atraso) filter (where calendario_estado_codigo = 'tardia') as dias
    from out_transferencia
    where transferencia_id is not null
    group by transferencia_id
),

medida as (
    select
        e.transferencia_id,
        r.regla,
        r.dimension_codigo,
        r.clase,
        r.es_puntuada,
        case r.clase
            when 'plazo' then $dias_tope
            when 'fila' then coalesce(t.filas, 0)
            when 'aviso' then coalesce(t.aceptadas, 0)
            else 1
        end as revisados,
        case r.clase
            when 'plazo' then least($dias_tope, coalesce(d.dias, 0))
            when 'fila' then coalesce(f.filas, 0)
            when 'aviso' then coalesce(a.filas, 0)
            else case when n.regla is not null then 1 else 0 end
        end as fallas
    from envio as e
    inner join regla as r on e.es_aceptado or r.clase in ('archivo', 'noticia')
    left join tamano as t on t.transferencia_id = e.transferencia_id
    left join fallada as f on f.transferencia_id = e.transferencia_id and f.regla = r.regla
    left join avisada as a on a.transferencia_id = e.transferencia_id and a.regla = r.regla
    left join atraso as d on d.transferencia_id = e.transferencia_id
    left join (select distinct transferencia_id, regla from nota) as n
        on n.transferencia_id = e.transferencia_id and n.regla = r.regla
    union all
    select
        transferencia_id,
        concat('vacio:', columna) as regla,
        'completitud' as dimension_codigo,
        'columna' as clase,
        true as es_puntuada,
        filas_medidas as revisados,
        filas_vacias as fallas
    from out_medicion_columna
    where columna <> 'persona'
)

select
    e.institucion_codigo,
    nullif(e.contrato, '') as contrato,
    nullif(e.periodo, '') as periodo,
    cast(e.recibido as date) as recibido_fecha,
    e.transferencia_id,
    e.secuencia,
    m.dimension_codigo,
    m.regla,
    m.clase as medida_clase_codigo,
    m.es_puntuada,
    cast(m.revisados as bigint) as revisados,
    cast(m.fallas as bigint) as fallas
from medida as m
inner join envio as e on e.transferencia_id = m.transferencia_id
order by e.secuencia, e.transferencia_id, m.regla
