-- continuidad: one row per universe, year, and department or programme (null = all): persons served in the year
-- before, and those of them served in the year too.
-- Inputs: out_beneficio. The first year of a universe has no year before it: its row says so.
with
sujeto as (
    select distinct
        b.visibilidad_codigo, b.anio, b.persona_id, b.departamento_codigo, s.programa_codigo
    from out_beneficio as b
    cross join lateral (select cast(null as varchar) as programa_codigo union all select b.programa_codigo) as s
),

par as (
    select
        a.visibilidad_codigo, a.anio + 1 as anio, a.departamento_codigo, a.programa_codigo, a.persona_id,
        b.persona_id as persona_siguiente
    from sujeto as a
    left join sujeto as b
        on b.visibilidad_codigo = a.visibilidad_codigo
        and b.anio = a.anio + 1
        and b.persona_id = a.persona_id
        and coalesce(b.programa_codigo, '') = coalesce(a.programa_codigo, '')
),

ejercicio as (
    select visibilidad_codigo, anio, lag(anio) over (partition by visibilidad_codigo order by anio) as anterior
    from (select distinct visibilidad_codigo, anio from out_beneficio)
)

select
    'anio' as periodo_tipo_codigo,
    e.visibilidad_codigo,
    e.anio,
    p.departamento_codigo,
    p.programa_codigo,
    count(p.persona_siguiente) as numerador,
    count(*) as denominador
from ejercicio as e
inner join par as p on p.visibilidad_codigo = e.visibilidad_codigo and p.anio = e.anio
group by e.visibilidad_codigo, e.anio, p.programa_codigo, grouping sets ((), (p.departamento_codigo))
-- A restricted universe is counted in the country alone, and programmes too.
having p.departamento_codigo is null or (e.visibilidad_codigo <> 'restringida' and p.programa_codigo is null)
union all
select 'anio', visibilidad_codigo, anio, null, null, null, null
from ejercicio
where anterior is null or anterior < anio - 1
