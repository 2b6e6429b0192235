-- core_valor_fecha: one row per date field and distinct text sent in it, with the day that it names.
-- Inputs: core_texto; core_formato (campo, patron, orden: the contract's way of writing each field; an expression with
-- three groups, and which of them is day (d), month (m) and year (a), or n or n4: days since 1899-12-30 or 1904-01-01).
-- $recibido: day of reception, which settles the century of a two-digit year. In memory only.
with
textos as (
    select distinct 'nacimiento_fecha' as campo, nacimiento_fecha as texto from core_texto
    union all
    select distinct 'entrega_fecha' as campo, entrega_fecha as texto from core_texto
    union all
    select distinct 'ocurrio_fecha' as campo, ocurrio_fecha as texto from core_texto
    union all
    select distinct 'registro_fecha' as campo, registro_fecha as texto from core_texto
    union all
    select distinct 'fin_fecha' as campo, fin_fecha as texto from core_texto
),

grupos as (
    select
        t.campo,
        t.texto,
        f.orden,
        upper(regexp_extract(t.texto, f.patron, 1)) as grupo1,
        upper(regexp_extract(t.texto, f.patron, 2)) as grupo2,
        upper(regexp_extract(t.texto, f.patron, 3)) as grupo3
    from textos as t
    inner join core_formato as f on f.campo = t.campo
    where t.texto is not null and regexp_matches(t.texto, f.patron)
),

partes as (
    select
        campo,
        texto,
        orden,
        grupo1,
        case orden when 'amd' then grupo1 else grupo3 end as anio,
        case orden when 'mda' then grupo1 else grupo2 end as mes,
        case orden when 'dma' then grupo1 when 'mda' then grupo2 else grupo3 end as dia
    from grupos
),

numeros as (
    select
        p.campo,
        p.texto,
        p.orden,
        try_cast(p.grupo1 as integer) as serie,
        case
            when length(p.anio) > 2 then try_cast(p.anio as integer)
            when try_cast(p.anio as integer) + 2000 > year(cast($recibido as date))
                then try_cast(p.anio as integer) + 1900
            else try_cast(p.anio as integer) + 2000
        end as anio,
        coalesce(m.mes, try_cast(p.mes as integer)) as mes,
        try_cast(p.dia as integer) as dia
    from partes as p
    left join core_mes as m on m.abreviatura = p.mes
),

fechas as (
    select
        campo,
        texto,
        case
            when orden = 'n' then cast(date '1899-12-30' + serie as date)
            when orden = 'n4' then cast(date '1904-01-01' + serie as date)
            else try_cast(
                concat(lpad(cast(anio as varchar), 4, '0'), '-', lpad(cast(mes as varchar), 2, '0'), '-',
                    lpad(cast(dia as varchar), 2, '0')) as date
            )
        end as fecha
    from numeros
)

select
    t.campo,
    t.texto,
    max(f.fecha) as fecha,
    case when max(f.fecha) is null then concat('FEC-01|', t.campo) end as fallo
from textos as t
left join fechas as f
    on f.campo = t.campo and f.texto = t.texto
    and f.fecha between date '1880-01-01' and date '2100-12-31'
where t.texto is not null
group by t.campo, t.texto
order by t.campo, t.texto
