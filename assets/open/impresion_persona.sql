-- impresion_persona: one row per person whose deliveries or coincidences differ from those of the last printing, and
-- per community whose works do.
-- Inputs: out_hecho_entrega, link_coincidencia, out_hecho_entrega_comunitaria, and the same three as the last printing saw
-- them (hecho_impreso, coincidencia_impresa, obra_impresa).
-- One pass: what stands in both cancels out. Read in the engine's memory only (assets/open/printing_changes.py).
with
registro as (
    select
        persona_id,
        huella_registro(
            visibilidad_codigo, anio, mes, municipio_codigo, institucion_codigo, programa_codigo, modalidad_codigo,
            null, sexo_codigo, edad_grupo_codigo, pueblo_codigo, monto_gtq
        ) as huella
    from out_hecho_entrega
    where persona_id is not null
    union all
    select
        persona_id,
        -huella_registro(
            visibilidad_codigo, anio, mes, municipio_codigo, institucion_codigo, programa_codigo, modalidad_codigo,
            null, sexo_codigo, edad_grupo_codigo, pueblo_codigo, monto_gtq
        )
    from hecho_impreso
    where persona_id is not null
    union all
    select
        persona_id,
        huella_registro(
            'coincidencia', year(mes_inicio_fecha), null, null, null, null, modalidad_a_codigo, modalidad_b_codigo,
            null, null, null, null
        )
    from link_coincidencia
    union all
    select
        persona_id,
        -huella_registro(
            'coincidencia', year(mes_inicio_fecha), null, null, null, null, modalidad_a_codigo, modalidad_b_codigo,
            null, null, null, null
        )
    from coincidencia_impresa
    union all
    select
        comunidad_id,
        huella_registro(
            visibilidad_codigo, anio, null, municipio_codigo, institucion_codigo, programa_codigo, modalidad_codigo,
            null, null, null, null, familias_atendidas
        )
    from out_hecho_entrega_comunitaria
    union all
    select
        comunidad_id,
        -huella_registro(
            visibilidad_codigo, anio, null, municipio_codigo, institucion_codigo, programa_codigo, modalidad_codigo,
            null, null, null, null, familias_atendidas
        )
    from obra_impresa
)

select persona_id
from registro
group by persona_id
having sum(huella) <> 0
