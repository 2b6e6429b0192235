-- out_efectividad_no_cobro: one row per modality, department (null = the country) and age of what nobody has collected.
-- Inputs: link_entrega, out_hecho_entrega. The age is counted in days from the day of delivery to the last day on which a
-- file reached us, so that the table moves with the data and not with the clock. Exact.
-- Who has two or more benefits uncollected in the modality counts in personas_reincidentes, in the row of the oldest one.
with
corte as (
    select max(conocido_fecha) as corte_fecha from link_entrega
),

pendiente as (
    select
        h.modalidad_codigo,
        h.visibilidad_codigo,
        h.departamento_codigo,
        h.persona_id,
        c.corte_fecha,
        c.corte_fecha - e.entrega_fecha as dias,
        cast(h.monto_gtq * 100 as bigint) as centavos,
        case
            when h.persona_id is null then false
            else
                count(*) over (partition by h.persona_id, h.modalidad_codigo) > 1
                and row_number() over (
                    partition by h.persona_id, h.modalidad_codigo order by e.entrega_fecha, h.entrega_id
                ) = 1
        end as es_reincidente
    from link_entrega as e
    inner join out_hecho_entrega as h on h.entrega_id = e.entrega_id
    cross join corte as c
    where e.estado_entrega_codigo = 'no_cobrada'
),

situado as (
    select
        *,
        case
            when dias <= 30 then '000-030'
            when dias <= 60 then '031-060'
            when dias <= 90 then '061-090'
            when dias <= 180 then '091-180'
            else '181+'
        end as tramo_dias_codigo
    from pendiente
)

select
    corte_fecha,
    modalidad_codigo,
    visibilidad_codigo,
    departamento_codigo,
    tramo_dias_codigo,
    count(*) as entregas,
    count(distinct persona_id) as personas,
    count(*) filter (where es_reincidente) as personas_reincidentes,
    quetzales(sum(centavos)) as monto_gtq
from situado
group by
    corte_fecha,
    modalidad_codigo,
    visibilidad_codigo,
    tramo_dias_codigo,
    grouping sets ((), (departamento_codigo))
having visibilidad_codigo <> 'restringida' or departamento_codigo is null
order by modalidad_codigo, departamento_codigo nulls first, tramo_dias_codigo
