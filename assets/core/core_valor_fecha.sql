-- core_valor_fecha: one row per date field and distinct text sent in it, with the day that it names.
-- Inputs: core_dicho (every text of each field once); core_mes. $patron1_<field>, $patron2_<field>: the contract's ways of writing each field, expressions
-- of three groups; $orden1_<field>, $orden2_<field>: which of them is day (d), month (m) and year (a), or n or n4: days
-- since 1899-12-30 or 1904-01-01. $recibido: day of reception, which settles the century of a two-digit year.
-- Odd spaces, invisible marks and the digits of other scripts are made plain first (`reparacion`). In memory only.
with
limpios as (
    select campo, texto, cui_texto(texto) as limpio
    from core_dicho
    where campo in (
        'nacimiento_fecha', 'entrega_fecha', 'ocurrio_fecha', 'registro_fecha', 'fin_fecha'
    )
),

textos as (
    select
        campo,
        texto,
        limpio,
        $orden1_nacimiento_fecha as orden1,
        $orden2_nacimiento_fecha as orden2,
        regexp_extract(limpio, $patron1_nacimiento_fecha, ['uno', 'dos', 'tres']) as grupos1,
        regexp_extract(limpio, $patron2_nacimiento_fecha, ['uno', 'dos', 'tres']) as grupos2
    from limpios
    where campo = 'nacimiento_fecha'
    union all
    select
        campo,
        texto,
        limpio,
        $orden1_entrega_fecha as orden1,
        $orden2_entrega_fecha as orden2,
        regexp_extract(limpio, $patron1_entrega_fecha, ['uno', 'dos', 'tres']) as grupos1,
        regexp_extract(limpio, $patron2_entrega_fecha, ['uno', 'dos', 'tres']) as grupos2
    from limpios
    where campo = 'entrega_fecha'
    union all
    select
        campo,
        texto,
        limpio,
        $orden1_ocurrio_fecha as orden1,
        $orden2_ocurrio_fecha as orden2,
        regexp_extract(limpio, $patron1_ocurrio_fecha, ['uno', 'dos', 'tres']) as grupos1,
        regexp_extract(limpio, $patron2_ocurrio_fecha, ['uno', 'dos', 'tres']) as grupos2
    from limpios
    where campo = 'ocurrio_fecha'
    union all
    select
        campo,
        texto,
        limpio,
        $orden1_registro_fecha as orden1,
        $orden2_registro_fecha as orden2,
        regexp_extract(limpio, $patron1_registro_fecha, ['uno', 'dos', 'tres']) as grupos1,
        regexp_extract(limpio, $patron2_registro_fecha, ['uno', 'dos', 'tres']) as grupos2
    from limpios
    where campo = 'registro_fecha'
    union all
    select
        campo,
        texto,
        limpio,
        $orden1_fin_fecha as orden1,
        $orden2_fin_fecha as orden2,
        regexp_extract(limpio, $patron1_fin_fecha, ['uno', 'dos', 'tres']) as grupos1,
        regexp_extract(limpio, $patron2_fin_fecha, ['uno', 'dos', 'tres']) as grupos2
    from limpios
    where campo = 'fin_fecha'
),

grupos as (
    select
        campo,
        texto,
        orden1 as orden,
        upper(grupos1.uno) as grupo1,
        upper(grupos1.dos) as grupo2,
        upper(grupos1.tres) as grupo3
    from textos
    where grupos1.uno <> ''
    union all
    select
        campo,
        texto,
        orden2 as orden,
        upper(grupos2.uno) as grupo1,
        upper(grupos2.dos) as grupo2,
        upper(grupos2.tres) as grupo3
    from textos
    where grupos2.uno <> ''
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
    case when max(f.fecha) is null or max(f.fecha) <> min(f.fecha) then concat('FEC-01|', t.campo) end as fallo,
    case when t.limpio <> t.texto and max(f.fecha) is not null then 'caracteres' end as reparacion
from textos as t
left join fechas as f
    on f.campo = t.campo and f.texto = t.texto
    and f.fecha between date '1880-01-01' and date '2100-12-31'
group by t.campo, t.texto, t.limpio
order by t.campo, t.texto
