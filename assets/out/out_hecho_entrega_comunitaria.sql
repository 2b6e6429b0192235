-- out_hecho_entrega_comunitaria: one row per accepted community delivery; no person stands behind it.
-- Inputs: core_entrega_comunitaria, ref_modalidad.
-- A community is a place name inside its municipality: comunidad_id tells two of the same name apart and joins two
-- spellings of one. It is no secret and carries no key: the place is published as such.
with
entrega as (
    select
        e.entrega_id,
        e.transferencia_id,
        e.hoja,
        e.fila,
        e.institucion_codigo,
        coalesce(m.programa_codigo, 'ND') as programa_codigo,
        e.modalidad_codigo,
        -- A modality that the programme list does not have, or has for persons or of another institution, is treated as the
        -- most reserved: a reader knows from the list who reaches communities with what, and the test of the relations
        -- reckons with that.
        case
            when m.unidad_entrega = 'comunidad' and m.institucion_codigo = e.institucion_codigo
                then m.visibilidad_codigo
            else 'restringida'
        end as visibilidad_codigo,
        coalesce(e.entrega_municipio_codigo, e.entrega_departamento_codigo || '00', '0000') as municipio_codigo,
        e.comunidad,
        e.obra_codigo,
        e.entrega_fecha,
        e.monto_gtq,
        e.familias_atendidas,
        e.cantidad,
        e.conocido_fecha
    from core_entrega_comunitaria as e
    left join ref_modalidad as m on m.modalidad_codigo = e.modalidad_codigo
)

select
    entrega_id,
    transferencia_id,
    hoja,
    fila,
    institucion_codigo,
    programa_codigo,
    modalidad_codigo,
    visibilidad_codigo,
    cast(year(entrega_fecha) as bigint) as anio,
    cast(month(entrega_fecha) as bigint) as mes,
    substr(municipio_codigo, 1, 2) as departamento_codigo,
    municipio_codigo,
    md5(concat(municipio_codigo, '|', nombre_normal(comunidad))) as comunidad_id,
    comunidad,
    obra_codigo,
    entrega_fecha,
    cast(monto_gtq as decimal(18, 2)) as monto_gtq,
    cast(familias_atendidas as bigint) as familias_atendidas,
    cast(cantidad as bigint) as cantidad,
    conocido_fecha
from entrega
order by transferencia_id, hoja, fila
