-- core_valor_numero: one row per number field and distinct text sent in it, with the number that it says.
-- Inputs: core_dicho (every text of each field once); core_formato (campo, miles, coma: the mark between thousands and the mark before the decimals of
-- the contract's way of writing each field). $patron1_<field>: the expression of that way; what it admits around the digits
-- is a currency, or the brackets of a negative amount.
-- Odd spaces, invisible marks and the digits of other scripts are made plain first (`reparacion`). Amounts have at most two
-- decimals that are not zero, counts none: nothing is rounded. Three decimals after one to three digits may as well be
-- thousands under the other mark, so nobody can tell what they say. In memory only.
with
limpios as (
    select campo, texto, upper(cui_texto(texto)) as limpio
    from core_dicho
    where campo in (
        'monto_gtq', 'cantidad', 'familias_atendidas'
    )
),

textos as (
    select campo, texto, limpio, regexp_matches(limpio, $patron1_monto_gtq) as es_numero
    from limpios
    where campo = 'monto_gtq'
    union all
    select campo, texto, limpio, regexp_matches(limpio, $patron1_cantidad) as es_numero
    from limpios
    where campo = 'cantidad'
    union all
    select campo, texto, limpio, regexp_matches(limpio, $patron1_familias_atendidas) as es_numero
    from limpios
    where campo = 'familias_atendidas'
),

numeros as (
    select
        t.campo,
        t.texto,
        try_cast(
            concat(
                case when starts_with(t.limpio, '(') then '-' end,
                replace(
                    replace(regexp_replace(t.limpio, 'QUETZALES|GTQ|Q[.]?|[^0-9,.-]', '', 'g'), f.miles, ''),
                    f.coma,
                    '.'
                )
            ) as decimal(28, 8)
        ) as numero,
        regexp_matches(t.limpio, '^[^0-9]*[1-9][0-9]{0,2}[.,][0-9]{3}[^0-9.,]*$')
        and contains(t.limpio, f.coma)
            as es_ambiguo
    from textos as t
    inner join core_formato as f on f.campo = t.campo
    where t.es_numero
),

leidos as (
    select
        campo,
        texto,
        case when campo = 'monto_gtq' and numero * 100 = floor(numero * 100) then try_cast(numero as decimal(14, 2)) end
            as monto_gtq,
        case when campo <> 'monto_gtq' and numero = floor(numero) then try_cast(numero as integer) end as cuenta
    from numeros
    where not es_ambiguo
)

select
    t.campo,
    t.texto,
    l.monto_gtq,
    l.cuenta,
    case
        when l.monto_gtq is null and l.cuenta is null then concat('NUM-01|', t.campo)
        when l.monto_gtq < 0 or l.cuenta < 0 then concat('NUM-02|', t.campo)
        when l.cuenta = 0 and t.campo = 'cantidad' then concat('NUM-03|', t.campo)
    end as fallo,
    case when t.limpio <> upper(t.texto) and coalesce(l.monto_gtq, l.cuenta) is not null then 'caracteres' end
        as reparacion
from textos as t
left join leidos as l on l.campo = t.campo and l.texto = t.texto
order by t.campo, t.texto
