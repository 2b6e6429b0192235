-- cambio_causa: one row per figure that changed, reason and transfer: deliveries that came into its cell or left it.
-- Inputs: cifra_cambiada (number, period, universe and codes of the figures; all of one cross), cambio_entrega.
-- $fijas: the dimensions of that cross. A figure of all universes (todas) has the deliveries of each. In memory only.
with
celda as (
    select
        celda,
        visibilidad_codigo,
        periodo_inicio_fecha,
        periodo_fin_fecha,
        concat_ws(
            '|', coalesce(departamento_codigo, ''), coalesce(municipio_codigo, ''), coalesce(institucion_codigo, ''),
            coalesce(programa_codigo, ''), coalesce(modalidad_codigo, ''), coalesce(sexo_codigo, ''),
            coalesce(edad_grupo_codigo, ''), coalesce(pueblo_codigo, '')
        ) as lugar
    from cifra_cambiada
),

entrega as (
    select
        *,
        concat_ws(
            '|',
            case when list_contains($fijas, 'departamento') then coalesce(departamento_codigo, '') else '' end,
            case when list_contains($fijas, 'municipio') then coalesce(municipio_codigo, '') else '' end,
            case when list_contains($fijas, 'institucion') then coalesce(institucion_codigo, '') else '' end,
            case when list_contains($fijas, 'programa') then coalesce(programa_codigo, '') else '' end,
            case when list_contains($fijas, 'modalidad') then coalesce(modalidad_codigo, '') else '' end,
            case when list_contains($fijas, 'sexo') then coalesce(sexo_codigo, '') else '' end,
            case when list_contains($fijas, 'edad_grupo') then coalesce(edad_grupo_codigo, '') else '' end,
            case when list_contains($fijas, 'pueblo') then coalesce(pueblo_codigo, '') else '' end
        ) as lugar
    from cambio_entrega
)

select
    c.celda,
    e.motivo,
    e.causa_id,
    count(*) filter (where e.sentido = 'entra') as entran,
    count(*) filter (where e.sentido = 'sale') as salen,
    count(*) filter (where e.es_correccion) as corregidas,
    count(distinct e.persona_id) as personas,
    cast(
        coalesce(sum(case when e.sentido = 'entra' then e.monto_gtq else -e.monto_gtq end), 0) as decimal(18, 2)
    ) as monto_gtq
from celda as c
inner join entrega as e
    on
        e.lugar = c.lugar
        and e.entrega_fecha between c.periodo_inicio_fecha and c.periodo_fin_fecha
        and (c.visibilidad_codigo = 'todas' or e.visibilidad_codigo = c.visibilidad_codigo)
group by c.celda, e.motivo, e.causa_id
order by c.celda, e.motivo, e.causa_id nulls first
