-- open_cupo: one row per call of a public modality and municipality: places offered, and how many are left.
-- Inputs: ref_cupo, ref_convocatoria, ref_modalidad. Bound: $umbral_publica (fewest persons that a figure tells of), $base_redondeo.
-- What was offered less what is left is how many were admitted. So nothing is said where somebody was, and fewer than
-- the threshold; and what is left is rounded down, so that nobody makes the way for a place that is not there.
select
    p.convocatoria_codigo,
    substr(p.municipio_codigo, 1, 2) as departamento_codigo,
    p.municipio_codigo,
    p.plazas_ofrecidas,
    case
        when p.plazas_disponibles = p.plazas_ofrecidas or p.plazas_ofrecidas - p.plazas_disponibles >= $umbral_publica
            then cast(p.plazas_disponibles - p.plazas_disponibles % $base_redondeo as bigint)
    end as plazas_disponibles
from ref_cupo as p
inner join ref_convocatoria as c on c.convocatoria_codigo = p.convocatoria_codigo
inner join ref_modalidad as m on m.modalidad_codigo = c.modalidad_codigo
where m.visibilidad_codigo = 'publica'
order by p.convocatoria_codigo, p.municipio_codigo
