-- core_entrega: one row per accepted delivery to a person, household or in rations.
-- Inputs: core_juicio, core_repetida, ref_modalidad. $transferencia, $institucion, $grano: of the transfer and its
-- contract; $recibido: the day it was known.
-- The period that a delivery covers is the one of its modality's periodicity around the day of delivery; a single
-- payment covers its day.
with
aceptada as (
    select
        j.*,
        year(j.entrega_fecha) as anio,
        month(j.entrega_fecha) as mes,
        case m.periodicidad_codigo
            when 'mes' then 1
            when 'bimestre' then 2
            when 'cuatrimestre' then 4
            when 'semestre' then 6
            when 'anio' then 12
        end as meses
    from core_juicio as j
    anti join core_repetida as r on r.hoja_orden = j.hoja_orden and r.fila = j.fila
    inner join ref_modalidad as m on m.modalidad_codigo = j.modalidad_codigo
    where j.fallo is null
),

situada as (
    select
        a.*,
        a.mes - (a.mes - 1) % a.meses as mes_inicio
    from aceptada as a
)

select
    $transferencia as transferencia_id,
    s.hoja,
    s.fila,
    s.entrega_id,
    $institucion as institucion_codigo,
    s.modalidad_codigo,
    $grano as grano_codigo,
    s.persona_id,
    s.identidad_codigo,
    s.cui_estado_codigo,
    s.hogar_id,
    s.nacimiento_departamento_codigo,
    s.nacimiento_municipio_codigo,
    s.residencia_departamento_codigo,
    s.residencia_municipio_codigo,
    s.entrega_departamento_codigo,
    s.entrega_municipio_codigo,
    s.sexo_codigo,
    cast(year(s.nacimiento_fecha) as integer) as nacimiento_anio,
    cast(
        s.anio - year(s.nacimiento_fecha)
        - case
            when s.mes * 100 + day(s.entrega_fecha) < month(s.nacimiento_fecha) * 100 + day(s.nacimiento_fecha)
                then 1
            else 0
        end as integer
    ) as edad_entrega_anios,
    s.pueblo_codigo,
    s.comunidad_linguistica_codigo,
    s.tiene_discapacidad,
    s.escolaridad_codigo,
    s.pobreza_codigo,
    s.entrega_fecha,
    case when s.meses is null then s.entrega_fecha else make_date(s.anio, s.mes_inicio, 1) end
        as periodo_inicio_fecha,
    case
        when s.meses is null then s.entrega_fecha
        else last_day(make_date(s.anio, s.mes_inicio + s.meses - 1, 1))
    end as periodo_fin_fecha,
    cast(s.monto_gtq as decimal(18, 2)) as monto_gtq,
    s.cantidad,
    s.cumple_corresponsabilidad,
    s.estado_entrega_codigo,
    cast($recibido as date) as conocido_fecha
from situada as s
order by s.hoja_orden, s.fila
