-- microdato_combinacion: one row per group of equal rows of the file, rare attributes blanked (an empty text: not told).
-- Inputs: microdato_registro, microdato_colocada (the level of each group of rows), microdato_tramo (bands).
-- Bound: $k_fila. Readable reference: snis/microdata.py (blank_rare).
with
contada as (
    select
        c.dicha_region, c.dicha_departamento, c.dicha_municipio, c.sexo_codigo, c.dicha_edad3, c.dicha_edad,
        c.dicha_pueblo2, c.dicha_pueblo, c.institucion_codigo, c.programa_codigo,
        r.modalidad_codigo,
        e.tramo as entregas_tramo,
        m.tramo as monto_tramo,
        count(*) as filas
    from microdato_registro as r
    inner join microdato_colocada as c
        on c.municipio_codigo = r.municipio_codigo
        and c.sexo_codigo = r.sexo_codigo
        and c.edad_grupo_codigo = r.edad_grupo_codigo
        and c.pueblo_codigo = r.pueblo_codigo
        and c.institucion_codigo = r.institucion_codigo
        and c.programa_codigo = r.programa_codigo
        and c.inicio = r.inicio
    inner join microdato_tramo as e on e.medida = 'entregas' and r.entregas between e.desde and e.hasta
    inner join microdato_tramo as m on m.medida = 'monto' and r.quetzales between m.desde and m.hasta
    where r.en_muestra
    group by
        c.dicha_region, c.dicha_departamento, c.dicha_municipio, c.sexo_codigo, c.dicha_edad3, c.dicha_edad,
        c.dicha_pueblo2, c.dicha_pueblo, c.institucion_codigo, c.programa_codigo, r.modalidad_codigo, e.tramo, m.tramo
),

juzgada as (
    select
        *,
        filas < $k_fila as es_rara,
        sum(case when filas < $k_fila then filas else 0 end) over (
            partition by
                dicha_region, dicha_departamento, dicha_municipio, sexo_codigo, dicha_edad3, dicha_edad, dicha_pueblo2,
                dicha_pueblo, institucion_codigo, programa_codigo
        ) as raras,
        row_number() over (
            partition by
                dicha_region, dicha_departamento, dicha_municipio, sexo_codigo, dicha_edad3, dicha_edad, dicha_pueblo2,
                dicha_pueblo, institucion_codigo, programa_codigo, filas < $k_fila
            order by filas, modalidad_codigo, entregas_tramo, monto_tramo
        ) as turno
    from contada
),

-- Fewer blanks than $k_fila would be rare themselves: the smallest of the others joins them.
vaciada as (
    select *, es_rara or (raras between 1 and $k_fila - 1 and turno = 1) as se_vacia
    from juzgada
)

select
    dicha_region, dicha_departamento, dicha_municipio, sexo_codigo, dicha_edad3, dicha_edad, dicha_pueblo2,
    dicha_pueblo, institucion_codigo, programa_codigo,
    case when se_vacia then '' else modalidad_codigo end as modalidad_codigo,
    case when se_vacia then '' else entregas_tramo end as entregas_tramo,
    case when se_vacia then '' else monto_tramo end as monto_tramo,
    cast(sum(filas) as bigint) as filas
from vaciada
group by
    dicha_region, dicha_departamento, dicha_municipio, sexo_codigo, dicha_edad3, dicha_edad, dicha_pueblo2,
    dicha_pueblo, institucion_codigo, programa_codigo, 11, 12, 13
