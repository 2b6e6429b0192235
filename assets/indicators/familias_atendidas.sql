-- familias_atendidas: one row per universe, period, place and subject of out_alcance with a household: households.
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
    hogares as numerador
from out_alcance
where hogares > 0 and sexo_codigo is null and edad_grupo_codigo is null and pueblo_codigo is null
