-- core_valor_numero: one row per number field and distinct text sent in it, with the number that it says.
-- Inputs: core_texto; core_formato (campo, patron, miles, coma: how the contract writes the field's numbers, the mark
-- between thousands and the mark before the decimals; what else stands around the digits is a currency, or the
-- brackets of a negative amount). Amounts are rounded to the cent, half away from zero;
-- counts have to be whole. In memory only.
with
textos as (
    select distinct 'monto_gtq' as campo, monto_gtq as texto from core_texto
    union all
    select distinct 'cantidad' as campo, cantidad as texto from core_texto
    union all
    select distinct 'familias_atendidas' as campo, familias_atendidas as texto from core_texto
),

numeros as (
    select
        t.campo,
        t.texto,
        try_cast(
            concat(
                case when t.texto like '(%' then '-' end,
                replace(
                    replace(
                        regexp_replace(upper(t.texto), 'QUETZALES|GTQ|Q[.]?|[^0-9,.-]', '', 'g'), f.miles, ''
                    ),
                    f.coma,
                    '.'
                )
            ) as decimal(28, 8)
        ) as numero
    from textos as t
    inner join core_formato as f on f.campo = t.campo
    where t.texto is not null and regexp_matches(upper(t.texto), f.patron)
),

leidos as (
    select
        campo,
        texto,
        case when campo = 'monto_gtq' then try_cast(numero as decimal(14, 2)) end as monto_gtq,
        case when campo <> 'monto_gtq' and numero = floor(numero) then try_cast(numero as integer) end as cuenta
    from numeros
)

select
    t.campo,
    t.texto,
    l.monto_gtq,
    l.cuenta,
    case
        when l.monto_gtq is null and l.cuenta is null then concat('NUM-01|', t.campo)
        when l.monto_gtq < 0 or l.cuenta < 0 then concat('NUM-02|', t.campo)
    end as fallo
from textos as t
left join leidos as l on l.campo = t.campo and l.texto = t.texto
where t.texto is not null
order by t.campo, t.texto
