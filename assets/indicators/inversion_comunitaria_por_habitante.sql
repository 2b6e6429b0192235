-- inversion_comunitaria_por_habitante: one row per universe, year and place: quetzales of works, and inhabitants.
-- Inputs: out_hecho_entrega_comunitaria, out_denominador.
with
inversion as (
    select visibilidad_codigo, anio, departamento_codigo, municipio_codigo, sum(monto_gtq) as monto_gtq
    from out_hecho_entrega_comunitaria
    group by
        visibilidad_codigo, anio,
        grouping sets ((), (departamento_codigo), (departamento_codigo, municipio_codigo))
    -- A restricted universe is counted in the country alone.
    having visibilidad_codigo <> 'restringida' or departamento_codigo is null
)

select
    'anio' as periodo_tipo_codigo,
    i.visibilidad_codigo,
    i.anio,
    i.departamento_codigo,
    i.municipio_codigo,
    i.monto_gtq as numerador,
    d.valor as denominador,
    d.denominador_anio,
    d.fuente as denominador_fuente,
    d.metodo_codigo as denominador_metodo_codigo
from inversion as i
left join out_denominador as d
    on
        d.denominador_codigo = 'poblacion'
        and d.unidad_codigo = 'personas'
        and d.anio = i.anio
        and coalesce(d.municipio_codigo, d.departamento_codigo, '')
        = coalesce(i.municipio_codigo, i.departamento_codigo, '')
where coalesce(i.departamento_codigo, '') <> '00' and coalesce(substr(i.municipio_codigo, 3), '') <> '00'
