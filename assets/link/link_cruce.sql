-- link_cruce: one row per rule and delivery that runs into what a register says of the person, or into a control.
-- Inputs: link_entrega, link_verificacion, link_validacion, link_identidad, ref_regla_coincidencia, ref_modalidad;
-- core_entrega_historica and core_verificacion_historica (what had been accepted by a past day and was replaced later).
-- $al_dia: only what had reached us by the end of this day (null: everything), to run a past payment again.
-- Two clocks: ocurrio_fecha and registro_fecha as the register has them, conocido_fecha the day its list reached us. A
-- payment is judged by what was known before its day. Readable reference: snis/crossing.py.
with
regla as (
    select
        regla_id, modalidad_a_codigo as modalidad_codigo, contraparte_codigo, cast(dias_antes as integer) as dias_antes,
        cast(dias_despues as integer) as dias_despues, tolerancia_dias, vigente_desde, vigente_hasta
    from ref_regla_coincidencia
    where contraparte_codigo is not null
),

-- What counted on $al_dia and was replaced after it; its person is the one that the sent identity stands for today.
entrega_historica as (
    select * from core_entrega_historica
    where conocido_fecha <= cast($al_dia as date) and reemplazada_fecha > cast($al_dia as date)
),

verificacion_historica as (
    select * from core_verificacion_historica
    where conocido_fecha <= cast($al_dia as date) and reemplazada_fecha > cast($al_dia as date)
),

persona_de_hoy as (
    select persona_enviada_id, min(persona_id) as persona_id
    from (
        select persona_enviada_id, persona_id from link_entrega
        where persona_enviada_id in (select persona_id from entrega_historica)
        union all
        select persona_enviada_id, persona_id from link_verificacion
        where persona_enviada_id in (select persona_id from verificacion_historica)
    ) as conocida
    group by persona_enviada_id
    having min(persona_id) = max(persona_id)
),

-- What was not collected, or came back, was not paid. Read where it is needed: kept, it would be all deliveries again.
entrega as not materialized (
    select
        transferencia_id, hoja, fila, entrega_id, institucion_codigo, modalidad_codigo, persona_id, persona_enviada_id,
        identidad_codigo, hogar_id, sexo_codigo, nacimiento_anio, edad_entrega_anios, entrega_fecha,
        periodo_inicio_fecha, monto_gtq, conocido_fecha
    from link_entrega
    where persona_id is not null
        and coalesce(estado_entrega_codigo, 'entregada') not in ('no_cobrada', 'devuelta')
        and ($al_dia is null or conocido_fecha <= cast($al_dia as date))
    union all
    select
        h.transferencia_id, h.hoja, h.fila, h.entrega_id, h.institucion_codigo, h.modalidad_codigo,
        coalesce(p.persona_id, h.persona_id) as persona_id, h.persona_id as persona_enviada_id, h.identidad_codigo,
        h.hogar_id, h.sexo_codigo, h.nacimiento_anio, h.edad_entrega_anios, h.entrega_fecha, h.periodo_inicio_fecha,
        h.monto_gtq, h.conocido_fecha
    from entrega_historica as h
    left join persona_de_hoy as p on p.persona_enviada_id = h.persona_id
    where h.persona_id is not null
        and coalesce(h.estado_entrega_codigo, 'entregada') not in ('no_cobrada', 'devuelta')
),

verificacion as not materialized (
    select
        transferencia_id, hoja, fila, fuente_codigo, persona_id, sexo_codigo, nacimiento_anio, ocurrio_fecha,
        registro_fecha, fin_fecha, modalidad_codigo, conocido_fecha
    from link_verificacion
    where persona_id is not null and ($al_dia is null or conocido_fecha <= cast($al_dia as date))
    union all
    select
        h.transferencia_id, h.hoja, h.fila, h.fuente_codigo, coalesce(p.persona_id, h.persona_id) as persona_id,
        h.sexo_codigo, h.nacimiento_anio, h.ocurrio_fecha, h.registro_fecha, h.fin_fecha, h.modalidad_codigo,
        h.conocido_fecha
    from verificacion_historica as h
    left join persona_de_hoy as p on p.persona_enviada_id = h.persona_id
),

