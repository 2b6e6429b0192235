-- out_dim_institucion: one row per institution, with its part in the registry and how many modalities it runs.
-- Inputs: ref_institucion, ref_modalidad.
with
institucion_modalidades as (
    select institucion_codigo, count(*) as modalidades
    from ref_modalidad
    group by institucion_codigo
)

select
    i.institucion_codigo,
    i.institucion,
    i.siglas,
    i.rol_codigo,
    i.vigente_desde,
    i.vigente_hasta,
    cast(coalesce(m.modalidades, 0) as bigint) as modalidades
from ref_institucion as i
left join institucion_modalidades as m on m.institucion_codigo = i.institucion_codigo
order by i.institucion_codigo
