-- core_juicio: one row per row of the transfer, with the first rule that it breaks (null: none) and its typed values.
-- Inputs: core_texto; core_valor_cui, core_valor_hogar, core_valor_fecha, core_valor_numero, core_valor_codigo,
-- core_valor_lugar (each distinct text read once). Duplicates are found afterwards (core_repetida). In memory only.
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
        t.nombres,
        t.apellidos,
        t.tiene_nombre_completo,
        t.nacimiento_fecha is not null as tiene_nacimiento,
        coalesce(numero.cui_estado_codigo, 'ausente') as cui_estado_codigo,
        numero.persona_id as persona_cui_id,
        casa.hogar_id,
        t.folio,
        t.comunidad,
        nacimiento.fecha as nacimiento_fecha,
        entrega.fecha as entrega_fecha,
        ocurrio.fecha as ocurrio_fecha,
        registro.fecha as registro_fecha,
        fin.fecha as fin_fecha,
        monto.monto_gtq,
        cantidad.cuenta as cantidad,
        familias.cuenta as familias_atendidas,
        modalidad.codigo as modalidad_codigo,
        sexo.codigo as sexo_codigo,
        pueblo.codigo as pueblo_codigo,
        lengua.codigo as comunidad_linguistica_codigo,
        escolaridad.codigo as escolaridad_codigo,
        pobreza.codigo as pobreza_codigo,
        discapacidad.codigo as tiene_discapacidad,
        cumple.codigo as cumple_corresponsabilidad,
        estado.codigo as estado_entrega_codigo,
        obra.codigo as obra_codigo,
        nace.departamento_codigo as nacimiento_departamento_codigo,
        nace.municipio_codigo as nacimiento_municipio_codigo,
        reside.departamento_codigo as residencia_departamento_codigo,
        reside.municipio_codigo as residencia_municipio_codigo,
        recibe.departamento_codigo as entrega_departamento_codigo,
        recibe.municipio_codigo as entrega_municipio_codigo,
        coalesce(nacimiento.fallo, entrega.fallo, ocurrio.fallo, registro.fallo, fin.fallo) as fallo_fecha,
        coalesce(
            modalidad.fallo, sexo.fallo, pueblo.fallo, lengua.fallo, escolaridad.fallo, pobreza.fallo,
            discapacidad.fallo, cumple.fallo, estado.fallo, obra.fallo
        ) as fallo_codigo,
        case
            when nace.fallo like 'TER-01%' then nace.fallo
            when reside.fallo like 'TER-01%' then reside.fallo
            when recibe.fallo like 'TER-01%' then recibe.fallo
            else coalesce(nace.fallo, reside.fallo, recibe.fallo)
        end as fallo_lugar,
        case
            when monto.fallo like 'NUM-01%' then monto.fallo
            when cantidad.fallo like 'NUM-01%' then cantidad.fallo
            when familias.fallo like 'NUM-01%' then familias.fallo
            else coalesce(monto.fallo, cantidad.fallo, familias.fallo)
        end as fallo_numero
    from core_texto as t
    left join core_valor_cui as numero on numero.texto = t.cui
    left join core_valor_hogar as casa on casa.texto = t.hogar
    left join core_valor_fecha as nacimiento
        on nacimiento.campo = 'nacimiento_fecha' and nacimiento.texto = t.nacimiento_fecha
    left join core_valor_fecha as entrega
        on entrega.campo = 'entrega_fecha' and entrega.texto = t.entrega_fecha
    left join core_valor_fecha as ocurrio
        on ocurrio.campo = 'ocurrio_fecha' and ocurrio.texto = t.ocurrio_fecha
    left join core_valor_fecha as registro
        on registro.campo = 'registro_fecha' and registro.texto = t.registro_fecha
    left join core_valor_fecha as fin on fin.campo = 'fin_fecha' and fin.texto = t.fin_fecha
    left join core_valor_numero as monto on monto.campo = 'monto_gtq' and monto.texto = t.monto_gtq
    left join core_valor_numero as cantidad on cantidad.campo = 'cantidad' and cantidad.texto = t.cantidad
    left join core_valor_numero as familias
        on familias.campo = 'familias_atendidas' and familias.texto = t.familias_atendidas
    left join core_valor_codigo as modalidad
        on modalidad.campo = 'modalidad_codigo' and modalidad.texto = t.modalidad_codigo
    left join core_valor_codigo as sexo on sexo.campo = 'sexo_codigo' and sexo.texto = t.sexo_codigo
    left join core_valor_codigo as pueblo on pueblo.campo = 'pueblo_codigo' and pueblo.texto = t.pueblo_codigo
    left join core_valor_codigo as lengua
        on lengua.campo = 'comunidad_linguistica_codigo' and lengua.texto = t.comunidad_linguistica_codigo
    left join core_valor_codigo as escolaridad
        on escolaridad.campo = 'escolaridad_codigo' and escolaridad.texto = t.escolaridad_codigo
    left join core_valor_codigo as pobreza
        on pobreza.campo = 'pobreza_codigo' and pobreza.texto = t.pobreza_codigo
    left join core_valor_codigo as discapacidad
        on discapacidad.campo = 'tiene_discapacidad' and discapacidad.texto = t.tiene_discapacidad
    left join core_valor_codigo as cumple
        on cumple.campo = 'cumple_corresponsabilidad' and cumple.texto = t.cumple_corresponsabilidad
    left join core_valor_codigo as estado
        on estado.campo = 'estado_entrega_codigo' and estado.texto = t.estado_entrega_codigo
    left join core_valor_codigo as obra on obra.campo = 'obra_codigo' and obra.texto = t.obra_codigo
    left join core_valor_lugar as nace
        on nace.lugar = 'nacimiento'
        and nace.departamento_texto is not distinct from t.nacimiento_departamento_codigo
        and nace.municipio_texto is not distinct from t.nacimiento_municipio_codigo
    left join core_valor_lugar as reside
        on reside.lugar = 'residencia'
        and reside.departamento_texto is not distinct from t.residencia_departamento_codigo
        and reside.municipio_texto is not distinct from t.residencia_municipio_codigo
    left join core_valor_lugar as recibe
        on recibe.lugar = 'entrega'
        and recibe.departamento_texto is not distinct from t.entrega_departamento_codigo
        and recibe.municipio_texto is not distinct from t.entrega_municipio_codigo
),

