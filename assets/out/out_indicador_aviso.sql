-- out_indicador_aviso: one row per figure of an indicator that is withheld: why, and what to do about it.
-- Inputs: out_indicador.
select
    indicador_codigo,
    periodo_tipo_codigo,
    periodo_codigo,
    nivel,
    departamento_codigo,
    municipio_codigo,
    institucion_codigo,
    programa_codigo,
    modalidad_codigo,
    sexo_codigo,
    edad_grupo_codigo,
    pueblo_codigo,
    visibilidad_codigo,
    denominador_codigo,
    numerador,
    denominador,
    denominador_anio,
    razon_codigo,
    case
        when razon_codigo in ('supera_denominador', 'fuera_de_rango') then 'hallazgo'
        else 'hueco'
    end as aviso_clase_codigo,
    case razon_codigo
        when 'supera_denominador'
            then
                'Hay más en el numerador que en el denominador: revise el lugar y la identidad de las entregas, y de qué '
                || 'año es el denominador. No cite esta cifra.'
        when 'fuera_de_rango'
            then
                'El valor está fuera de lo creíble: revise los montos y las fechas de las entregas, o el rango de la ficha '
                || 'del indicador. No cite esta cifra.'
        when 'sin_denominador'
            then
                'No hay denominador de ese lugar y año: cite el numerador con su unidad, sin razón, o cargue la fuente '
                || 'que falta.'
        when 'denominador_cero'
            then 'El denominador es cero: no hay entre qué dividir. Cite el numerador con su unidad, sin razón.'
        else 'Todavía no hay datos de ese período y lugar: espere el envío o pídalo a la institución.'
    end as que_hacer
from out_indicador
where razon_codigo not in ('calculada', 'solo_rango')
order by
    indicador_codigo,
    periodo_tipo_codigo,
    periodo_codigo,
    nivel,
    visibilidad_codigo,
    departamento_codigo nulls first,
    municipio_codigo nulls first,
    institucion_codigo nulls first,
    programa_codigo nulls first,
    modalidad_codigo nulls first,
    sexo_codigo nulls first,
    edad_grupo_codigo nulls first,
    pueblo_codigo nulls first,
    denominador_codigo nulls first
