-- registro_normal: one row per record in the form in which records are compared.
-- Inputs: enlace_fila (records as given, all columns text), enlace_nombre_distinto, enlace_apellido_distinto, enlace_municipio (codes that a CUI may
-- end in), enlace_numero_relleno (numbers that stand for none because too many people have them).
-- Values: $es_cui whether the rules of the CUI hold for this table's numbers, $dia_primero how its dates are written.
with
numero as (
    select
        f.*,
        case
            when f.national_id is null or es_nulo_cui(f.national_id) then null
            when $es_cui then cui_normal(f.national_id)
            else nullif(regexp_replace(upper(f.national_id), '[^A-Z0-9]', '', 'g'), '')
        end as numero_texto,
        nombre_normal(f.place) as lugar_texto,
        upper(trim(f.sex)) as sexo_texto,
        trim(f.birth_date) as fecha_texto
    from enlace_fila as f
),

estado as (
    select
        n.*,
        case
            when n.numero_texto is null or n.numero_texto = '' then 'falta'
            when es_cui_relleno(n.numero_texto) or r.numero is not null then 'relleno'
            when not $es_cui then case
                when regexp_matches(n.numero_texto, '^0+$') then 'relleno' else 'sin_regla'
            end
            when length(n.numero_texto) <> 13 or regexp_matches(n.numero_texto, '[^0-9]') then 'largo'
            when m.municipio_codigo is null then 'lugar'
            when not cui_resto_ok(try_cast(n.numero_texto as bigint)) then 'verificador'
            else 'ok'
        end as numero_estado
    from numero as n
    left join enlace_numero_relleno as r on r.numero = n.numero_texto
    left join enlace_municipio as m on $es_cui and m.municipio_codigo = substr(n.numero_texto, 10, 4)
)

select
    e.record_id,
    case when e.numero_estado in ('falta', 'relleno') then null else e.numero_texto end as numero,
    e.numero_estado,
    n.nombres, n.nombre_1, n.nombre_2, n.nombres_clave, n.nombre_1_clave, n.nombre_2_clave, n.nombre_1_base,
    a.apellidos, a.apellido_1, a.apellido_2, a.apellidos_clave, a.apellido_1_clave, a.apellido_2_clave,
    a.apellido_casada,
    nullif(enlace_fecha(e.fecha_texto, $dia_primero), '00000000') as nacimiento,
    case
        when e.sexo_texto in ('F', 'FEMENINO', 'MUJER', 'FEMALE', 'WOMAN') then 'F'
        when e.sexo_texto in ('M', 'MASCULINO', 'HOMBRE', 'H', 'MALE', 'MAN', 'V', 'VARON', 'VARÓN') then 'M'
        else nullif(e.sexo_texto, '')
    end as sexo,
    nullif(e.lugar_texto, '') as lugar,
    case when regexp_matches(e.lugar_texto, '^[0-9]{4}$') then substr(e.lugar_texto, 1, 2) end as departamento,
    nullif(regexp_replace(upper(e.postcode), '[^A-Z0-9]', '', 'g'), '') as postal,
    case
        when e.lugar_texto <> '' or e.postcode <> ''
            then concat(e.lugar_texto, '|', regexp_replace(upper(e.postcode), '[^A-Z0-9]', '', 'g'))
    end as zona,
    nullif(nombre_normal(e.address), '') as direccion
from estado as e
left join enlace_nombre_distinto as n on n.texto = e.given_names
left join enlace_apellido_distinto as a on a.texto = e.surnames
