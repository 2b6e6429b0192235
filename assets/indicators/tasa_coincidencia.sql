-- tasa_coincidencia: one row per year and place: persons served, and those of them with two modalities on one day.
-- Inputs: out_beneficio, link_coincidencia, ref_modalidad. Public modalities on both sides.
with
modalidad_publica as (
    select modalidad_codigo from ref_modalidad where visibilidad_codigo = 'publica'
),

coincidente as (
    select distinct c.persona_id, cast(year(c.mes_inicio_fecha) as bigint) as anio
    from link_coincidencia as c
    semi join modalidad_publica as a on a.modalidad_codigo = c.modalidad_a_codigo
    semi join modalidad_publica as b on b.modalidad_codigo = c.modalidad_b_codigo
),

persona as (
    select distinct anio, persona_id, departamento_codigo, municipio_codigo
    from out_beneficio
    where visibilidad_codigo = 'publica'
)

select
    'anio' as periodo_tipo_codigo,
    'publica' as visibilidad_codigo,
    p.anio,
    p.departamento_codigo,
    p.municipio_codigo,
    count(c.persona_id) as numerador,
    count(*) as denominador
from persona as p
left join coincidente as c on c.persona_id = p.persona_id and c.anio = p.anio
group by p.anio, grouping sets ((), (p.departamento_codigo), (p.departamento_codigo, p.municipio_codigo))
