-- ruralidad: one row per place: inhabitants of the census of 2018, and those in the countryside.
-- Inputs: ref_condicion, ref_municipio.
with
municipio as (
    select c.anio, m.departamento_codigo, m.municipio_codigo, c.proporcion, m.poblacion_2018, c.fuente
    from ref_condicion as c
    inner join ref_municipio as m on m.municipio_codigo = c.municipio_codigo
    where c.condicion_codigo = 'rural'
)

select
    'anio' as periodo_tipo_codigo,
    'publica' as visibilidad_codigo,
    anio,
    departamento_codigo,
    municipio_codigo,
    sum(proporcion * poblacion_2018) as numerador,
    sum(poblacion_2018) as denominador,
    anio as denominador_anio,
    max(fuente) as denominador_fuente,
    'observado' as denominador_metodo_codigo
from municipio
group by anio, grouping sets ((), (departamento_codigo), (departamento_codigo, municipio_codigo))
