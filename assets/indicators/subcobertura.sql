-- subcobertura: one row per year and place with eligible persons: those whom nobody reached.
-- Inputs: out_beneficio, out_caracterizacion, out_denominador. Who is eligible is not in the deliveries: the poor
-- are taken to be, those who are not poor not; whoever nobody classifies may be one or the other, so that the
-- figure is a range.
with
persona as (
    select distinct b.anio, b.persona_id, b.departamento_codigo, b.municipio_codigo, c.pobreza_codigo
    from out_beneficio as b
    inner join out_caracterizacion as c on c.persona_id = b.persona_id
    where b.visibilidad_codigo = 'publica'
),

celda as (
    select
        anio,
        coalesce(municipio_codigo, departamento_codigo, '') as lugar,
        count(*) filter (where pobreza_codigo in ('1', '2')) as pobres,
        count(*) filter (where coalesce(pobreza_codigo, '9') <> '3') as quiza_pobres
    from persona
    group by anio, grouping sets ((), (departamento_codigo), (departamento_codigo, municipio_codigo))
),

rango as (
    select
        d.*,
        greatest(0, d.valor - coalesce(c.quiza_pobres, 0)) as menor,
        greatest(0, d.valor - coalesce(c.pobres, 0)) as mayor
    from out_denominador as d
    left join celda as c
        on c.anio = d.anio and c.lugar = coalesce(d.municipio_codigo, d.departamento_codigo, '')
    where
        d.denominador_codigo = 'elegibles'
        and d.unidad_codigo = 'personas'
        and coalesce(d.programa_codigo, d.modalidad_codigo) is null
)

select
    'anio' as periodo_tipo_codigo,
    'publica' as visibilidad_codigo,
    anio,
    nivel,
    departamento_codigo,
    municipio_codigo,
    case when menor = mayor then menor end as numerador,
    case when menor < mayor then menor end as minimo_numerador,
    case when menor < mayor then mayor end as maximo_numerador,
    valor as denominador,
    denominador_anio,
    fuente as denominador_fuente,
    metodo_codigo as denominador_metodo_codigo
from rango
