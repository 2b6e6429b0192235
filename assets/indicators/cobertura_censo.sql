-- cobertura_censo: one row per year and place: persons served by public modalities, and those whom the census of
-- 2018 counted.
-- Inputs: out_alcance, out_denominador. Department 00 and municipality DD00 (not informed) are no places that could
-- have a denominator.
with
atendida as (
    select anio, nivel, departamento_codigo, municipio_codigo, personas
    from out_alcance
    where
        visibilidad_codigo = 'publica'
        and periodo_tipo_codigo = 'anio'
        and coalesce(institucion_codigo, programa_codigo, modalidad_codigo) is null
        and coalesce(sexo_codigo, edad_grupo_codigo, pueblo_codigo) is null
        and coalesce(departamento_codigo, '') <> '00'
        and coalesce(substr(municipio_codigo, 3), '') <> '00'
)

select
    'publica' as visibilidad_codigo,
    'anio' as periodo_tipo_codigo,
    a.anio,
    a.nivel,
    a.departamento_codigo,
    a.municipio_codigo,
    a.personas as numerador,
    'censo' as denominador_codigo,
    d.valor as denominador,
    d.denominador_anio,
    d.fuente as denominador_fuente,
    d.metodo_codigo as denominador_metodo_codigo
from atendida as a
left join out_denominador as d
    on
        d.denominador_codigo = 'censo'
        and d.unidad_codigo = 'personas'
        and d.anio = a.anio
        and d.nivel = a.nivel
        and coalesce(d.departamento_codigo, '') = coalesce(a.departamento_codigo, '')
        and coalesce(d.municipio_codigo, '') = coalesce(a.municipio_codigo, '')
        and coalesce(d.programa_codigo, d.modalidad_codigo) is null
