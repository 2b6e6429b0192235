-- vault_cuarentena: one row per row asked for, with what tells it again when it comes back mended. Written encrypted.
-- Inputs: core_texto; core_pedida (hoja_orden, hoja, fila, and the field that failed: the rows in quarantine of a
-- transfer, or the rows of another one that may answer them). $transferencia: id of the transfer.
-- `huella_resto` is over every text as sent but the one that failed; over all when no single field did.
select
    $transferencia as transferencia_id,
    p.hoja,
    p.fila,
    p.campo,
    md5(t.cui) as huella_cui,
    md5(nombre_normal(t.nombres)) as huella_nombres,
    md5(t.folio) as huella_folio,
    md5(nombre_normal(t.comunidad)) as huella_comunidad,
    md5(
        concat_ws(
            '|',
            case when p.campo <> 'cui' then coalesce(t.cui, '') end,
            case
                when p.campo not in ('nombres', 'nombre1', 'nombre2', 'nombre3', 'nombre_completo')
                    then coalesce(t.nombres, '')
            end,
            case
                when p.campo not in ('apellidos', 'apellido1', 'apellido2', 'apellido_casada', 'nombre_completo')
                    then coalesce(t.apellidos, '')
            end,
            case when p.campo <> 'nacimiento_fecha' then coalesce(t.nacimiento_fecha, '') end,
            case when p.campo <> 'direccion' then coalesce(t.direccion, '') end,
            case when p.campo <> 'telefono' then coalesce(t.telefono, '') end,
            case when p.campo <> 'hogar' then coalesce(t.hogar, '') end,
            case when p.campo <> 'folio' then coalesce(t.folio, '') end,
            case when p.campo <> 'modalidad_codigo' then coalesce(t.modalidad_codigo, '') end,
            case when p.campo <> 'sexo_codigo' then coalesce(t.sexo_codigo, '') end,
            case when p.campo <> 'pueblo_codigo' then coalesce(t.pueblo_codigo, '') end,
            case
                when p.campo <> 'comunidad_linguistica_codigo'
                    then coalesce(t.comunidad_linguistica_codigo, '')
            end,
            case when p.campo <> 'escolaridad_codigo' then coalesce(t.escolaridad_codigo, '') end,
            case when p.campo <> 'pobreza_codigo' then coalesce(t.pobreza_codigo, '') end,
            case when p.campo <> 'tiene_discapacidad' then coalesce(t.tiene_discapacidad, '') end,
            case
                when p.campo <> 'nacimiento_departamento_codigo'
                    then coalesce(t.nacimiento_departamento_codigo, '')
            end,
            case
                when p.campo <> 'nacimiento_municipio_codigo'
                    then coalesce(t.nacimiento_municipio_codigo, '')
            end,
            case
                when p.campo <> 'residencia_departamento_codigo'
                    then coalesce(t.residencia_departamento_codigo, '')
            end,
            case
                when p.campo <> 'residencia_municipio_codigo'
                    then coalesce(t.residencia_municipio_codigo, '')
            end,
            case
                when p.campo <> 'entrega_departamento_codigo'
                    then coalesce(t.entrega_departamento_codigo, '')
            end,
            case when p.campo <> 'entrega_municipio_codigo' then coalesce(t.entrega_municipio_codigo, '') end,
            case when p.campo <> 'entrega_fecha' then coalesce(t.entrega_fecha, '') end,
            case when p.campo <> 'monto_gtq' then coalesce(t.monto_gtq, '') end,
            case when p.campo <> 'cantidad' then coalesce(t.cantidad, '') end,
            case when p.campo <> 'cumple_corresponsabilidad' then coalesce(t.cumple_corresponsabilidad, '') end,
            case when p.campo <> 'estado_entrega_codigo' then coalesce(t.estado_entrega_codigo, '') end,
            case when p.campo <> 'comunidad' then coalesce(t.comunidad, '') end,
            case when p.campo <> 'obra_codigo' then coalesce(t.obra_codigo, '') end,
            case when p.campo <> 'familias_atendidas' then coalesce(t.familias_atendidas, '') end,
            case when p.campo <> 'ocurrio_fecha' then coalesce(t.ocurrio_fecha, '') end,
            case when p.campo <> 'registro_fecha' then coalesce(t.registro_fecha, '') end,
            case when p.campo <> 'fin_fecha' then coalesce(t.fin_fecha, '') end
        )
    ) as huella_resto
from core_pedida as p
inner join core_texto as t on t.hoja_orden = p.hoja_orden and t.fila = p.fila
order by p.hoja_orden, p.fila, p.campo
