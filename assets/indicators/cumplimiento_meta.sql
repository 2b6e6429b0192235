-- cumplimiento_meta: one row per goal (modality, year, place, unit): what was reached, and the goal.
-- Inputs: out_denominador, out_alcance, out_hecho_entrega_comunitaria, ref_modalidad.
with
meta as (
    select
        d.anio, d.nivel, d.departamento_codigo, d.municipio_codigo, d.modalidad_codigo, d.unidad_codigo,
        m.visibilidad_codigo,
        d.valor, d.denominador_anio, d.fuente, d.metodo_codigo
    from out_denominador as d
    inner join ref_modalidad as m on m.modalidad_codigo = d.modalidad_codigo
    -- A restricted modality is counted in the country alone.
    where d.denominador_codigo = 'meta' and (m.visibilidad_codigo <> 'restringida' or d.nivel = 'pais')
),

alcanzado as (
    select
        anio, coalesce(municipio_codigo, departamento_codigo, '') as lugar, modalidad_codigo,
        personas, hogares, 0 as comunidades, entregas, monto_gtq
    from out_alcance
    where
        periodo_tipo_codigo = 'anio'
        and visibilidad_codigo <> 'todas'
        and modalidad_codigo is not null
        and coalesce(sexo_codigo, edad_grupo_codigo, pueblo_codigo) is null
    union all
    select
        anio, coalesce(municipio_codigo, departamento_codigo, ''), modalidad_codigo,
        0, 0, count(distinct comunidad_id), count(*), sum(monto_gtq)
    from out_hecho_entrega_comunitaria
    group by
        anio, modalidad_codigo,
        grouping sets ((), (departamento_codigo), (departamento_codigo, municipio_codigo))
)

select
    'anio' as periodo_tipo_codigo,
    m.visibilidad_codigo,
    m.anio,
    m.nivel,
    m.departamento_codigo,
    m.municipio_codigo,
    m.modalidad_codigo,
    coalesce(
        case m.unidad_codigo
            when 'personas' then a.personas
            when 'hogares' then a.hogares
            when 'comunidades' then a.comunidades
            when 'entregas' then a.entregas
            else a.monto_gtq
        end,
        0
    ) as numerador,
    concat('meta_', m.unidad_codigo) as denominador_codigo,
    m.valor as denominador,
    m.denominador_anio,
    m.fuente as denominador_fuente,
    m.metodo_codigo as denominador_metodo_codigo
from meta as m
left join alcanzado as a
    on
        a.anio = m.anio
        and a.modalidad_codigo = m.modalidad_codigo
        and a.lugar = coalesce(m.municipio_codigo, m.departamento_codigo, '')
