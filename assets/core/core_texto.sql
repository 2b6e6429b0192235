-- core_texto: one row per row of the transfer that has any text, its cells under the canonical field names.
-- Inputs: core_celda (cells.py: the trimmed cells under the field that the contract gives them, null where a cell is empty or
-- the file has no such column; how many cells the row has and fills, its first filled one, whether text stands beyond the header,
-- whether the row is the header again). Holds personal data: in memory only, and never kept as a table.
-- $ancho: cells of each sheet's header, in file order; $k_<field>: the contract's constant; $o_<field>: whether it may
-- not be empty; $marcas: how a total's first cell begins.
-- `fallo` (rule|field) is what the row breaks before any value is read. What the readings (core_valor_*) make of the
-- texts stands beside them: `v_<column>` is the value, `f_<field>` the rule that the text breaks. Unsorted: whoever
-- writes rows sorts them.
with
celda as (
    select
        *,
        case
            when es_encabezado then 'DES-03|'
            when regexp_matches(upper(primera), $marcas) then 'DES-01|'
            when llenas = 1 and list_extract($ancho, hoja_orden) >= 3 then 'DES-02|'
            when celdas < list_extract($ancho, hoja_orden) then 'EST-01|'
            when sobran then 'EST-01|'
        end as forma
    from core_celda
    where llenas > 0
),

campo as (
    select
        hoja_orden,
        hoja,
        fila,
        forma,
        -- Nearly every number is thirteen digits; only the others are compared with the ways to say "none".
        case
            when length(cui) = 13 and try_cast(cui as bigint) > 0 then cui
            when not es_nulo_cui(cui) then cui
        end as cui,
        coalesce(nombre1, $k_nombre1) as nombre1,
        coalesce(nombre2, $k_nombre2) as nombre2,
        coalesce(nombre3, $k_nombre3) as nombre3,
        coalesce(nombres, $k_nombres) as nombres,
        coalesce(apellido1, $k_apellido1) as apellido1,
        coalesce(apellido2, $k_apellido2) as apellido2,
        coalesce(apellido_casada, $k_apellido_casada) as apellido_casada,
        coalesce(apellidos, $k_apellidos) as apellidos,
        coalesce(nombre_completo, $k_nombre_completo) as nombre_completo,
        coalesce(nacimiento_fecha, $k_nacimiento_fecha) as nacimiento_fecha,
        coalesce(direccion, $k_direccion) as direccion,
        coalesce(telefono, $k_telefono) as telefono,
        coalesce(hogar, $k_hogar) as hogar,
        coalesce(folio, $k_folio) as folio,
        coalesce(modalidad_codigo, $k_modalidad_codigo) as modalidad_codigo,
        coalesce(sexo_codigo, $k_sexo_codigo) as sexo_codigo,
        coalesce(pueblo_codigo, $k_pueblo_codigo) as pueblo_codigo,
        coalesce(comunidad_linguistica_codigo, $k_comunidad_linguistica_codigo)
            as comunidad_linguistica_codigo,
        coalesce(escolaridad_codigo, $k_escolaridad_codigo) as escolaridad_codigo,
        coalesce(pobreza_codigo, $k_pobreza_codigo) as pobreza_codigo,
        coalesce(tiene_discapacidad, $k_tiene_discapacidad) as tiene_discapacidad,
        coalesce(nacimiento_departamento_codigo, $k_nacimiento_departamento_codigo)
            as nacimiento_departamento_codigo,
        coalesce(nacimiento_municipio_codigo, $k_nacimiento_municipio_codigo)
            as nacimiento_municipio_codigo,
        coalesce(residencia_departamento_codigo, $k_residencia_departamento_codigo)
            as residencia_departamento_codigo,
        coalesce(residencia_municipio_codigo, $k_residencia_municipio_codigo)
            as residencia_municipio_codigo,
        coalesce(entrega_departamento_codigo, $k_entrega_departamento_codigo)
            as entrega_departamento_codigo,
        coalesce(entrega_municipio_codigo, $k_entrega_municipio_codigo)
            as entrega_municipio_codigo,
        coalesce(entrega_fecha, $k_entrega_fecha) as entrega_fecha,
        coalesce(monto_gtq, $k_monto_gtq) as monto_gtq,
        coalesce(cantidad, $k_cantidad) as cantidad,
        coalesce(cumple_corresponsabilidad, $k_cumple_corresponsabilidad)
            as cumple_corresponsabilidad,
        coalesce(estado_entrega_codigo, $k_estado_entrega_codigo) as estado_entrega_codigo,
        coalesce(comunidad, $k_comunidad) as comunidad,
        coalesce(obra_codigo, $k_obra_codigo) as obra_codigo,
        coalesce(familias_atendidas, $k_familias_atendidas) as familias_atendidas,
        coalesce(ocurrio_fecha, $k_ocurrio_fecha) as ocurrio_fecha,
        coalesce(registro_fecha, $k_registro_fecha) as registro_fecha,
        coalesce(fin_fecha, $k_fin_fecha) as fin_fecha,
        v_nombre1,
        v_nombre2,
        v_nombre3,
        v_nombres,
        v_nombre_completo,
        v_apellido1,
        v_apellido2,
        v_apellidos,
        f_nombre1,
        f_nombre2,
        f_nombre3,
        f_nombres,
        f_nombre_completo,
        f_apellido1,
        f_apellido2,
        f_apellidos,
        v_cui_estado_codigo,
        v_persona_id,
        v_hogar_id,
        v_nacimiento_fecha,
        v_entrega_fecha,
        v_ocurrio_fecha,
        v_registro_fecha,
        v_fin_fecha,
        v_monto_gtq,
        v_cantidad,
        v_modalidad_codigo,
        v_tiene_discapacidad,
        v_cumple_corresponsabilidad,
        v_estado_entrega_codigo,
        v_obra_codigo,
        v_entrega_departamento_codigo,
        v_entrega_municipio_codigo,
        f_nacimiento_fecha,
        f_entrega_fecha,
        f_ocurrio_fecha,
        f_registro_fecha,
        f_fin_fecha,
        f_monto_gtq,
        f_cantidad,
        f_familias_atendidas,
        f_modalidad_codigo,
        f_sexo_codigo,
        f_pueblo_codigo,
        f_comunidad_linguistica_codigo,
        f_escolaridad_codigo,
        f_pobreza_codigo,
        f_tiene_discapacidad,
        f_cumple_corresponsabilidad,
        f_estado_entrega_codigo,
        f_obra_codigo,
        f_nacimiento,
        f_residencia,
        f_entrega
    from celda
)

