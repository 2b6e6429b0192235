-- core_valor_cui: one row per distinct number of a person sent, with what it is worth and the pseudonym of its person.
-- Inputs: core_celda; ref_departamento, ref_municipio. $persona_ipad, $persona_opad: key pads of the pseudonym.
-- A number is worth: filler, a word of snis.cui for the rule that it fails, bad_municipality, or valid. A birth
-- municipality that the list does not know is no reason to doubt a number whose check digit holds.
-- Twelve digits that a zero in front makes valid are that number, where the file shows that its numbers lost their
-- zeros: none of its numbers of thirteen digits begins with one, and no number of twelve fails to become valid so.
-- `es_limpiado`: somebody wrote it with separators. In memory only.
with
dichos as (
    select cui as enviado from core_celda group by cui
),

-- Nearly every number is thirteen digits; only the others are compared with the ways to say "none".
numerados as (
    select enviado, cui_normal(enviado) as texto
    from dichos
    where case
        when length(enviado) = 13 and try_cast(enviado as bigint) > 0 then true
        else not es_nulo_cui(enviado)
    end
),

textos as (
    select texto, bool_or(enviado <> texto) as es_limpiado from numerados group by texto
),

completos as (
    select
        texto,
        es_limpiado,
        case when length(texto) = 12 and regexp_matches(texto, '^[0-9]{12}$') then concat('0', texto) else texto end
            as numero
    from textos
),

juzgados as (
    select
        c.texto,
        c.es_limpiado,
        c.numero,
        c.numero <> c.texto as es_corto,
        c.numero = c.texto and starts_with(c.texto, '0') and length(c.texto) = 13 as guarda_ceros,
        case
            when es_cui_relleno(c.texto) then 'filler'
            when d.departamento_codigo is not null and cui_digito_ok(c.numero)
                then case when m.municipio_codigo is null then 'bad_municipality' else 'valid' end
            when regexp_matches(c.numero, '^[0-9]{13}$') and d.departamento_codigo is not null then 'bad_check'
            else cui_veredicto(c.numero, d.departamento_codigo is not null, m.municipio_codigo is not null)
        end as estado
    from completos as c
    left join ref_departamento as d on d.departamento_codigo = substr(c.numero, 10, 2)
    left join ref_municipio as m on m.municipio_codigo = substr(c.numero, 10, 4)
),

pierde_ceros as (
    select
        not coalesce(bool_or(guarda_ceros), false)
        and not coalesce(bool_or(es_corto and estado <> 'valid'), false) as si
    from juzgados
),

leidos as (
    select
        j.texto,
        j.es_limpiado,
        case when j.es_corto and not p.si then j.texto else j.numero end as cui,
        case when j.es_corto and not p.si then 'bad_length' else j.estado end as estado,
        j.es_corto and p.si as es_reparado
    from juzgados as j
    cross join pierde_ceros as p
)

select
    texto,
    cui,
    estado as cui_estado_codigo,
    case when estado in ('valid', 'bad_municipality') then seudonimo($persona_ipad, $persona_opad, 'cui', cui) end
        as persona_id,
    case when es_reparado then 'cero_inicial' end as reparacion,
    es_limpiado
from leidos
