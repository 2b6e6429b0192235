-- core_juicio: one row per row of the transfer, with the first rule that it breaks (null: none) and its typed values.
-- Inputs: core_texto (the texts of each row, and beside them what core_valor_* make of them: readings.py). Values that
-- nothing is worked out from (codes, places, days) are put beside these columns as they were read, what only the vault
-- keeps (direccion, telefono) as it was sent, and `persona_id`, of the number or provisional (judgement.py).
-- `nombres`, `apellidos`: as they are compared.
-- Duplicates are found afterwards (core_repetida). In memory only.
-- $tipo, $grano, $institucion: kind, grain and institution of the contract; $c_<field>: whether the field is part
-- of the natural key; $recibido: day of reception; $cerrado_hasta: last day of the periods that are closed (null: none);
-- $transferencia: id of the transfer; $persona_ipad, $persona_opad: key pads of the pseudonyms.
-- `fallo` and `aviso` are written rule|field. Unsorted: whoever writes rows sorts them.
with
leida as (
    select
        t.hoja_orden,
        t.hoja,
        t.fila,
        t.fallo as fallo_forma,
        t.tiene_nombres,
        t.tiene_apellidos,
        t.tiene_nombre_completo,
        t.nombres_normal,
        t.apellidos_normal,
        t.fallo_nombre,
        t.nacimiento_fecha is not null as tiene_nacimiento,
        coalesce(t.v_cui_estado_codigo, 'ausente') as cui_estado_codigo,
        t.v_persona_id as persona_cui_id,
        t.v_hogar_id as hogar_id,
        t.folio,
        t.comunidad,
        t.v_nacimiento_fecha as nacimiento_fecha,
        t.v_entrega_fecha as entrega_fecha,
        t.v_ocurrio_fecha as ocurrio_fecha,
        t.v_registro_fecha as registro_fecha,
        t.v_fin_fecha as fin_fecha,
        t.v_monto_gtq as monto_gtq,
        t.v_cantidad as cantidad,
        t.v_modalidad_codigo as modalidad_codigo,
        t.v_tiene_discapacidad as tiene_discapacidad,
        t.v_cumple_corresponsabilidad as cumple_corresponsabilidad,
        t.v_estado_entrega_codigo as estado_entrega_codigo,
        t.v_obra_codigo as obra_codigo,
        t.v_entrega_departamento_codigo as entrega_departamento_codigo,
        t.v_entrega_municipio_codigo as entrega_municipio_codigo,
        coalesce(
            t.f_nacimiento_fecha, t.f_entrega_fecha, t.f_ocurrio_fecha, t.f_registro_fecha, t.f_fin_fecha
        ) as fallo_fecha,
        coalesce(
            t.f_modalidad_codigo, t.f_sexo_codigo, t.f_pueblo_codigo, t.f_comunidad_linguistica_codigo,
            t.f_escolaridad_codigo, t.f_pobreza_codigo, t.f_tiene_discapacidad, t.f_cumple_corresponsabilidad,
            t.f_estado_entrega_codigo, t.f_obra_codigo
        ) as fallo_codigo,
        case
            when t.f_nacimiento like 'TER-01%' then t.f_nacimiento
            when t.f_residencia like 'TER-01%' then t.f_residencia
            when t.f_entrega like 'TER-01%' then t.f_entrega
            else coalesce(t.f_nacimiento, t.f_residencia, t.f_entrega)
        end as fallo_lugar,
        case
            when t.f_monto_gtq like 'NUM-01%' then t.f_monto_gtq
            when t.f_cantidad like 'NUM-01%' then t.f_cantidad
            when t.f_familias_atendidas like 'NUM-01%' then t.f_familias_atendidas
            else coalesce(t.f_monto_gtq, t.f_cantidad, t.f_familias_atendidas)
        end as fallo_numero
    from core_texto as t
),

identificada as (
    select
        v.*,
        case
            when v.cui_estado_codigo in ('valid', 'bad_municipality') then 'cui'
            when v.cui_estado_codigo = 'ausente'
                and v.tiene_nombres
                and (v.tiene_apellidos or v.tiene_nombre_completo)
                and v.tiene_nacimiento
                then 'provisional'
            when v.cui_estado_codigo = 'ausente' then 'ninguna'
        end as identidad_codigo,
        case v.cui_estado_codigo
            when 'not_numeric' then 'CUI-01|cui'
            when 'bad_length' then 'CUI-02|cui'
            when 'bad_department' then 'CUI-03|cui'
            when 'bad_check' then 'CUI-05|cui'
            when 'filler' then 'CUI-06|cui'
        end as fallo_cui
    from leida as v
),

