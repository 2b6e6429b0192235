-- open_cobertura: one row per public cell that is printed, with its amount and coverage rate.
-- Inputs: out_celda_impresa (what is printed of each cell), ref_poblacion, ref_modalidad (which total contains what).
-- Readable reference of every rule: snis/disclosure.py. Threshold, rounding and the hold rule are behind
-- out_celda_impresa; nothing here sees an exact cell.
with
-- Withdrawn cells too: one person's amount is behind them all the same.
celda_impresa as (
    select
        cruce_codigo, anio, mes, departamento_codigo, municipio_codigo, institucion_codigo, programa_codigo,
        modalidad_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo, personas, entregas, promedio_gtq, es_dominada,
        case
            when modalidad_codigo is not null then 'modalidad'
            when programa_codigo is not null then 'programa'
            when institucion_codigo is not null then 'institucion'
            else 'todo'
        end as ambito,
        coalesce(modalidad_codigo, programa_codigo, institucion_codigo, '') as ambito_codigo
    from out_celda_impresa
    where tabla_codigo = 'open_cobertura' and list_contains($cruces_publica, cruce_codigo)
),

celda as (
    select * from celda_impresa where personas >= $umbral_publica
),

-- One person dominated the amount of a modality when it was printed (p% rule). A dominated municipality silences the
-- municipalities of its department, a department everything below the country, the country everything: total minus
-- the rest would give the withheld amount back.
retiro as (
    select
        anio,
        modalidad_codigo,
        bool_or(departamento_codigo is null) as en_el_pais,
        bool_or(departamento_codigo is not null and municipio_codigo is null) as en_departamentos,
        array_agg(distinct case when municipio_codigo is not null then departamento_codigo end)
            as departamentos_de_municipios
    from celda_impresa
    where es_dominada and modalidad_codigo is not null
    group by anio, modalidad_codigo
),

-- The budget publishes the exact spending of an institution; a sub-national total of one that runs a restricted
-- modality would leave the secret as the difference.
institucion_restringida as (
    select institucion_codigo, bool_or(visibilidad_codigo = 'sensible') as tiene_cobijo
    from ref_modalidad
    group by institucion_codigo
    having bool_or(visibilidad_codigo = 'restringida')
),

-- Where others publish that spending by department, the amounts of its programmes add up to the same total; only a
-- sensitive programme, of which no amount is printed, leaves the difference open.
ambito_reservado as (
    select 'institucion' as ambito, institucion_codigo as ambito_codigo from institucion_restringida
    union all
    select 'programa', m.programa_codigo
    from ref_modalidad as m
    inner join institucion_restringida as i on i.institucion_codigo = m.institucion_codigo
    where $gasto_ajeno_por_departamento and not i.tiene_cobijo
    group by m.programa_codigo
    union all
    select 'modalidad', m.modalidad_codigo
    from ref_modalidad as m
    inner join institucion_restringida as i on i.institucion_codigo = m.institucion_codigo
    where $gasto_ajeno_por_departamento and not i.tiene_cobijo
),

monto_modalidad as (
    select
        c.anio,
        c.mes,
        c.departamento_codigo,
        c.municipio_codigo,
        c.modalidad_codigo,
        case
            when i.ambito is not null or r.en_el_pais then null
            when r.en_departamentos and c.departamento_codigo is not null then null
            when c.municipio_codigo is not null
                and list_contains(r.departamentos_de_municipios, c.departamento_codigo) then null
            else cast(cast(c.entregas as decimal(16, 0)) * c.promedio_gtq as decimal(18, 2))
        end as monto_gtq
    from celda as c
    left join retiro as r on r.anio = c.anio and r.modalidad_codigo = c.modalidad_codigo
    left join ambito_reservado as i
        on i.ambito = 'modalidad' and i.ambito_codigo = c.modalidad_codigo and c.departamento_codigo is not null
    where c.modalidad_codigo is not null and list_contains($cruces_con_monto, c.cruce_codigo)
),

-- Whose deliveries an amount is of: each modality, and each total that it is part of.
monto_ambito as (
    select *, 'modalidad' as ambito, modalidad_codigo as ambito_codigo from monto_modalidad
    union all
    select *, 'todo', '' from monto_modalidad
    union all
    select m.*, 'programa', k.programa_codigo
    from monto_modalidad as m
    inner join ref_modalidad as k on k.modalidad_codigo = m.modalidad_codigo
    union all
    select m.*, 'institucion', k.institucion_codigo
    from monto_modalidad as m
    inner join ref_modalidad as k on k.modalidad_codigo = m.modalidad_codigo
),

