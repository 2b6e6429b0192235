-- open_hallazgo: one row per closed year, department (empty = the country), rule and class that was printed.
-- Inputs: out_hallazgo_impreso (what was printed of each year, once). Persons only.
select
    anio,
    departamento_codigo,
    regla_codigo,
    tipo_hallazgo_codigo,
    clase_codigo,
    personas
from out_hallazgo_impreso
where personas >= $umbral_publica and personas % $base_redondeo = 0
order by anio, departamento_codigo nulls first, regla_codigo, clase_codigo
