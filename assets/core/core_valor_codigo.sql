-- core_valor_codigo: one row per coded field and distinct text sent in it, with the canonical code it stands for.
-- Inputs: core_dicho (every text of each field once); core_equivalencia (campo, enviado, codigo: the contract's crosswalk of the field, or the
-- official list when the contract has none); core_lista (fields that have none).
-- A text is compared in capitals as it stands; else without odd spaces, marks and accents; else, when it is a number,
-- without the zeros before it or the `.0` after it. A way counts only when it leads to one code (`reparacion`).
-- Where M may be the official man or the woman of H and M, nobody can tell: without a crosswalk, a file that says H has no
-- M that can be read. In memory only.
with
textos as (
    select campo, texto
    from core_dicho
    where campo in (
        'modalidad_codigo', 'sexo_codigo', 'pueblo_codigo', 'comunidad_linguistica_codigo',
        'escolaridad_codigo', 'pobreza_codigo', 'tiene_discapacidad', 'cumple_corresponsabilidad',
        'estado_entrega_codigo', 'obra_codigo'
    )
),

-- The three ways of comparing, for what the contract knows and for what was sent.
conocida as (
    select campo, 1 as via, enviado as clave, codigo from core_equivalencia
    union all
    select campo, 2 as via, nombre_normal(enviado) as clave, codigo from core_equivalencia
    union all
    select campo, 3 as via, regexp_replace(enviado, '^0+([0-9])', '\1') as clave, codigo
    from core_equivalencia
    where regexp_matches(enviado, '^[0-9]+$')
),

unica as (
    select campo, via, clave, max(codigo) as codigo
    from conocida
    where clave <> '' or via = 1
    group by campo, via, clave
    having count(distinct coalesce(codigo, '')) = 1
),

enviada as (
    select campo, texto, 1 as via, upper(texto) as clave from textos
    union all
    select campo, texto, 2 as via, nombre_normal(sin_mojibake(cui_texto(texto))) as clave from textos
    union all
    select
        campo,
        texto,
        3 as via,
        case
            when regexp_matches(cui_texto(texto), '^[0-9]+([.]0+)?$')
                then regexp_replace(regexp_replace(cui_texto(texto), '[.]0+$', ''), '^0+([0-9])', '\1')
        end as clave
    from textos
),

hallada as (
    select
        e.campo,
        e.texto,
        min(e.via) as via,
        arg_min(u.codigo, e.via) as codigo
    from enviada as e
    inner join unica as u on u.campo = e.campo and u.via = e.via and u.clave = e.clave
    group by e.campo, e.texto
),

con_h as (
    select t.campo
    from textos as t
    inner join core_lista as l on l.campo = t.campo
    where t.campo = 'sexo_codigo' and upper(cui_texto(t.texto)) in ('H', 'HOMBRE')
    group by t.campo
)

select
    t.campo,
    t.texto,
    h.codigo,
    case
        when h.via is null then concat('COD-01|', t.campo)
        when c.campo is not null and h.codigo = 'M' then concat('COD-01|', t.campo)
    end as fallo,
    case h.via when 2 then 'escritura' when 3 then 'ceros' end as reparacion
from textos as t
left join hallada as h on h.campo = t.campo and h.texto = t.texto
left join con_h as c on c.campo = t.campo
order by t.campo, t.texto
