-- medida_defecto: one row per rule that a medida breaks, with the column and the cases; never a value.
-- Inputs: medida, ref_departamento, ref_municipio, ref_institucion, ref_modalidad. Bound: what the indicator declares
-- ($periodicidades, $denominadores) and the codes that out_indicador admits ($visibilidades, $sexos, $edades,
-- $pueblos, $metodos).
-- Department 00 and municipality DD00 are "not informed"; a modality without a programme has ND.
with
codigo as (
    select distinct
        departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo, modalidad_codigo,
        sexo_codigo, edad_grupo_codigo, pueblo_codigo, visibilidad_codigo, denominador_codigo,
        denominador_metodo_codigo
    from medida
),

repetida as (
    select count(*) as filas
    from medida
    group by
        periodo_tipo_codigo, anio, periodo_numero, nivel, departamento_codigo, municipio_codigo, institucion_codigo,
        programa_codigo, modalidad_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo, visibilidad_codigo,
        denominador_codigo
    having count(*) > 1
),

defecto as (
    select 'clave_repetida' as regla, '' as columna, count(*) as casos
    from repetida
    union all
    select 'falta', 'anio', count(*)
    from medida
    where anio is null
    union all
    select 'falta', 'visibilidad_codigo', count(*)
    from medida
    where visibilidad_codigo is null
    union all
    select 'falta', 'denominador_codigo', count(*)
    from medida
    where denominador_codigo is null and len($denominadores) > 0
    union all
    select 'periodo', 'periodo_tipo_codigo', count(*)
    from medida
    where not coalesce(list_contains($periodicidades, periodo_tipo_codigo), false)
    union all
    select 'periodo', 'periodo_numero', count(*)
    from medida
    where
        periodo_numero < 1
        or periodo_numero > case periodo_tipo_codigo
            when 'mes' then 12 when 'bimestre' then 6 when 'cuatrimestre' then 3 when 'semestre' then 2 else 1
        end
    union all
    select 'periodo', 'anio', count(*)
    from medida
    where anio < 1000 or anio > 9999 or anio_inicio < 1000 or anio_inicio > anio
    union all
    select 'lugar', 'nivel', count(*)
    from medida
    where
        not case nivel
            when 'pais' then departamento_codigo is null and municipio_codigo is null
            when 'departamento' then departamento_codigo is not null and municipio_codigo is null
            when 'municipio'
                then
                    municipio_codigo is not null
                    and coalesce(substr(municipio_codigo, 1, 2) = departamento_codigo, false)
            else false
        end
    union all
    -- What holds the restricted universe, or all three, is told of the whole country alone: not even by subtraction.
    select 'reservado', 'visibilidad_codigo', count(*)
    from medida
    where
        visibilidad_codigo in ('restringida', 'todas')
        and (
            nivel <> 'pais' or sexo_codigo is not null or edad_grupo_codigo is not null or pueblo_codigo is not null
        )
    union all
    select 'negativo', 'numerador', count(*)
    from medida
    where numerador < 0 or minimo_numerador < 0 or maximo_numerador < 0
    union all
    select 'negativo', 'denominador', count(*)
    from medida
    where denominador < 0
    union all
    select 'al_reves', 'minimo_numerador', count(*)
    from medida
    where
        minimo_numerador > maximo_numerador
        or numerador < minimo_numerador
        or numerador > maximo_numerador
        or (minimo_numerador is null) <> (maximo_numerador is null)
    union all
    select 'codigo', 'departamento_codigo', count(*)
    from codigo as c
    left join ref_departamento as r on r.departamento_codigo = c.departamento_codigo
    where c.departamento_codigo <> '00' and r.departamento_codigo is null
    union all
    select 'codigo', 'municipio_codigo', count(*)
    from codigo as c
    left join ref_municipio as r on r.municipio_codigo = c.municipio_codigo
    where c.municipio_codigo <> concat(c.departamento_codigo, '00') and r.municipio_codigo is null
    union all
    select 'codigo', 'institucion_codigo', count(*)
    from codigo as c
    left join ref_institucion as r on r.institucion_codigo = c.institucion_codigo
    where c.institucion_codigo is not null and r.institucion_codigo is null
    union all
    select 'codigo', 'programa_codigo', count(*)
    from codigo as c
    left join (select distinct programa_codigo from ref_modalidad) as r on r.programa_codigo = c.programa_codigo
    where c.programa_codigo <> 'ND' and r.programa_codigo is null
    union all
    select 'codigo', 'modalidad_codigo', count(*)
    from codigo as c
    left join ref_modalidad as r on r.modalidad_codigo = c.modalidad_codigo
    where c.modalidad_codigo is not null and r.modalidad_codigo is null
    union all
    select 'codigo', 'visibilidad_codigo', count(*)
    from codigo
    where not list_contains($visibilidades, visibilidad_codigo)
    union all
    select 'codigo', 'sexo_codigo', count(*)
    from codigo
    where not list_contains($sexos, sexo_codigo)
    union all
    select 'codigo', 'edad_grupo_codigo', count(*)
    from codigo
    where not list_contains($edades, edad_grupo_codigo)
    union all
    select 'codigo', 'pueblo_codigo', count(*)
    from codigo
    where not list_contains($pueblos, pueblo_codigo)
    union all
    select 'codigo', 'denominador_codigo', count(*)
    from codigo
    where not list_contains($denominadores, denominador_codigo)
    union all
    select 'codigo', 'denominador_metodo_codigo', count(*)
    from codigo
    where not list_contains($metodos, denominador_metodo_codigo)
)

select regla, columna, casos
from defecto
where casos > 0
order by regla, columna
