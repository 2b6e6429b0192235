-- informe_simultanea: one row per department (empty = the country): persons of one year with two modalities on one day, out
-- of those reached.
-- Inputs: out_indicador (tasa_coincidencia). Bound: $anio_codigo, the code of the year.
select
    coalesce(departamento_codigo, '') as lugar_codigo,
    cast(numerador as bigint) as personas,
    cast(denominador as bigint) as atendidas,
    valor
from out_indicador
where
    indicador_codigo = 'tasa_coincidencia'
    and periodo_codigo = $anio_codigo
    and visibilidad_codigo = 'publica'
    and nivel in ('pais', 'departamento')
    and numerador is not null
order by lugar_codigo
