-- open_convocatoria: one row per call of a public modality: when one can apply, with what, and who is admitted.
-- Inputs: ref_convocatoria (what institutions announce), ref_modalidad. Nothing of it is counted over persons.
select
    c.convocatoria_codigo,
    m.institucion_codigo,
    m.programa_codigo,
    c.modalidad_codigo,
    c.convocatoria,
    c.apertura_fecha,
    c.cierre_fecha,
    c.requisitos,
    c.criterios,
    c.al_fecha
from ref_convocatoria as c
inner join ref_modalidad as m on m.modalidad_codigo = c.modalidad_codigo
where m.visibilidad_codigo = 'publica'
order by c.convocatoria_codigo
