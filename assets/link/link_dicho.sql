-- link_dicho: one row per accepted row of a transfer that names a person, with what it says of them and its record.
-- Inputs: vault_identidad, core_entrega, core_entrega_historica, core_verificacion, core_verificacion_historica (of one
-- transfer). $persona_ipad, $persona_opad: key pads of the pseudonyms. Holds personal data: in memory only.
-- What the civil register itself says of a person is a record apart, whatever other senders say in the same words.
with
atributo as (
    select
        hoja, fila, sexo_codigo, nacimiento_municipio_codigo, residencia_municipio_codigo,
        cast(null as varchar) as fuente_codigo
    from core_entrega
    union all
    select
        hoja, fila, sexo_codigo, nacimiento_municipio_codigo, residencia_municipio_codigo, cast(null as varchar)
    from core_entrega_historica
    union all
    select hoja, fila, sexo_codigo, nacimiento_municipio_codigo, cast(null as varchar), fuente_codigo
    from core_verificacion
    union all
    select hoja, fila, sexo_codigo, nacimiento_municipio_codigo, cast(null as varchar), fuente_codigo
    from core_verificacion_historica
),

dicho as (
    select
        v.transferencia_id,
        v.hoja,
        v.fila,
        v.persona_id as persona_enviada_id,
        nullif(v.cui, '') as cui,
        nullif(v.nombres, '') as nombres,
        nullif(v.apellidos, '') as apellidos,
        v.nacimiento_fecha,
        a.sexo_codigo,
        a.nacimiento_municipio_codigo,
        a.residencia_municipio_codigo,
        case when a.fuente_codigo = 'renap_persona' then a.fuente_codigo end as fuente_codigo
    from vault_identidad as v
    left join atributo as a on a.hoja = v.hoja and a.fila = v.fila
)

select
    d.transferencia_id,
    d.hoja,
    d.fila,
    seudonimo(
        $persona_ipad,
        $persona_opad,
        'registro',
        concat(
            coalesce(d.cui, ''), '|', coalesce(d.nombres, ''), '|', coalesce(d.apellidos, ''), '|',
            coalesce(cast(d.nacimiento_fecha as varchar), ''), '|', coalesce(d.sexo_codigo, ''), '|',
            coalesce(d.nacimiento_municipio_codigo, ''), '|', coalesce(d.residencia_municipio_codigo, ''), '|',
            coalesce(d.fuente_codigo, '')
        )
    ) as registro_id,
    d.persona_enviada_id,
    d.cui,
    d.nombres,
    d.apellidos,
    d.nacimiento_fecha,
    d.sexo_codigo,
    d.nacimiento_municipio_codigo,
    d.residencia_municipio_codigo,
    d.fuente_codigo
from dicho as d