identificada as (
    select
        v.*,
        case
            when v.cui_estado_codigo in ('valid', 'bad_municipality') then 'cui'
            when v.cui_estado_codigo = 'ausente'
                and v.nombres is not null
                and (v.apellidos is not null or v.tiene_nombre_completo)
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
            case
                when perdio_letras(i.nombres) then 'NOM-01|nombres'
                when perdio_letras(i.apellidos) then 'NOM-01|apellidos'
            end,
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
        j.* exclude (hogar_id),
        case
            when j.fallo is not null then null
            when j.identidad_codigo = 'cui' then j.persona_cui_id
            when j.identidad_codigo = 'provisional'
                then seudonimo(
                    $persona_ipad,
                    $persona_opad,
                    'nombre',
                    concat(
                        nombre_normal(j.nombres), '|', nombre_normal(coalesce(j.apellidos, '')), '|',
                        cast(j.nacimiento_fecha as varchar)
                    )
                )
        end as persona_id,
        case when j.fallo is null then j.hogar_id end as hogar_id,
        coalesce(j.monto_gtq, 0) as monto_o_cero,
        coalesce(j.cantidad, 1) as cantidad_o_una
    from juzgada as j
)

select
    n.hoja_orden,
    n.hoja,
    n.fila,
    n.fallo,
    case when n.cui_estado_codigo = 'bad_municipality' then 'CUI-04|cui' end as aviso,
    n.persona_id,
    n.identidad_codigo,
    n.cui_estado_codigo,
    n.hogar_id,
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
    n.nacimiento_fecha,
    n.entrega_fecha,
    n.ocurrio_fecha,
    n.registro_fecha,
    n.fin_fecha,
    n.modalidad_codigo,
    n.nacimiento_departamento_codigo,
    n.nacimiento_municipio_codigo,
    n.residencia_departamento_codigo,
    n.residencia_municipio_codigo,
    n.entrega_departamento_codigo,
    n.entrega_municipio_codigo,
    n.sexo_codigo,
    n.pueblo_codigo,
    n.comunidad_linguistica_codigo,
    n.tiene_discapacidad = 'true' as tiene_discapacidad,
    n.escolaridad_codigo,
    n.pobreza_codigo,
    n.cumple_corresponsabilidad = 'true' as cumple_corresponsabilidad,
    n.estado_entrega_codigo,
    n.obra_codigo,
    n.comunidad,
    n.monto_o_cero as monto_gtq,
    n.cantidad_o_una as cantidad,
    n.familias_atendidas
from nombrada as n
