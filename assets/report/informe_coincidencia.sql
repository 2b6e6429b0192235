-- informe_coincidencia: one row per department (empty = the country) and pair of public modalities of one year.
-- Inputs: out_coincidencia. Bound: $anio.
select
    coalesce(departamento_codigo, '') as lugar_codigo,
    modalidad_a_codigo,
    modalidad_b_codigo,
    personas
from out_coincidencia
where anio = $anio and visibilidad_codigo = 'publica'
order by lugar_codigo, modalidad_a_codigo, modalidad_b_codigo