-- The amount of a total is the sum of those printed of its modalities, at the same place and period, and nothing else:
-- a mean over several grants, which are public, would solve the mix inside it.
monto as (
    select
        anio,
        mes,
        departamento_codigo,
        municipio_codigo,
        ambito,
        ambito_codigo,
        case when bool_and(monto_gtq is not null) then cast(sum(monto_gtq) as decimal(18, 2)) end as monto_gtq
    from monto_ambito
    group by anio, mes, departamento_codigo, municipio_codigo, ambito, ambito_codigo
),

poblacion_total as (
    select anio, nivel, codigo, poblacion
    from ref_poblacion
    where sexo_codigo = 'T' and edad_grupo = 'todas' and poblacion > 0
),

-- The last projection of a place that is not later than the cell's year; the row says which year that is.
poblacion_vigente as (
    select a.anio, p.nivel, p.codigo, max(p.anio) as poblacion_anio
    from (select distinct anio from celda) as a
    inner join poblacion_total as p on p.anio <= a.anio
    group by a.anio, p.nivel, p.codigo
),

poblacion as (
    select v.anio, v.nivel, v.codigo, v.poblacion_anio, p.poblacion
    from poblacion_vigente as v
    inner join poblacion_total as p
        on p.anio = v.poblacion_anio and p.nivel = v.nivel and p.codigo = v.codigo
)

select
    c.cruce_codigo,
    cast(c.anio as bigint) as anio,
    cast(c.mes as bigint) as mes,
    c.departamento_codigo,
    c.municipio_codigo,
    c.institucion_codigo,
    c.programa_codigo,
    c.modalidad_codigo,
    c.sexo_codigo,
    c.edad_grupo_codigo,
    c.pueblo_codigo,
    cast(c.personas as bigint) as personas,
    cast(c.entregas as bigint) as entregas,
    case
        when i.ambito is null and list_contains($cruces_con_monto, c.cruce_codigo) then m.monto_gtq
    end as monto_gtq,
    -- From the published figure, never from the true one.
    case
        when (20000 * c.personas + p.poblacion) // (2 * p.poblacion) <= $tope_tasa_pct * 100
            then cast((20000 * c.personas + p.poblacion) // (2 * p.poblacion) as double) / 100
    end as tasa_cobertura_pct,
    case
        when p.poblacion is null then null
        when (20000 * c.personas + p.poblacion) // (2 * p.poblacion) <= $tope_tasa_pct * 100 then 'calculada'
        else concat('>=', cast($tope_tasa_pct as varchar))
    end as tasa_cobertura_estado_codigo,
    cast(p.poblacion_anio as bigint) as poblacion_anio
from celda as c
left join monto as m
    on m.anio = c.anio
    and m.mes is not distinct from c.mes
    and m.departamento_codigo is not distinct from c.departamento_codigo
    and m.municipio_codigo is not distinct from c.municipio_codigo
    and m.ambito = c.ambito
    and m.ambito_codigo = c.ambito_codigo
left join ambito_reservado as i
    on i.ambito = c.ambito and i.ambito_codigo = c.ambito_codigo and c.departamento_codigo is not null
left join poblacion as p
    on list_contains($cruces_con_tasa, c.cruce_codigo)
    and p.anio = c.anio
    and p.codigo = coalesce(c.municipio_codigo, c.departamento_codigo, '00')
    -- Department 00 is "not informed"; the country has the same code at its own level.
    and p.nivel = case
        when c.municipio_codigo is not null then 'municipio'
        when c.departamento_codigo is not null then 'departamento'
        else 'pais'
    end
order by
    c.cruce_codigo,
    c.anio,
    c.mes nulls first,
    c.departamento_codigo nulls first,
    c.municipio_codigo nulls first,
    c.institucion_codigo nulls first,
    c.programa_codigo nulls first,
    c.modalidad_codigo nulls first,
    c.sexo_codigo nulls first,
    c.edad_grupo_codigo nulls first,
    c.pueblo_codigo nulls first