-- A register repeats itself from list to list: what it said last holds, and we have known of it since the first list.
-- One fact for each death, and for each start of a job, pension, contract or enrolment.
dicho as (
    select
        fuente_codigo,
        persona_id,
        case when fuente_codigo = 'mides_padron' then modalidad_codigo end as modalidad_codigo,
        coalesce(ocurrio_fecha, registro_fecha, conocido_fecha) as inicio_fecha,
        coalesce(registro_fecha, ocurrio_fecha, conocido_fecha) as registro_fecha,
        case when fuente_codigo <> 'renap_defuncion' then fin_fecha end as fin_fecha,
        conocido_fecha,
        transferencia_id,
        hoja,
        fila,
        ocurrio_fecha is not null as tiene_dia,
        case
            when fuente_codigo <> 'renap_defuncion' then coalesce(ocurrio_fecha, registro_fecha, conocido_fecha)
        end as desde_fecha
    from verificacion
    where fuente_codigo in (
        'renap_defuncion', 'onsec_planilla', 'igss_pension', 'minfin_contratista', 'mides_padron'
    )
),

ultimo as (
    select
        fuente_codigo, persona_id, modalidad_codigo, inicio_fecha, fin_fecha, fin_conocido_fecha,
        primer_registro_fecha as registro_fecha, primer_conocido_fecha as conocido_fecha
    from (
        select
            *,
            min(registro_fecha) over (
                partition by fuente_codigo, persona_id, modalidad_codigo, desde_fecha
            ) as primer_registro_fecha,
            min(conocido_fecha) over (
                partition by fuente_codigo, persona_id, modalidad_codigo, desde_fecha
            ) as primer_conocido_fecha,
            min(conocido_fecha) over (
                partition by fuente_codigo, persona_id, modalidad_codigo, desde_fecha, fin_fecha
            ) as fin_conocido_fecha
        from dicho
    ) as repetido
    qualify row_number() over (
        partition by fuente_codigo, persona_id, modalidad_codigo, desde_fecha
        order by tiene_dia desc, conocido_fecha desc, transferencia_id desc, hoja desc, fila desc
    ) = 1
),

-- A death counts from the next day on; everything else on its first and last day too.
choque as (
    select
        r.regla_id, e.transferencia_id, e.hoja, e.fila, h.inicio_fecha as ocurrio_fecha, h.registro_fecha,
        h.conocido_fecha
    from ultimo as h
    inner join entrega as e on e.persona_id = h.persona_id
    inner join regla as r
        on r.contraparte_codigo = h.fuente_codigo
        and r.modalidad_codigo = e.modalidad_codigo
        and e.entrega_fecha >= r.vigente_desde
        and (r.vigente_hasta is null or e.entrega_fecha <= r.vigente_hasta)
    where h.fuente_codigo <> 'mides_padron'
        and e.entrega_fecha
        >= h.inicio_fecha + case when h.fuente_codigo = 'renap_defuncion' then 1 else 0 end - r.dias_antes
        and (h.fin_fecha is null or e.entrega_fecha <= h.fin_fecha + r.dias_despues)
        and e.entrega_fecha
        - (h.inicio_fecha + case when h.fuente_codigo = 'renap_defuncion' then 1 else 0 end - r.dias_antes)
        + 1 > r.tolerancia_dias
    qualify row_number() over (
        partition by r.regla_id, e.transferencia_id, e.hoja, e.fila
        order by h.conocido_fecha, h.registro_fecha, h.inicio_fecha
    ) = 1
),

-- Who is paid without standing in the padrón of the modality on that day. Only people known by a CUI can be looked for.
padron as (
    select * from ultimo where fuente_codigo = 'mides_padron'
),

padron_recibido as (
    select modalidad_codigo, min(conocido_fecha) as conocido_fecha from padron group by modalidad_codigo
),

comparable as (
    select distinct persona_id from entrega where identidad_codigo = 'cui'
),

cobro as (
    select
        r.regla_id, e.transferencia_id, e.hoja, e.fila, e.persona_id, e.modalidad_codigo, e.entrega_fecha,
        l.conocido_fecha as lista_conocida_fecha
    from entrega as e
    inner join regla as r
        on r.contraparte_codigo = 'mides_padron'
        and r.modalidad_codigo = e.modalidad_codigo
        and e.entrega_fecha >= r.vigente_desde
        and (r.vigente_hasta is null or e.entrega_fecha <= r.vigente_hasta)
    inner join padron_recibido as l on l.modalidad_codigo = e.modalidad_codigo
    semi join comparable as c on c.persona_id = e.persona_id
),

