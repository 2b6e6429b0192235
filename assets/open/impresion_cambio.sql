-- impresion_cambio: one row per cell and person who has something else in it than when its figures were last printed, and
-- per cell of community benefits and community that has other families in it.
-- Inputs: impresion_lado (what those that changed had and have), impresion_cruce (crosses and their dimensions),
-- impresion_alcance (sets of cells printed before), impresion_persona, espera_anterior (such rows of the last printing,
-- whose figures have waited longer), impresion_fusion (who went into whom).
-- Readable reference: snis/printing.py (count_changed, count_changed_families). A person who went into another is that
-- one; a community has in a cell the families of its greatest work there.
with
celda_lado as (
    select
        l.lado_codigo,
        l.persona_id,
        celda_clave(
            c.tabla_codigo, c.cruce_codigo, l.anio, case when c.con_mes then l.mes end,
            case when c.con_departamento then l.departamento_codigo end,
            case when c.con_municipio then l.municipio_codigo end,
            case when c.con_institucion then l.institucion_codigo end,
            case when c.con_programa then l.programa_codigo end,
            case when c.con_modalidad then l.modalidad_codigo end,
            case when c.con_modalidad_b then l.modalidad_b_codigo end,
            case when c.con_sexo then l.sexo_codigo end,
            case when c.con_edad_grupo then l.edad_grupo_codigo end,
            case when c.con_pueblo then l.pueblo_codigo end
        ) as celda,
        max(l.personas) as personas,
        sum(l.entregas) as entregas,
        sum(l.centavos) as centavos
    from impresion_lado as l
    inner join impresion_cruce as c on c.universo_codigo = l.universo_codigo
    -- What a printing begins now prints everything; nothing in it waits.
    semi join impresion_alcance as a
        on a.alcance = alcance_clave(c.tabla_codigo, c.cruce_codigo, l.anio, case when c.con_mes then l.mes end)
    group by l.lado_codigo, l.persona_id, celda
),

movimiento as (
    select
        l.celda, l.persona_id,
        l.personas as personas_impresas, l.entregas as entregas_impresas, l.centavos as centavos_impresos,
        0 as personas_ahora, 0 as entregas_ahora, 0 as centavos_ahora
    from celda_lado as l
    anti join espera_anterior as e on e.celda = l.celda and e.persona_id = l.persona_id
    where l.lado_codigo = 'antes'
    union all
    select celda, persona_id, 0, 0, 0, personas, entregas, centavos
    from celda_lado
    where lado_codigo = 'ahora'
    union all
    select
        e.celda, e.persona_id, e.personas_impresas, e.entregas_impresas, e.centavos_impresos,
        case when p.persona_id is null then e.personas_ahora else 0 end,
        case when p.persona_id is null then e.entregas_ahora else 0 end,
        case when p.persona_id is null then e.centavos_ahora else 0 end
    from espera_anterior as e
    left join impresion_persona as p on p.persona_id = e.persona_id
)

select
    m.celda,
    coalesce(f.persona_actual_id, m.persona_id) as persona_id,
    cast(sum(m.personas_impresas) as bigint) as personas_impresas,
    cast(sum(m.entregas_impresas) as bigint) as entregas_impresas,
    cast(sum(m.centavos_impresos) as bigint) as centavos_impresos,
    cast(sum(m.personas_ahora) as bigint) as personas_ahora,
    cast(sum(m.entregas_ahora) as bigint) as entregas_ahora,
    cast(sum(m.centavos_ahora) as bigint) as centavos_ahora
from movimiento as m
left join impresion_fusion as f on f.persona_id = m.persona_id
group by m.celda, coalesce(f.persona_actual_id, m.persona_id)
having
    sum(m.personas_impresas) <> sum(m.personas_ahora)
    or sum(m.entregas_impresas) <> sum(m.entregas_ahora)
    or sum(m.centavos_impresos) <> sum(m.centavos_ahora)
