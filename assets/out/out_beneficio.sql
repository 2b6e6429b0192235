-- out_beneficio: one row per universe, person, year, modality and institution; what each person received.
-- Inputs: out_hecho_entrega.
-- The months are bits of one number, so that "in this period" is a comparison of bits and a person is counted once
-- however often she received. Rows without a person (rations) have no part here.
select
    visibilidad_codigo,
    anio,
    persona_id,
    institucion_codigo,
    programa_codigo,
    modalidad_codigo,
    departamento_codigo,
    municipio_codigo,
    sexo_codigo,
    edad_grupo_codigo,
    pueblo_codigo,
    cast(bit_or(cast(1 as bigint) << cast(mes - 1 as integer)) as bigint) as meses,
    cast(count(*) as bigint) as entregas,
    quetzales(cast(sum(cast(monto_gtq * 100 as bigint)) as bigint)) as monto_gtq,
    min(entrega_fecha) as primera_fecha,
    max(entrega_fecha) as ultima_fecha,
    max(hogar_id) as hogar_id
from out_hecho_entrega
where persona_id is not null
group by
    visibilidad_codigo, anio, persona_id, institucion_codigo, programa_codigo, modalidad_codigo,
    departamento_codigo, municipio_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo
order by persona_id, anio, visibilidad_codigo, modalidad_codigo, institucion_codigo