fuera as (
    select c.*
    from cobro as c
    anti join padron as p
        on p.persona_id = c.persona_id
        and p.modalidad_codigo = c.modalidad_codigo
        and p.inicio_fecha <= c.entrega_fecha
        and (p.fin_fecha is null or p.fin_fecha >= c.entrega_fecha)
),

-- Left before: the day of leaving is the fact; enrolled only later: that day is; never enrolled: there is none.
ausencia as (
    select
        f.regla_id,
        f.transferencia_id,
        f.hoja,
        f.fila,
        p.fin_fecha < f.entrega_fecha as salio_antes,
        case when p.fin_fecha < f.entrega_fecha then p.fin_fecha else p.inicio_fecha end as ocurrio_fecha,
        case when p.fin_fecha < f.entrega_fecha then p.fin_fecha else p.registro_fecha end as registro_fecha,
        case
            when p.persona_id is null then f.lista_conocida_fecha
            when p.fin_fecha < f.entrega_fecha then p.fin_conocido_fecha
            else p.conocido_fecha
        end as conocido_fecha
    from fuera as f
    left join padron as p on p.persona_id = f.persona_id and p.modalidad_codigo = f.modalidad_codigo
    qualify row_number() over (
        partition by f.regla_id, f.transferencia_id, f.hoja, f.fila
        order by
            case when p.fin_fecha < f.entrega_fecha then 0 else 1 end,
            case when p.fin_fecha < f.entrega_fecha then p.fin_fecha end desc,
            case when p.fin_fecha < f.entrega_fecha then p.inicio_fecha end desc,
            p.inicio_fecha
    ) = 1
),

-- Controls: what a delivery shows by itself, or beside RENAP's own data of the person.
renap as (
    select
        persona_id, sexo_codigo, nacimiento_anio,
        min(conocido_fecha) over (partition by persona_id) as conocido_fecha
    from verificacion
    where fuente_codigo = 'renap_persona'
    qualify row_number() over (
        partition by persona_id order by verificacion.conocido_fecha desc, transferencia_id desc, hoja desc, fila desc
    ) = 1
),

-- Rows of a CUI that linkage left apart may still be one person; another birth year or sex shows that they are not.
cui_de_varias as (
    select persona_enviada_id
    from entrega
    where identidad_codigo = 'cui'
    group by persona_enviada_id
    having min(persona_id) < max(persona_id)
        and (
            min(nacimiento_anio) < max(nacimiento_anio)
            or min(sexo_codigo) filter (where sexo_codigo in ('F', 'M'))
            < max(sexo_codigo) filter (where sexo_codigo in ('F', 'M'))
        )
),

-- A CUI is shared from the day on which the second of its persons was known.
cui_compartido as (
    select persona_enviada_id, conocido_fecha
    from (
        select
            e.persona_enviada_id, min(e.conocido_fecha) as conocido_fecha,
            row_number() over (partition by e.persona_enviada_id order by min(e.conocido_fecha), e.persona_id) as orden
        from entrega as e
        semi join cui_de_varias as c on c.persona_enviada_id = e.persona_enviada_id
        where e.identidad_codigo = 'cui'
        group by e.persona_enviada_id, e.persona_id
    ) as persona_del_cui
    where orden = 2
),

-- What RENAP answered of the identities that a transfer brought: another name, or nobody.
validada_mal as (
    select
        i.transferencia_id,
        i.persona_enviada_id,
        case
            when v.estado_identidad_codigo = 'no_encontrado' then 'identidad_no_encontrada'
            else 'nombre_distinto_renap'
        end as contraparte_codigo,
        min(v.conocido_fecha) as conocido_fecha
    from link_validacion as v
    inner join link_identidad as i on i.identidad_id = v.identidad_id
    where ($al_dia is null or v.conocido_fecha <= cast($al_dia as date))
        and (
            v.estado_identidad_codigo = 'no_encontrado'
            or (
                v.estado_identidad_codigo = 'discrepancia'
                and (contains(v.campo_discrepante, 'nombres') or contains(v.campo_discrepante, 'apellidos'))
            )
        )
    group by i.transferencia_id, i.persona_enviada_id, 3
),

