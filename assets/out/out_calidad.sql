-- out_calidad: one row per month of reception, institution and row rule of the catalogue: rows checked and failing; exact.
-- Inputs: core_fila (what became of each row; it has no value of any row). Bound: $abiertas_* (transfers of public
-- programmes alone and of months that are over, with the institution, year and month of each), $reglas_de_fila,
-- $rec_ipad, $rec_opad, the key blocks of K_rec.
-- Every rule has its row, so that a row tells nothing by being there. What became of the rows of a transfer never
-- changes, so a key for each transfer and rule stands for them.
with
transferencia as (
    select
        unnest(cast($abiertas_transferencia as varchar[])) as transferencia_id,
        unnest(cast($abiertas_institucion as varchar[])) as institucion_codigo,
        unnest(cast($abiertas_anio as bigint[])) as anio,
        unnest(cast($abiertas_mes as bigint[])) as mes
),

regla as (
    select unnest(cast($reglas_de_fila as varchar[])) as regla_calidad_codigo
),

fila as (
    select transferencia_id, coalesce(regla, '') as regla, count(*) as registros
    from core_fila
    group by transferencia_id, coalesce(regla, '')
),

revisado as (
    select
        t.anio, t.mes, t.institucion_codigo,
        sum(f.registros) as registros,
        sum(clave_registro($rec_ipad, $rec_opad, concat(f.transferencia_id, '|', f.regla))) as clave
    from fila as f
    inner join transferencia as t on t.transferencia_id = f.transferencia_id
    group by t.anio, t.mes, t.institucion_codigo
),

falla as (
    select
        t.anio, t.mes, t.institucion_codigo, f.regla,
        sum(f.registros) as registros,
        sum(clave_registro($rec_ipad, $rec_opad, concat(f.transferencia_id, '|', f.regla))) as clave
    from fila as f
    inner join transferencia as t on t.transferencia_id = f.transferencia_id
    where f.regla <> ''
    group by t.anio, t.mes, t.institucion_codigo, f.regla
)

select
    v.anio,
    v.mes,
    v.institucion_codigo,
    r.regla_calidad_codigo,
    cast(v.registros as bigint) as registros_revisados,
    cast(coalesce(f.registros, 0) as bigint) as registros_con_falla,
    cast(v.clave % 18446744073709551616 as decimal(20, 0)) as clave_revisados,
    cast(coalesce(f.clave, 0) % 18446744073709551616 as decimal(20, 0)) as clave_fallas
from revisado as v
cross join regla as r
left join falla as f
    on f.anio = v.anio
    and f.mes = v.mes
    and f.institucion_codigo = v.institucion_codigo
    and f.regla = r.regla_calidad_codigo
order by v.anio, v.mes, v.institucion_codigo, r.regla_calidad_codigo
