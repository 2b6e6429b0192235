-- core_reparacion: one row per accepted row and field whose text was mended, with what was done to it.
-- Inputs: core_texto, core_juicio, core_repetida; core_valor_cui, core_valor_fecha, core_valor_numero, core_valor_codigo,
-- core_valor_lugar (each distinct text read once, and how). $transferencia: id of the transfer. It says no value.
-- A text is mended only where it has one reading: cero_inicial (a CUI whose lost zero makes it hold), separadores (spaces,
-- dashes, points in a CUI), caracteres (odd spaces, invisible marks, digits of other scripts, a leading apostrophe), letras
-- (letters broken in transport), escritura (accents of a code), ceros (zeros that a code lost), alias (another name of a
-- place).
with
reparada as (
    select t.hoja_orden, t.hoja, t.fila, 'cui' as campo, coalesce(v.reparacion, 'separadores') as reparacion
    from core_texto as t
    left join core_valor_cui as v on v.enviado = t.cui_enviado and v.reparacion is not null
    where v.reparacion is not null or t.cui_enviado <> t.cui
    union all
    select hoja_orden, hoja, fila, 'nombres' as campo, 'letras' as reparacion
    from core_texto
    where sin_mojibake(nombre_enviado) <> nombre_enviado
    union all
    select t.hoja_orden, t.hoja, t.fila, 'nacimiento_fecha' as campo, v.reparacion
    from core_texto as t
    inner join core_valor_fecha as v on v.campo = 'nacimiento_fecha' and v.texto = t.nacimiento_fecha and v.reparacion is not null
    union all
    select t.hoja_orden, t.hoja, t.fila, 'entrega_fecha' as campo, v.reparacion
    from core_texto as t
    inner join core_valor_fecha as v on v.campo = 'entrega_fecha' and v.texto = t.entrega_fecha and v.reparacion is not null
    union all
    select t.hoja_orden, t.hoja, t.fila, 'ocurrio_fecha' as campo, v.reparacion
    from core_texto as t
    inner join core_valor_fecha as v on v.campo = 'ocurrio_fecha' and v.texto = t.ocurrio_fecha and v.reparacion is not null
    union all
    select t.hoja_orden, t.hoja, t.fila, 'registro_fecha' as campo, v.reparacion
    from core_texto as t
    inner join core_valor_fecha as v on v.campo = 'registro_fecha' and v.texto = t.registro_fecha and v.reparacion is not null
    union all
    select t.hoja_orden, t.hoja, t.fila, 'fin_fecha' as campo, v.reparacion
    from core_texto as t
    inner join core_valor_fecha as v on v.campo = 'fin_fecha' and v.texto = t.fin_fecha and v.reparacion is not null
    union all
    select t.hoja_orden, t.hoja, t.fila, 'monto_gtq' as campo, v.reparacion
    from core_texto as t
    inner join core_valor_numero as v on v.campo = 'monto_gtq' and v.texto = t.monto_gtq and v.reparacion is not null
    union all
    select t.hoja_orden, t.hoja, t.fila, 'cantidad' as campo, v.reparacion
    from core_texto as t
    inner join core_valor_numero as v on v.campo = 'cantidad' and v.texto = t.cantidad and v.reparacion is not null
    union all
    select t.hoja_orden, t.hoja, t.fila, 'familias_atendidas' as campo, v.reparacion
    from core_texto as t
    inner join core_valor_numero as v on v.campo = 'familias_atendidas' and v.texto = t.familias_atendidas and v.reparacion is not null
    union all
    select t.hoja_orden, t.hoja, t.fila, 'modalidad_codigo' as campo, v.reparacion
    from core_texto as t
    inner join core_valor_codigo as v on v.campo = 'modalidad_codigo' and v.texto = t.modalidad_codigo and v.reparacion is not null
    union all
    select t.hoja_orden, t.hoja, t.fila, 'sexo_codigo' as campo, v.reparacion
    from core_texto as t
    inner join core_valor_codigo as v on v.campo = 'sexo_codigo' and v.texto = t.sexo_codigo and v.reparacion is not null
    union all
    select t.hoja_orden, t.hoja, t.fila, 'pueblo_codigo' as campo, v.reparacion
    from core_texto as t
    inner join core_valor_codigo as v on v.campo = 'pueblo_codigo' and v.texto = t.pueblo_codigo and v.reparacion is not null
    union all
    select t.hoja_orden, t.hoja, t.fila, 'comunidad_linguistica_codigo' as campo, v.reparacion
    from core_texto as t
    inner join core_valor_codigo as v on v.campo = 'comunidad_linguistica_codigo' and v.texto = t.comunidad_linguistica_codigo and v.reparacion is not null
    union all
    select t.hoja_orden, t.hoja, t.fila, 'escolaridad_codigo' as campo, v.reparacion
    from core_texto as t
    inner join core_valor_codigo as v on v.campo = 'escolaridad_codigo' and v.texto = t.escolaridad_codigo and v.reparacion is not null
    union all
    select t.hoja_orden, t.hoja, t.fila, 'pobreza_codigo' as campo, v.reparacion
    from core_texto as t
    inner join core_valor_codigo as v on v.campo = 'pobreza_codigo' and v.texto = t.pobreza_codigo and v.reparacion is not null
    union all
    select t.hoja_orden, t.hoja, t.fila, 'tiene_discapacidad' as campo, v.reparacion
    from core_texto as t
    inner join core_valor_codigo as v on v.campo = 'tiene_discapacidad' and v.texto = t.tiene_discapacidad and v.reparacion is not null
    union all
    select t.hoja_orden, t.hoja, t.fila, 'cumple_corresponsabilidad' as campo, v.reparacion
    from core_texto as t
    inner join core_valor_codigo as v on v.campo = 'cumple_corresponsabilidad' and v.texto = t.cumple_corresponsabilidad and v.reparacion is not null
    union all
    select t.hoja_orden, t.hoja, t.fila, 'estado_entrega_codigo' as campo, v.reparacion
    from core_texto as t
    inner join core_valor_codigo as v on v.campo = 'estado_entrega_codigo' and v.texto = t.estado_entrega_codigo and v.reparacion is not null
    union all
    select t.hoja_orden, t.hoja, t.fila, 'obra_codigo' as campo, v.reparacion
    from core_texto as t
    inner join core_valor_codigo as v on v.campo = 'obra_codigo' and v.texto = t.obra_codigo and v.reparacion is not null
    union all
    select t.hoja_orden, t.hoja, t.fila, 'nacimiento_departamento_codigo' as campo, v.departamento_reparacion as reparacion
    from core_texto as t
    inner join core_valor_lugar as v
        on v.lugar = 'nacimiento'
        and v.departamento_texto is not distinct from t.nacimiento_departamento_codigo
        and v.municipio_texto is not distinct from t.nacimiento_municipio_codigo
        and v.departamento_reparacion is not null
    union all
    select t.hoja_orden, t.hoja, t.fila, 'nacimiento_municipio_codigo' as campo, v.municipio_reparacion as reparacion
    from core_texto as t
    inner join core_valor_lugar as v
        on v.lugar = 'nacimiento'
        and v.departamento_texto is not distinct from t.nacimiento_departamento_codigo
        and v.municipio_texto is not distinct from t.nacimiento_municipio_codigo
        and v.municipio_reparacion is not null
    union all
    select t.hoja_orden, t.hoja, t.fila, 'residencia_departamento_codigo' as campo, v.departamento_reparacion as reparacion
    from core_texto as t
    inner join core_valor_lugar as v
        on v.lugar = 'residencia'
        and v.departamento_texto is not distinct from t.residencia_departamento_codigo
        and v.municipio_texto is not distinct from t.residencia_municipio_codigo
        and v.departamento_reparacion is not null
    union all
    select t.hoja_orden, t.hoja, t.fila, 'residencia_municipio_codigo' as campo, v.municipio_reparacion as reparacion
    from core_texto as t
    inner join core_valor_lugar as v
        on v.lugar = 'residencia'
        and v.departamento_texto is not distinct from t.residencia_departamento_codigo
        and v.municipio_texto is not distinct from t.residencia_municipio_codigo
        and v.municipio_reparacion is not null
    union all
    select t.hoja_orden, t.hoja, t.fila, 'entrega_departamento_codigo' as campo, v.departamento_reparacion as reparacion
    from core_texto as t
    inner join core_valor_lugar as v
        on v.lugar = 'entrega'
        and v.departamento_texto is not distinct from t.entrega_departamento_codigo
        and v.municipio_texto is not distinct from t.entrega_municipio_codigo
        and v.departamento_reparacion is not null
    union all
    select t.hoja_orden, t.hoja, t.fila, 'entrega_municipio_codigo' as campo, v.municipio_reparacion as reparacion
    from core_texto as t
    inner join core_valor_lugar as v
        on v.lugar = 'entrega'
        and v.departamento_texto is not distinct from t.entrega_departamento_codigo
        and v.municipio_texto is not distinct from t.entrega_municipio_codigo
        and v.municipio_reparacion is not null
)

select
    $transferencia as transferencia_id,
    r.hoja,
    r.fila,
    r.campo,
    r.reparacion
from reparada as r
inner join core_juicio as j on j.hoja_orden = r.hoja_orden and j.fila = r.fila
anti join core_repetida as d on d.hoja_orden = r.hoja_orden and d.fila = r.fila
where j.fallo is null
order by r.hoja_orden, r.fila, r.campo
