-- core_valor_lugar: one row per kind of place (nacimiento, residencia, entrega) and distinct pair of department and
-- municipality texts sent for it, with the official codes.
-- Inputs: core_dicho_lugar (every such pair once); core_formato (campo, formato); ref_departamento, ref_municipio, ref_territorio_alias.
-- `reparacion`: letters broken in transport, another name than the official one, or zeros that a code lost.
-- A municipality is looked for inside the department of its row; without one, only a name or code that is unique in
-- the country is taken, and gives the department. In memory only.
with
-- Codes of digits that lost their zeros get them back; anything that is no number becomes null, and matches nothing.
normales as (
    select
        t.lugar,
        t.departamento_texto,
        t.municipio_texto,
        d.formato as departamento_formato,
        m.formato as municipio_formato,
        case when d.formato = 'nombre' then nombre_normal(sin_mojibake(t.departamento_texto)) end
            as departamento_normal,
        case when m.formato = 'nombre' then nombre_normal(sin_mojibake(t.municipio_texto)) end as municipio_normal,
        case
            when regexp_matches(cui_texto(t.departamento_texto), '^[0-9]{1,2}([.]0+)?$')
                then cast(regexp_extract(cui_texto(t.departamento_texto), '^[0-9]+') as integer)
        end as departamento_numero,
        case
            when regexp_matches(cui_texto(t.municipio_texto), '^[0-9]{1,4}([.]0+)?$')
                then cast(regexp_extract(cui_texto(t.municipio_texto), '^[0-9]+') as integer)
        end as municipio_numero
    from core_dicho_lugar as t
    left join core_formato as d on d.campo = concat(t.lugar, '_departamento_codigo')
    left join core_formato as m on m.campo = concat(t.lugar, '_municipio_codigo')
    where t.departamento_texto is not null or t.municipio_texto is not null
),

departamento_orden as (
    select
        departamento_codigo,
        cast(departamento_codigo as integer) as numero,
        row_number() over (order by departamento_codigo) - 1 as indice
    from ref_departamento
),

municipio_orden as (
    select
        municipio_codigo,
        departamento_codigo,
        cast(municipio_codigo as integer) as numero,
        cast(substr(municipio_codigo, 3, 2) as integer) as numero_interno,
        row_number() over (partition by departamento_codigo order by municipio_codigo) - 1 as indice
    from ref_municipio
),

con_departamento as (
    select
        n.lugar,
        n.departamento_texto,
        n.municipio_texto,
        n.municipio_formato,
        n.municipio_normal,
        n.municipio_numero,
        n.departamento_formato,
        coalesce(a.codigo, o.departamento_codigo) as departamento_codigo
    from normales as n
    left join ref_territorio_alias as a
        on a.nivel = 'departamento' and a.nombre_normal = n.departamento_normal
    left join departamento_orden as o
        on (n.departamento_formato in ('codigo', 'codigo2') and o.numero = n.departamento_numero)
        or (n.departamento_formato = 'indice0' and o.indice = n.departamento_numero)
),

-- One row for each way of naming a municipality: its format, the department it is looked for in, the name or number.
municipio_nombre as (
    select departamento_codigo, nombre_normal, codigo from ref_territorio_alias where nivel = 'municipio'
),

municipio_unico as (
    select nombre_normal, max(codigo) as codigo
    from municipio_nombre
    group by nombre_normal
    having min(codigo) = max(codigo)
),

con_municipio as (
    select
        c.lugar,
        c.departamento_texto,
        c.municipio_texto,
        c.municipio_formato,
        c.departamento_formato,
        c.municipio_normal,
        c.departamento_codigo,
        coalesce(a.codigo, u.codigo, o.municipio_codigo) as municipio_codigo
    from con_departamento as c
    left join municipio_nombre as a
        on a.departamento_codigo = c.departamento_codigo and a.nombre_normal = c.municipio_normal
    left join municipio_unico as u
        on c.departamento_texto is null and u.nombre_normal = c.municipio_normal
    left join municipio_orden as o
        on (
            c.municipio_formato = 'codigo4'
            and o.numero = c.municipio_numero
            and (c.departamento_texto is null or o.departamento_codigo = c.departamento_codigo)
        )
        or (
            c.municipio_formato = 'codigo2'
            and o.departamento_codigo = c.departamento_codigo
            and o.numero_interno = c.municipio_numero
        )
        or (
            c.municipio_formato = 'indice0'
            and o.departamento_codigo = c.departamento_codigo
            and o.indice = c.municipio_numero
        )
)

select
    c.lugar,
    c.departamento_texto,
    c.municipio_texto,
    coalesce(c.departamento_codigo, substr(c.municipio_codigo, 1, 2)) as departamento_codigo,
    c.municipio_codigo,
    case
        when c.departamento_texto is not null and c.departamento_codigo is null
            then concat('TER-01|', c.lugar, '_departamento_codigo')
        when c.municipio_texto is not null and c.municipio_codigo is null
            then concat('TER-02|', c.lugar, '_municipio_codigo')
    end as fallo,
    case
        when c.departamento_codigo is null then null
        when sin_mojibake(c.departamento_texto) <> c.departamento_texto then 'letras'
        when c.departamento_formato = 'nombre' and nombre_normal(c.departamento_texto) <> nombre_normal(d.departamento)
            then 'alias'
        when c.departamento_formato = 'codigo2' and length(c.departamento_texto) <> 2 then 'ceros'
    end as departamento_reparacion,
    case
        when c.municipio_codigo is null then null
        when sin_mojibake(c.municipio_texto) <> c.municipio_texto then 'letras'
        when c.municipio_formato = 'nombre' and c.municipio_normal <> nombre_normal(m.municipio) then 'alias'
        when c.municipio_formato = 'codigo4' and length(c.municipio_texto) <> 4 then 'ceros'
        when c.municipio_formato = 'codigo2' and length(c.municipio_texto) <> 2 then 'ceros'
    end as municipio_reparacion
from con_municipio as c
left join ref_departamento as d on d.departamento_codigo = c.departamento_codigo
left join ref_municipio as m on m.municipio_codigo = c.municipio_codigo
order by c.lugar, c.departamento_texto, c.municipio_texto
