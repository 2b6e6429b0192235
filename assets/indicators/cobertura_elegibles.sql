-- cobertura_elegibles: one row per year and place, in all and for each modality with eligible persons of its own:
-- persons served and eligible persons.
-- Inputs: out_alcance, out_denominador, ref_modalidad. A place with eligible persons and nobody served has its row,
-- with 0; one without them has no ratio. A modality is told of at the levels at which it has eligible persons.
with
elegible as (
    select
        d.anio, d.nivel, d.departamento_codigo, d.municipio_codigo, d.modalidad_codigo,
        coalesce(m.visibilidad_codigo, 'publica') as visibilidad_codigo,
        d.valor, d.denominador_anio, d.fuente, d.metodo_codigo
    from out_denominador as d
    left join ref_modalidad as m on m.modalidad_codigo = d.modalidad_codigo
    where
        d.denominador_codigo = 'elegibles'
        and d.unidad_codigo = 'personas'
        and (d.modalidad_codigo is not null or d.programa_codigo is null)
),

atendida as (
    select
        a.anio, a.nivel, a.departamento_codigo, a.municipio_codigo, a.modalidad_codigo, a.visibilidad_codigo,
        a.personas
    from out_alcance as a
    where
        a.periodo_tipo_codigo = 'anio'
        and coalesce(a.institucion_codigo, a.programa_codigo) is null
        and coalesce(a.sexo_codigo, a.edad_grupo_codigo, a.pueblo_codigo) is null
        and coalesce(a.departamento_codigo, '') <> '00'
        and coalesce(substr(a.municipio_codigo, 3), '') <> '00'
        and case
            when a.modalidad_codigo is null then a.visibilidad_codigo = 'publica'
            else
                a.visibilidad_codigo <> 'todas'
                and concat(a.modalidad_codigo, a.nivel) in (
                    select concat(e.modalidad_codigo, e.nivel) from elegible as e
                )
        end
)

select
    'anio' as periodo_tipo_codigo,
    coalesce(a.visibilidad_codigo, e.visibilidad_codigo) as visibilidad_codigo,
    coalesce(a.anio, e.anio) as anio,
    coalesce(a.nivel, e.nivel) as nivel,
    coalesce(a.departamento_codigo, e.departamento_codigo) as departamento_codigo,
    coalesce(a.municipio_codigo, e.municipio_codigo) as municipio_codigo,
    coalesce(a.modalidad_codigo, e.modalidad_codigo) as modalidad_codigo,
    coalesce(a.personas, 0) as numerador,
    e.valor as denominador,
    e.denominador_anio,
    e.fuente as denominador_fuente,
    e.metodo_codigo as denominador_metodo_codigo
from atendida as a
full join elegible as e
    on
        e.visibilidad_codigo = a.visibilidad_codigo
        and e.anio = a.anio
        and e.nivel = a.nivel
        and coalesce(e.departamento_codigo, '') = coalesce(a.departamento_codigo, '')
        and coalesce(e.municipio_codigo, '') = coalesce(a.municipio_codigo, '')
        and coalesce(e.modalidad_codigo, '') = coalesce(a.modalidad_codigo, '')
-- A restricted modality is counted in the country alone.
where coalesce(a.visibilidad_codigo, e.visibilidad_codigo) <> 'restringida' or coalesce(a.nivel, e.nivel) = 'pais'
