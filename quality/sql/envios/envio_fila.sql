-- envio_fila: one row per row received in a transfer that counts, with the rule that it breaks. No value of any row.
-- Inputs: core_fila, core_aviso, core_correccion, core_entrega, core_entrega_comunitaria, core_verificacion,
-- link_entrega, link_validacion, link_cruce, ref_modalidad, ref_municipio; handed: envio_archivo (files received, with
-- the layout of each), cruce_clase (what a rule of crossing holds a delivery against).
-- Texts of several words are written |word|word|; a row that is not accepted has none. `rota`: what an accepted row may
-- not be, since whoever judged it had to stop it. A row that was mended since is no longer looked at.
with
fila as (
    select
        a.formato,
        f.transferencia_id,
        f.hoja,
        f.fila,
        f.estado = 'aceptada' as es_aceptada,
        case when f.estado <> 'aceptada' then coalesce(f.regla, '') else '' end as regla,
        case when f.estado <> 'aceptada' and f.regla = 'OBL-01' then coalesce(f.campo, '') else '' end as vacio
    from core_fila as f
    inner join envio_archivo as a on a.transferencia_id = f.transferencia_id and a.cuenta
    anti join core_correccion as c on c.transferencia_id = f.transferencia_id and c.hoja = f.hoja and c.fila = f.fila
),

avisada as (
    select transferencia_id, hoja, fila, concat('|', string_agg(regla, '|'), '|') as avisos
    from core_aviso
    group by transferencia_id, hoja, fila
),

entregada as (
    select
        e.transferencia_id,
        e.hoja,
        e.fila,
        concat_ws(
            '|',
            '',
            case when e.cui_estado_codigo = 'ausente' then 'cui' end,
            case when e.hogar_id is null then 'hogar' end,
            case when e.nacimiento_anio is null then 'nacimiento_fecha' end,
            case when e.sexo_codigo is null then 'sexo_codigo' end,
            case when e.pueblo_codigo is null then 'pueblo_codigo' end,
            case when e.comunidad_linguistica_codigo is null then 'comunidad_linguistica_codigo' end,
            case when e.escolaridad_codigo is null then 'escolaridad_codigo' end,
            case when e.pobreza_codigo is null then 'pobreza_codigo' end,
            case when e.tiene_discapacidad is null then 'tiene_discapacidad' end,
            case when e.residencia_departamento_codigo is null then 'residencia_departamento_codigo' end,
            case when e.residencia_municipio_codigo is null then 'residencia_municipio_codigo' end,
            case when e.entrega_departamento_codigo is null then 'entrega_departamento_codigo' end,
            case when e.entrega_municipio_codigo is null then 'entrega_municipio_codigo' end,
            ''
        ) as vacios,
        concat_ws(
            '|',
            '',
            case when e.entrega_fecha > e.conocido_fecha then 'futura' end,
            case when e.nacimiento_anio > year(e.entrega_fecha) then 'nacimiento' end,
            case when e.edad_entrega_anios not between 0 and 120 then 'edad' end,
            case when e.monto_gtq < 0 or e.cantidad < 0 then 'negativo' end,
            case when e.grano_codigo = 'persona' and e.persona_id is null then 'persona' end,
            case when m.modalidad_codigo is null then 'modalidad' end,
            case
                when r.departamento_codigo <> e.residencia_departamento_codigo
                    or d.departamento_codigo <> e.entrega_departamento_codigo
                    or (e.residencia_municipio_codigo is not null and r.municipio_codigo is null)
                    or (e.entrega_municipio_codigo is not null and d.municipio_codigo is null)
                    then 'lugar'
            end,
            ''
        ) as rota
    from core_entrega as e
    left join ref_modalidad as m on m.modalidad_codigo = e.modalidad_codigo
    left join ref_municipio as r on r.municipio_codigo = e.residencia_municipio_codigo
    left join ref_municipio as d on d.municipio_codigo = e.entrega_municipio_codigo
    union all
    select
        e.transferencia_id,
        e.hoja,
        e.fila,
        concat_ws(
            '|',
            '',
            case when e.familias_atendidas is null then 'familias_atendidas' end,
            case when e.obra_codigo is null then 'obra_codigo' end,
            case when e.entrega_departamento_codigo is null then 'entrega_departamento_codigo' end,
            case when e.entrega_municipio_codigo is null then 'entrega_municipio_codigo' end,
            ''
        ) as vacios,
        concat_ws(
            '|',
            '',
            case when e.entrega_fecha > e.conocido_fecha then 'futura' end,
            case when e.monto_gtq < 0 or e.cantidad < 0 then 'negativo' end,
            case when m.modalidad_codigo is null then 'modalidad' end,
            case
                when d.departamento_codigo <> e.entrega_departamento_codigo
                    or (e.entrega_municipio_codigo is not null and d.municipio_codigo is null)
                    then 'lugar'
            end,
            ''
        ) as rota
    from core_entrega_comunitaria as e
    left join ref_modalidad as m on m.modalidad_codigo = e.modalidad_codigo
    left join ref_municipio as d on d.municipio_codigo = e.entrega_municipio_codigo
    union all
    select
        v.transferencia_id,
        v.hoja,
        v.fila,
        concat_ws(
            '|',
            '',
            case when v.sexo_codigo is null then 'sexo_codigo' end,
            case when v.nacimiento_anio is null then 'nacimiento_fecha' end,
            case when v.ocurrio_fecha is null then 'ocurrio_fecha' end,
            case when v.registro_fecha is null then 'registro_fecha' end,
            ''
        ) as vacios,
        concat_ws(
            '|',
            '',
            case when v.ocurrio_fecha > v.conocido_fecha or v.registro_fecha > v.conocido_fecha then 'futura' end,
            case when v.nacimiento_anio > year(v.ocurrio_fecha) then 'nacimiento' end,
            case when v.persona_id is null then 'persona' end,
            ''
        ) as rota
    from core_verificacion as v
),

validada as (
    select persona_enviada_id, concat('|', string_agg(distinct estado_identidad_codigo, '|'), '|') as identidad
    from link_validacion
    group by persona_enviada_id
),

identificada as (
    select e.transferencia_id, e.hoja, e.fila, v.identidad
    from link_entrega as e
    inner join validada as v on v.persona_enviada_id = e.persona_enviada_id
),

cruzada as (
    select c.transferencia_id, c.hoja, c.fila, concat('|', string_agg(distinct k.clase, '|'), '|') as cruces
    from link_cruce as c
    inner join cruce_clase as k on k.regla_id = c.regla_id
    group by c.transferencia_id, c.hoja, c.fila
)

select
    f.formato,
    f.transferencia_id,
    f.regla,
    f.vacio,
    case when f.es_aceptada then coalesce(a.avisos, '') end as avisos,
    case when f.es_aceptada then coalesce(e.vacios, '') end as vacios,
    case when f.es_aceptada then coalesce(e.rota, '') end as rota,
    case when f.es_aceptada then i.identidad end as identidad,
    case when f.es_aceptada then coalesce(c.cruces, '') end as cruces
from fila as f
left join avisada as a on a.transferencia_id = f.transferencia_id and a.hoja = f.hoja and a.fila = f.fila
left join entregada as e on e.transferencia_id = f.transferencia_id and e.hoja = f.hoja and e.fila = f.fila
left join identificada as i on i.transferencia_id = f.transferencia_id and i.hoja = f.hoja and i.fila = f.fila
left join cruzada as c on c.transferencia_id = f.transferencia_id and c.hoja = f.hoja and c.fila = f.fila
