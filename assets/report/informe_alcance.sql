-- informe_alcance: one row per period, place and thing of the public universe that a report tells of.
-- Inputs: out_alcance. Bound: $tipo and $numero, the kind and number of the period; $anio, its year; $primer_mes and
-- $ultimo_mes, its months. The same period of earlier years is there too; months are of this year alone.
-- Sex crossed with age is left out: a report tells each by itself.
select
    periodo_tipo_codigo,
    anio,
    periodo_numero,
    coalesce(municipio_codigo, departamento_codigo, '') as lugar_codigo,
    case
        when institucion_codigo is not null then 'institucion'
        when programa_codigo is not null then 'programa'
        when modalidad_codigo is not null then 'modalidad'
        when sexo_codigo is not null then 'sexo'
        when edad_grupo_codigo is not null then 'edad_grupo'
        when pueblo_codigo is not null then 'pueblo'
        else 'total'
    end as asunto_codigo,
    coalesce(
        institucion_codigo, programa_codigo, modalidad_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo, ''
    ) as codigo,
    personas,
    entregas,
    monto_gtq
from out_alcance
where
    visibilidad_codigo = 'publica'
    and (
        (periodo_tipo_codigo = $tipo and periodo_numero = $numero and anio <= $anio)
        or (periodo_tipo_codigo = 'mes' and anio = $anio and periodo_numero between $primer_mes and $ultimo_mes)
    )
    and case when institucion_codigo is not null then 1 else 0 end
    + case when programa_codigo is not null then 1 else 0 end
    + case when modalidad_codigo is not null then 1 else 0 end
    + case when sexo_codigo is not null then 1 else 0 end
    + case when edad_grupo_codigo is not null then 1 else 0 end
    + case when pueblo_codigo is not null then 1 else 0 end <= 1
order by anio, periodo_tipo_codigo, periodo_numero, lugar_codigo, asunto_codigo, codigo
