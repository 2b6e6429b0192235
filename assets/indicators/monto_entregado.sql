-- monto_entregado: one row per universe, period, place and group of out_alcance: quetzales.
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
    monto_gtq as numerador
from out_alcance
