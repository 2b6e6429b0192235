-- cifra_pedida: one row per figure of an indicator that somebody asked for.
-- Inputs: out_indicador. Bound: the question (snis/indicators/question.py). A dimension that has a code is held to it;
-- one of $por is broken down by; any other is its total.
select
    indicador_codigo, version, periodo_tipo_codigo, periodo_codigo, periodo_inicio_fecha, periodo_fin_fecha, nivel,
    departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo, modalidad_codigo, sexo_codigo,
    edad_grupo_codigo, pueblo_codigo, visibilidad_codigo, unidad_codigo, base_codigo, numerador, denominador_codigo,
    denominador, denominador_anio, denominador_fuente, denominador_metodo_codigo, valor, minimo, maximo, razon_codigo
from out_indicador
where
    indicador_codigo = $indicador_codigo
    and periodo_tipo_codigo = $periodo_tipo_codigo
    and visibilidad_codigo = $visibilidad_codigo
    and nivel = $nivel
    and coalesce(denominador_codigo = cast($denominador_codigo as varchar), $denominador_codigo is null)
    and coalesce(periodo_codigo = cast($periodo_codigo as varchar), true)
    and coalesce(periodo_inicio_fecha >= cast($desde as date) or periodo_tipo_codigo = 'acumulado', true)
    and coalesce(periodo_fin_fecha >= cast($desde as date), true)
    and coalesce(periodo_fin_fecha <= cast($hasta as date), true)
    and case
        when $departamento is not null then coalesce(departamento_codigo = $departamento, false)
        else (departamento_codigo is not null) = list_contains($por, 'departamento')
    end
    and case
        when $municipio is not null then coalesce(municipio_codigo = $municipio, false)
        else (municipio_codigo is not null) = list_contains($por, 'municipio')
    end
    and case
        when $institucion is not null then coalesce(institucion_codigo = $institucion, false)
        else (institucion_codigo is not null) = list_contains($por, 'institucion')
    end
    and case
        when $programa is not null then coalesce(programa_codigo = $programa, false)
        else (programa_codigo is not null) = list_contains($por, 'programa')
    end
    and case
        when $modalidad is not null then coalesce(modalidad_codigo = $modalidad, false)
        else (modalidad_codigo is not null) = list_contains($por, 'modalidad')
    end
    and case
        when $sexo is not null then coalesce(sexo_codigo = $sexo, false)
        else (sexo_codigo is not null) = list_contains($por, 'sexo')
    end
    and case
        when $edad_grupo is not null then coalesce(edad_grupo_codigo = $edad_grupo, false)
        else (edad_grupo_codigo is not null) = list_contains($por, 'edad_grupo')
    end
    and case
        when $pueblo is not null then coalesce(pueblo_codigo = $pueblo, false)
        else (pueblo_codigo is not null) = list_contains($por, 'pueblo')
    end
order by
    periodo_inicio_fecha,
    periodo_fin_fecha,
    denominador_codigo nulls first,
    departamento_codigo nulls first,
    municipio_codigo nulls first,
    institucion_codigo nulls first,
    programa_codigo nulls first,
    modalidad_codigo nulls first,
    sexo_codigo nulls first,
    edad_grupo_codigo nulls first,
    pueblo_codigo nulls first