juzgada as (
    select
        i.*,
        coalesce(
            i.fallo_forma,
            i.fallo_cui,
            case
                when i.identidad_codigo = 'ninguna' and $tipo <> 'community' and $grano <> 'racion'
                    then 'IDE-01|cui'
            end,
            i.fallo_nombre,
            i.fallo_fecha,
            case
                when i.entrega_fecha > $recibido then 'FEC-02|entrega_fecha'
                when i.ocurrio_fecha > $recibido then 'FEC-02|ocurrio_fecha'
                when i.registro_fecha > $recibido then 'FEC-02|registro_fecha'
                when i.nacimiento_fecha > coalesce(i.entrega_fecha, i.ocurrio_fecha)
                    then 'FEC-03|nacimiento_fecha'
                when i.nacimiento_fecha > $recibido then 'FEC-02|nacimiento_fecha'
                when year(coalesce(i.entrega_fecha, i.ocurrio_fecha, $recibido)) - year(i.nacimiento_fecha) > 120
                    then 'FEC-04|nacimiento_fecha'
                when i.entrega_fecha < date '2000-01-01' then 'FEC-04|entrega_fecha'
                when i.entrega_fecha <= $cerrado_hasta then 'PER-01|entrega_fecha'
            end,
            i.fallo_codigo,
            i.fallo_lugar,
            i.fallo_numero
        ) as fallo
    from identificada as i
),

nombrada as (
    select
        j.*,
        case
            when j.fallo is not null then null
            when j.identidad_codigo = 'cui' then j.persona_cui_id
            when j.identidad_codigo = 'provisional'
                then seudonimo(
                    $persona_ipad,
                    $persona_opad,
                    'nombre',
                    concat(j.nombres_normal, '|', j.apellidos_normal, '|', cast(j.nacimiento_fecha as varchar))
                )
        end as persona_id,
        coalesce(j.monto_gtq, 0) as monto_o_cero,
        coalesce(j.cantidad, 1) as cantidad_o_una
    from juzgada as j
)

select
    n.hoja_orden,
    n.fila,
    n.fallo,
    case when n.cui_estado_codigo = 'bad_municipality' then 'CUI-04|cui' end as aviso,
    case when n.identidad_codigo = 'provisional' then n.persona_id end as persona_provisional_id,
    n.identidad_codigo,
    n.cui_estado_codigo,
    n.nombres_normal as nombres,
    n.apellidos_normal as apellidos,
    -- A ration that names nobody and carries no number of its own is known by its place alone.
    case
        when n.fallo is not null then null
        when $grano = 'racion' and n.persona_id is null and n.folio is null
            then md5(concat_ws('|', 'fila', $transferencia, n.hoja, cast(n.fila as varchar)))
        else md5(
            concat_ws(
                '|',
                $institucion,
                case when $c_modalidad_codigo then coalesce(n.modalidad_codigo, '') end,
                case when $c_cui then coalesce(n.persona_id, '') end,
                case when $c_hogar then coalesce(n.hogar_id, '') end,
                case when $c_folio then coalesce(n.folio, '') end,
                case when $c_comunidad then coalesce(nombre_normal(n.comunidad), '') end,
                case when $c_obra_codigo then coalesce(n.obra_codigo, '') end,
                case when $c_entrega_departamento_codigo then coalesce(n.entrega_departamento_codigo, '') end,
                case when $c_entrega_municipio_codigo then coalesce(n.entrega_municipio_codigo, '') end,
                case when $c_entrega_fecha then coalesce(cast(n.entrega_fecha as varchar), '') end,
                case when $c_monto_gtq then cast(n.monto_o_cero as varchar) end,
                case when $c_cantidad then cast(n.cantidad_o_una as varchar) end,
                case when $c_estado_entrega_codigo then coalesce(n.estado_entrega_codigo, '') end,
                case when $c_ocurrio_fecha then coalesce(cast(n.ocurrio_fecha as varchar), '') end,
                case when $c_registro_fecha then coalesce(cast(n.registro_fecha as varchar), '') end,
                case when $c_fin_fecha then coalesce(cast(n.fin_fecha as varchar), '') end
            )
        )
    end as entrega_id,
    n.tiene_discapacidad = 'true' as tiene_discapacidad,
    n.cumple_corresponsabilidad = 'true' as cumple_corresponsabilidad,
    n.comunidad,
    n.monto_o_cero as monto_gtq,
    n.cantidad_o_una as cantidad
from nombrada as n
