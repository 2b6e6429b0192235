-- usuarios_atendidos: one row per universe, period, place and group of out_alcance: persons.
-- Inputs: out_alcance.
select
    visibilidad_codigo,
    periodo_tipo_codigo,
    anio,
    periodo_numero,
    nivel,
    departamento_codigo,
    municipio_codigo,
    institucion_codigo,
    programa_codigo,
    modalidad_codigo,
    sexo_codigo,
    edad_grupo_codigo,
    pueblo_codigo,
    personas as numerador
from out_alcance
