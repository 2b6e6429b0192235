-- out_alcance | bloquea | consistencia | Las entregas de cada año en el alcance son las de los hechos
-- Una fila por año y visibilidad cuyo total difiere.
with
alcance as (
    select visibilidad_codigo, anio, entregas
    from out_alcance
    where
        periodo_tipo_codigo = 'anio'
        and visibilidad_codigo <> 'todas'
        and departamento_codigo is null
        and institucion_codigo is null
        and programa_codigo is null
        and modalidad_codigo is null
        and sexo_codigo is null
        and edad_grupo_codigo is null
        and pueblo_codigo is null
),

hecho as (
    select visibilidad_codigo, anio, count(*) as entregas
    from out_hecho_entrega
    group by visibilidad_codigo, anio
)

select
    coalesce(a.visibilidad_codigo, h.visibilidad_codigo) as visibilidad_codigo,
    coalesce(a.anio, h.anio) as anio
from alcance as a
full outer join hecho as h on h.visibilidad_codigo = a.visibilidad_codigo and h.anio = a.anio
where coalesce(a.entregas, 0) <> coalesce(h.entregas, 0)
