-- familias_atendidas: one row per universe, period, place and subject of out_alcance with a household: households.
-- Inputs: out_alcance.
select
    visibilidad_codigo,
    periodo_tipo_codigo,
    anio,
    -- What accumulates begins with the first delivery of anybody, household or not.
    (select min(a.anio) from out_alcance as a) as anio_inicio,
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
