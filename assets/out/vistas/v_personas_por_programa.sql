-- Personas, hogares, entregas y monto por programa y año, con nombres, de cada universo.
-- Uso interno. Grano: año y programa. Las personas no se suman entre programas: el total del año es otra fila de out_alcance.
-- columna programa: Nombre del programa social.
select
    a.anio,
    a.visibilidad_codigo,
    a.programa_codigo,
    p.programa,
    p.institucion_codigo,
    i.institucion,
    a.personas,
    a.hogares,
    a.entregas,
    a.monto_gtq
from out_alcance as a
left join (
    select programa_codigo, min(programa) as programa, min(institucion_codigo) as institucion_codigo
    from out_dim_modalidad
    group by programa_codigo
) as p on p.programa_codigo = a.programa_codigo
left join out_dim_institucion as i on i.institucion_codigo = p.institucion_codigo
where a.periodo_tipo_codigo = 'anio'
    and a.nivel = 'pais'
    and a.programa_codigo is not null
    and a.sexo_codigo is null
    and a.edad_grupo_codigo is null
    and a.pueblo_codigo is null
order by a.anio, a.visibilidad_codigo, a.programa_codigo
