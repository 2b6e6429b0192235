-- core_valor_cui: one row per distinct text sent for the number of a person (`enviado`), with what it is worth and the
-- pseudonym of its person.
-- Inputs: core_dicho (every text of each field once); ref_departamento, ref_municipio. $persona_ipad, $persona_opad:
-- key pads of the pseudonym.
-- A number is worth: filler, a word of snis.cui for the rule that it fails, bad_municipality, or valid. A birth
-- municipality that the list does not know is no reason to doubt a number whose check digit holds.
-- Twelve digits that a zero in front makes valid are that number, where the file shows that its numbers lost their
-- zeros: none of its numbers of thirteen digits begins with one, and no number of twelve fails to become valid so.
-- `es_limpiado`: somebody wrote it with separators; `puesto`: its place among the texts of its field. In memory only.
with
-- Nearly every number is thirteen digits; only the others are compared with the ways to say "none".
numerados as (
    select puesto, texto as enviado, cui_normal(texto) as texto
    from core_dicho
    where campo = 'cui'
        and case
            when length(texto) = 13 and try_cast(texto as bigint) > 0 then true
            else not es_nulo_cui(texto)
        end
),

completos as (
    select
        puesto,
        enviado,
        texto,
        case when length(texto) = 12 and regexp_matches(texto, '^[0-9]{12}$') then concat('0', texto) else texto end
            as numero
    from numerados
),

-- Cast once: the engine would cast again for each digit that the check looks at.
contados as (
    select
        *,
        case when regexp_matches(numero, '^[0-9]{13}$') then cast(numero as bigint) end as trece_digitos
    from completos
),

juzgados as (
    select
        c.puesto,
        c.enviado,
        c.texto,
        c.numero,
        c.numero <> c.texto as es_corto,
        c.numero = c.texto and starts_with(c.texto, '0') and length(c.texto) = 13 as guarda_ceros,
        case
            when es_cui_relleno(c.texto) then 'filler'
            when d.departamento_codigo is not null and cui_resto_ok(c.trece_digitos)
                then case when m.municipio_codigo is null then 'bad_municipality' else 'valid' end
            when c.trece_digitos is not null and d.departamento_codigo is not null then 'bad_check'
            else cui_veredicto(c.numero, d.departamento_codigo is not null, m.municipio_codigo is not null)
        end as estado
    from contados as c
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
        j.puesto,
        j.enviado,
        j.enviado <> j.texto as es_limpiado,
        case when j.es_corto and not p.si then j.texto else j.numero end as cui,
        case when j.es_corto and not p.si then 'bad_length' else j.estado end as estado,
        j.es_corto and p.si as es_reparado
    from juzgados as j
    cross join pierde_ceros as p
)

select
    puesto,
    enviado,
    cui,
    estado as cui_estado_codigo,
    case when estado in ('valid', 'bad_municipality') then seudonimo($persona_ipad, $persona_opad, 'cui', cui) end
        as persona_id,
    case when es_reparado then 'cero_inicial' end as reparacion,
    es_limpiado
from leidos
