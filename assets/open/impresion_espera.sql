-- impresion_espera: one row per cell and person (or community) whose change has not been printed yet, for the next
-- printing to count.
-- Inputs: impresion_cambio (who changed), impresion_final (which figures a reader sees anew),
-- impresion_cruce.
-- A figure that is seen anew starts from today; the others of the cell go on waiting.
with
fila as (
    select
        c.celda,
        c.persona_id,
        case when d.renueva_personas then c.personas_ahora else c.personas_impresas end as personas_impresas,
        case when d.renueva_entregas then c.entregas_ahora else c.entregas_impresas end as entregas_impresas,
        case when d.renueva_promedio then c.centavos_ahora else c.centavos_impresos end as centavos_impresos,
        c.personas_ahora,
        c.entregas_ahora,
        c.centavos_ahora
    from impresion_cambio as c
    inner join impresion_final as d on d.celda = c.celda
    -- Nobody follows a cross that is not printed any more.
    semi join impresion_cruce as k on k.tabla_codigo = d.tabla_codigo and k.cruce_codigo = d.cruce_codigo
)

select
    celda, persona_id, personas_impresas, entregas_impresas, centavos_impresos, personas_ahora, entregas_ahora,
    centavos_ahora
from fila
where
    personas_impresas <> personas_ahora
    or entregas_impresas <> entregas_ahora
    or centavos_impresos <> centavos_ahora
order by celda, persona_id
