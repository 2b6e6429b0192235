-- Lo que recibió cada persona, con nombres de programas e instituciones; filtre por persona_id, que es un seudónimo.
-- Uso interno. Grano: persona, año, modalidad e institución. Contar filas no cuenta personas.
-- columna meses_recibidos: Meses del año en que recibió algo. Unidad: meses.
select
    b.persona_id,
    b.anio,
    b.visibilidad_codigo,
    b.institucion_codigo,
    i.siglas,
    b.programa_codigo,
    m.programa,
    b.modalidad_codigo,
    m.modalidad,
    bit_count(b.meses) as meses_recibidos,
    b.entregas,
    b.monto_gtq,
    b.primera_fecha,
    b.ultima_fecha
from out_beneficio as b
left join out_dim_modalidad as m on m.modalidad_codigo = b.modalidad_codigo
left join out_dim_institucion as i on i.institucion_codigo = b.institucion_codigo
order by b.persona_id, b.anio, b.modalidad_codigo, b.institucion_codigo
