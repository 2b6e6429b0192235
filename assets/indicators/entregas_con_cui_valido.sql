-- entregas_con_cui_valido: one row per universe, month or year, and institution, programme or modality (null =
-- all): deliveries, and those with a valid CUI.
-- Inputs: link_entrega, ref_modalidad.
with
entrega as (
    select
        -- A modality that the programme list does not have is treated as the most reserved.
        coalesce(m.visibilidad_codigo, 'restringida') as visibilidad_codigo,
        cast(year(e.entrega_fecha) as bigint) as anio,
        cast(month(e.entrega_fecha) as bigint) as mes,
        e.institucion_codigo,
        coalesce(m.programa_codigo, 'ND') as programa_codigo,
        e.modalidad_codigo,
        e.cui_estado_codigo = 'valid' as cuenta
    from link_entrega as e
    left join ref_modalidad as m on m.modalidad_codigo = e.modalidad_codigo
)

select
    visibilidad_codigo,
    case when mes is null then 'anio' else 'mes' end as periodo_tipo_codigo,
    anio,
    mes as periodo_numero,
    institucion_codigo,
    programa_codigo,
    modalidad_codigo,
    count(*) filter (where cuenta) as numerador,
    count(*) as denominador
from entrega
group by
    visibilidad_codigo,
    anio,
    grouping sets (
        (), (institucion_codigo), (programa_codigo), (modalidad_codigo),
        (mes), (mes, institucion_codigo), (mes, programa_codigo), (mes, modalidad_codigo)
    )
