-- core_clave: one row per row of a transfer that no rule stops, with the key by which a correction names it.
-- Inputs: core_texto; core_juicio. $d_<field>: whether the field is part of the correction's key; $por_folio: whether the
-- folio is all of it, so that a row without one has no key; $transferencia: id of the transfer. In memory only.
select
    $transferencia as transferencia_id,
    j.hoja_orden,
    j.hoja,
    j.fila,
    j.entrega_id,
    md5(
        concat_ws(
            '|',
            case when $d_modalidad_codigo then coalesce(j.modalidad_codigo, '') end,
            case when $d_cui then coalesce(j.persona_id, '') end,
            case when $d_hogar then coalesce(j.hogar_id, '') end,
            case when $d_folio then coalesce(t.folio, '') end,
            case when $d_comunidad then coalesce(nombre_normal(j.comunidad), '') end,
            case when $d_obra_codigo then coalesce(j.obra_codigo, '') end,
            case when $d_entrega_departamento_codigo then coalesce(j.entrega_departamento_codigo, '') end,
            case when $d_entrega_municipio_codigo then coalesce(j.entrega_municipio_codigo, '') end,
            case when $d_entrega_fecha then coalesce(cast(j.entrega_fecha as varchar), '') end,
            case when $d_monto_gtq then cast(j.monto_gtq as varchar) end,
            case when $d_cantidad then cast(j.cantidad as varchar) end,
            case when $d_estado_entrega_codigo then coalesce(j.estado_entrega_codigo, '') end,
            case when $d_ocurrio_fecha then coalesce(cast(j.ocurrio_fecha as varchar), '') end,
            case when $d_registro_fecha then coalesce(cast(j.registro_fecha as varchar), '') end,
            case when $d_fin_fecha then coalesce(cast(j.fin_fecha as varchar), '') end
        )
    ) as clave
from core_juicio as j
inner join core_texto as t on t.hoja_orden = j.hoja_orden and t.fila = j.fila
where j.fallo is null and (t.folio is not null or not $por_folio)
order by j.hoja_orden, j.fila
