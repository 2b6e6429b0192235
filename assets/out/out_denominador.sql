-- out_denominador: what a figure of a year and a place is divided by: one row per denominator, unit, year with
-- deliveries, place and modality. No row = nobody says it.
-- Inputs: ref_denominador, out_hecho_entrega, out_hecho_entrega_comunitaria (the years).
-- Inside one series: the year itself (observado); else the straight line between the nearest years before and after
-- (interpolado), rounded half up to whole units; else the last one before (ultimo). Nothing is carried backwards and no
-- trend prolonged. A goal holds for its own year. Of several series the one with the better method counts, then the one
-- that was observed last; series are never mixed.
with
ejercicio as (
    select anio from out_hecho_entrega
    union
    select anio from out_hecho_entrega_comunitaria
),

observado as (
    select
        denominador_codigo, unidad_codigo, nivel, codigo, programa_codigo, modalidad_codigo, serie, fuente,
        anio as observado_anio,
        valor,
        lead(anio) over por_serie as siguiente_anio,
        lead(valor) over por_serie as siguiente,
        lead(fuente) over por_serie as siguiente_fuente
    from ref_denominador
    where sexo_codigo = 'T' and edad_grupo = 'todas'
    window por_serie as (
        partition by denominador_codigo, unidad_codigo, nivel, codigo, programa_codigo, modalidad_codigo, serie
        order by anio
    )
),

-- Each observation serves from its year until the one before the next observation of its series.
posible as (
    select
        o.*,
        e.anio,
        case
            when o.observado_anio = e.anio then 'observado'
            when o.siguiente_anio is not null then 'interpolado'
            else 'ultimo'
        end as metodo
    from observado as o
    inner join ejercicio as e
        on e.anio >= o.observado_anio
        and (o.siguiente_anio is null or e.anio < o.siguiente_anio)
    where o.denominador_codigo <> 'meta' or o.observado_anio = e.anio
),

elegido as (
    select *
    from posible
    qualify row_number() over (
        partition by denominador_codigo, unidad_codigo, anio, nivel, codigo, programa_codigo, modalidad_codigo
        order by
            case metodo when 'observado' then 1 when 'interpolado' then 2 else 3 end,
            observado_anio desc,
            serie desc
    ) = 1
),

-- Each of the two years weighs by how near it is; in whole units.
medido as (
    select
        *,
        siguiente_anio - observado_anio as tramo,
        cast(valor as bigint) * (siguiente_anio - anio)
        + cast(siguiente as bigint) * (anio - observado_anio) as ponderado
    from elegido
)

select
    denominador_codigo,
    anio,
    nivel,
    case when nivel <> 'pais' then substr(codigo, 1, 2) end as departamento_codigo,
    case when nivel = 'municipio' then codigo end as municipio_codigo,
    programa_codigo,
    modalidad_codigo,
    unidad_codigo,
    cast(
        case when metodo = 'interpolado' then (2 * ponderado + tramo) // (2 * tramo) else valor end
        as decimal(18, 2)
    ) as valor,
    case when metodo <> 'interpolado' then observado_anio end as denominador_anio,
    serie,
    case
        when metodo = 'interpolado' and siguiente_fuente <> fuente then concat(fuente, ' y ', siguiente_fuente)
        else fuente
    end as fuente,
    metodo as metodo_codigo
from medido
order by
    denominador_codigo, unidad_codigo, anio, nivel, departamento_codigo nulls first, municipio_codigo nulls first,
    programa_codigo nulls first, modalidad_codigo nulls first