raro as (
    select 'edad_improbable' as contraparte_codigo, transferencia_id, hoja, fila, conocido_fecha, true as a_la_vista
    from entrega
    where edad_entrega_anios >= 116
    union all
    select 'edad_bajo_minimo', e.transferencia_id, e.hoja, e.fila, e.conocido_fecha, true
    from entrega as e
    inner join ref_modalidad as m on m.modalidad_codigo = e.modalidad_codigo
    where e.edad_entrega_anios < m.edad_min
    union all
    select 'dato_distinto_renap', e.transferencia_id, e.hoja, e.fila, r.conocido_fecha, false
    from entrega as e
    inner join renap as r on r.persona_id = e.persona_id
    where r.nacimiento_anio <> e.nacimiento_anio
        or (r.sexo_codigo <> e.sexo_codigo and r.sexo_codigo in ('F', 'M') and e.sexo_codigo in ('F', 'M'))
    union all
    select 'cui_de_varias_personas', e.transferencia_id, e.hoja, e.fila, c.conocido_fecha, false
    from entrega as e
    inner join cui_compartido as c on c.persona_enviada_id = e.persona_enviada_id
    where e.identidad_codigo = 'cui'
    union all
    select v.contraparte_codigo, e.transferencia_id, e.hoja, e.fila, v.conocido_fecha, false
    from entrega as e
    inner join validada_mal as v
        on v.transferencia_id = e.transferencia_id and v.persona_enviada_id = e.persona_enviada_id
    where e.identidad_codigo = 'cui'
),

control as (
    select
        r.regla_id, e.transferencia_id, e.hoja, e.fila, x.conocido_fecha,
        -- What stands in the payment's own row was in the sender's hands before it was paid.
        case when x.a_la_vista or x.conocido_fecha < e.entrega_fecha then 'conocida_antes' else 'lista_tarde' end
            as clase_codigo
    from raro as x
    inner join entrega as e on e.transferencia_id = x.transferencia_id and e.hoja = x.hoja and e.fila = x.fila
    inner join regla as r
        on r.contraparte_codigo = x.contraparte_codigo
        and r.modalidad_codigo = e.modalidad_codigo
        and e.entrega_fecha >= r.vigente_desde
        and (r.vigente_hasta is null or e.entrega_fecha <= r.vigente_hasta)
),

cruce as (
    select
        c.regla_id, c.transferencia_id, c.hoja, c.fila, c.ocurrio_fecha, c.registro_fecha, c.conocido_fecha,
        cast(null as varchar) as clase_codigo
    from choque as c
    union all
    select
        a.regla_id, a.transferencia_id, a.hoja, a.fila, a.ocurrio_fecha, a.registro_fecha, a.conocido_fecha,
        case
            when a.salio_antes then null
            when a.ocurrio_fecha is not null then 'registrada_tarde'
            when a.conocido_fecha < e.entrega_fecha then 'conocida_antes'
            else 'lista_tarde'
        end
    from ausencia as a
    inner join entrega as e on e.transferencia_id = a.transferencia_id and e.hoja = a.hoja and e.fila = a.fila
    union all
    select regla_id, transferencia_id, hoja, fila, null, null, conocido_fecha, clase_codigo from control
)

select
    c.regla_id,
    e.transferencia_id,
    e.hoja,
    e.fila,
    e.entrega_id,
    e.persona_id,
    e.hogar_id,
    e.institucion_codigo,
    e.modalidad_codigo,
    -- What could be known when it was paid: the first that fits.
    case
        when c.clase_codigo is not null then c.clase_codigo
        when c.conocido_fecha < e.entrega_fecha then 'conocida_antes'
        when c.ocurrio_fecha >= e.periodo_inicio_fecha then 'en_ventana'
        when c.registro_fecha >= e.entrega_fecha then 'registrada_tarde'
        else 'lista_tarde'
    end as clase_codigo,
    e.entrega_fecha,
    e.periodo_inicio_fecha,
    cast(e.monto_gtq as decimal(18, 2)) as monto_gtq,
    e.conocido_fecha as entrega_conocido_fecha,
    c.ocurrio_fecha,
    c.registro_fecha,
    c.conocido_fecha
from cruce as c
inner join entrega as e on e.transferencia_id = c.transferencia_id and e.hoja = c.hoja and e.fila = c.fila
order by c.regla_id, e.transferencia_id, e.hoja, e.fila