select
    hoja_orden,
    hoja,
    fila,
    coalesce(
        forma,
        case
            when $o_cui and cui is null then 'OBL-01|cui'
            when $o_nombre1 and nombre1 is null then 'OBL-01|nombre1'
            when $o_nombre2 and nombre2 is null then 'OBL-01|nombre2'
            when $o_nombre3 and nombre3 is null then 'OBL-01|nombre3'
            when $o_nombres and nombres is null then 'OBL-01|nombres'
            when $o_apellido1 and apellido1 is null then 'OBL-01|apellido1'
            when $o_apellido2 and apellido2 is null then 'OBL-01|apellido2'
            when $o_apellido_casada and apellido_casada is null then 'OBL-01|apellido_casada'
            when $o_apellidos and apellidos is null then 'OBL-01|apellidos'
            when $o_nombre_completo and nombre_completo is null then 'OBL-01|nombre_completo'
            when $o_nacimiento_fecha and nacimiento_fecha is null then 'OBL-01|nacimiento_fecha'
            when $o_direccion and direccion is null then 'OBL-01|direccion'
            when $o_telefono and telefono is null then 'OBL-01|telefono'
            when $o_hogar and hogar is null then 'OBL-01|hogar'
            when $o_folio and folio is null then 'OBL-01|folio'
            when $o_modalidad_codigo and modalidad_codigo is null then 'OBL-01|modalidad_codigo'
            when $o_sexo_codigo and sexo_codigo is null then 'OBL-01|sexo_codigo'
            when $o_pueblo_codigo and pueblo_codigo is null then 'OBL-01|pueblo_codigo'
            when $o_comunidad_linguistica_codigo and comunidad_linguistica_codigo is null
                then 'OBL-01|comunidad_linguistica_codigo'
            when $o_escolaridad_codigo and escolaridad_codigo is null then 'OBL-01|escolaridad_codigo'
            when $o_pobreza_codigo and pobreza_codigo is null then 'OBL-01|pobreza_codigo'
            when $o_tiene_discapacidad and tiene_discapacidad is null then 'OBL-01|tiene_discapacidad'
            when $o_nacimiento_departamento_codigo and nacimiento_departamento_codigo is null
                then 'OBL-01|nacimiento_departamento_codigo'
            when $o_nacimiento_municipio_codigo and nacimiento_municipio_codigo is null
                then 'OBL-01|nacimiento_municipio_codigo'
            when $o_residencia_departamento_codigo and residencia_departamento_codigo is null
                then 'OBL-01|residencia_departamento_codigo'
            when $o_residencia_municipio_codigo and residencia_municipio_codigo is null
                then 'OBL-01|residencia_municipio_codigo'
            when $o_entrega_departamento_codigo and entrega_departamento_codigo is null
                then 'OBL-01|entrega_departamento_codigo'
            when $o_entrega_municipio_codigo and entrega_municipio_codigo is null
                then 'OBL-01|entrega_municipio_codigo'
            when $o_entrega_fecha and entrega_fecha is null then 'OBL-01|entrega_fecha'
            when $o_monto_gtq and monto_gtq is null then 'OBL-01|monto_gtq'
            when $o_cantidad and cantidad is null then 'OBL-01|cantidad'
            when $o_cumple_corresponsabilidad and cumple_corresponsabilidad is null
                then 'OBL-01|cumple_corresponsabilidad'
            when $o_estado_entrega_codigo and estado_entrega_codigo is null
                then 'OBL-01|estado_entrega_codigo'
            when $o_comunidad and comunidad is null then 'OBL-01|comunidad'
            when $o_obra_codigo and obra_codigo is null then 'OBL-01|obra_codigo'
            when $o_familias_atendidas and familias_atendidas is null then 'OBL-01|familias_atendidas'
            when $o_ocurrio_fecha and ocurrio_fecha is null then 'OBL-01|ocurrio_fecha'
            when $o_registro_fecha and registro_fecha is null then 'OBL-01|registro_fecha'
            when $o_fin_fecha and fin_fecha is null then 'OBL-01|fin_fecha'
        end
    ) as fallo,
    case when cui is not null then cui_normal(cui) end as cui,
    cui as cui_enviado,
    sin_mojibake(coalesce(nombres, nullif(concat_ws(' ', nombre1, nombre2, nombre3), ''), nombre_completo)) as nombres,
    sin_mojibake(coalesce(apellidos, nullif(concat_ws(' ', apellido1, apellido2), ''))) as apellidos,
    concat_ws(' ', nombre1, nombre2, nombre3, nombres, nombre_completo, apellido1, apellido2, apellidos)
        as nombre_enviado,
    nombre_completo is not null as tiene_nombre_completo,
    coalesce(nombres, nombre1, nombre2, nombre3, nombre_completo) is not null as tiene_nombres,
    coalesce(apellidos, apellido1, apellido2) is not null as tiene_apellidos,
    -- As names are compared; empty when there is none.
    case
        when nombres is not null then v_nombres
        when coalesce(nombre1, nombre2, nombre3) is not null
            then concat_ws(' ', nullif(v_nombre1, ''), nullif(v_nombre2, ''), nullif(v_nombre3, ''))
        else coalesce(v_nombre_completo, '')
    end as nombres_normal,
    case
        when apellidos is not null then v_apellidos
        else concat_ws(' ', nullif(v_apellido1, ''), nullif(v_apellido2, ''))
    end as apellidos_normal,
    coalesce(
        case
            when nombres is not null then f_nombres
            when coalesce(nombre1, nombre2, nombre3) is not null then coalesce(f_nombre1, f_nombre2, f_nombre3)
            else f_nombre_completo
        end,
        case when apellidos is not null then f_apellidos else coalesce(f_apellido1, f_apellido2) end
    ) as fallo_nombre,
    nacimiento_fecha,
    direccion,
    telefono,
    hogar,
    folio,
    modalidad_codigo,
    sexo_codigo,
    pueblo_codigo,
    comunidad_linguistica_codigo,
    escolaridad_codigo,
    pobreza_codigo,
    tiene_discapacidad,
    nacimiento_departamento_codigo,
    nacimiento_municipio_codigo,
    residencia_departamento_codigo,
    residencia_municipio_codigo,
    entrega_departamento_codigo,
    entrega_municipio_codigo,
    entrega_fecha,
    monto_gtq,
    cantidad,
    cumple_corresponsabilidad,
    estado_entrega_codigo,
    comunidad,
    obra_codigo,
    familias_atendidas,
    ocurrio_fecha,
    registro_fecha,
    fin_fecha,
    v_cui_estado_codigo,
    v_persona_id,
    v_hogar_id,
    v_nacimiento_fecha,
    v_entrega_fecha,
    v_ocurrio_fecha,
    v_registro_fecha,
    v_fin_fecha,
    v_monto_gtq,
    v_cantidad,
    v_modalidad_codigo,
    v_tiene_discapacidad,
    v_cumple_corresponsabilidad,
    v_estado_entrega_codigo,
    v_obra_codigo,
    v_entrega_departamento_codigo,
    v_entrega_municipio_codigo,
    f_nacimiento_fecha,
    f_entrega_fecha,
    f_ocurrio_fecha,
    f_registro_fecha,
    f_fin_fecha,
    f_monto_gtq,
    f_cantidad,
    f_familias_atendidas,
    f_modalidad_codigo,
    f_sexo_codigo,
    f_pueblo_codigo,
    f_comunidad_linguistica_codigo,
    f_escolaridad_codigo,
    f_pobreza_codigo,
    f_tiene_discapacidad,
    f_cumple_corresponsabilidad,
    f_estado_entrega_codigo,
    f_obra_codigo,
    f_nacimiento,
    f_residencia,
    f_entrega
from campo
