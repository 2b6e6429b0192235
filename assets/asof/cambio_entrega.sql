-- cambio_entrega: one row per delivery that one of two days did not know, or counted elsewhere or for another person:
-- once for where it was no more, once for where it came to.
-- Inputs: hecho_antes, hecho_despues (out_hecho_entrega of the two days), obra_antes, obra_despues
-- (out_hecho_entrega_comunitaria of them), core_entrega_historica, core_entrega_comunitaria_historica, core_correccion (of
-- today). In memory only.
with
antes as not materialized (
    select
        transferencia_id, hoja, fila, persona_id, visibilidad_codigo, departamento_codigo, municipio_codigo,
        institucion_codigo, programa_codigo, modalidad_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo,
        entrega_fecha, monto_gtq
    from hecho_antes
    union all
    select
        transferencia_id, hoja, fila, null, visibilidad_codigo, departamento_codigo, municipio_codigo,
        institucion_codigo, programa_codigo, modalidad_codigo, null, null, null, entrega_fecha, monto_gtq
    from obra_antes
),

despues as not materialized (
    select
        transferencia_id, hoja, fila, persona_id, visibilidad_codigo, departamento_codigo, municipio_codigo,
        institucion_codigo, programa_codigo, modalidad_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo,
        entrega_fecha, monto_gtq
    from hecho_despues
    union all
    select
        transferencia_id, hoja, fila, null, visibilidad_codigo, departamento_codigo, municipio_codigo,
        institucion_codigo, programa_codigo, modalidad_codigo, null, null, null, entrega_fecha, monto_gtq
    from obra_despues
),

-- What is the same on both days falls out of each side.
salida as (
    select * from antes
    except all
    select * from despues
),

entrada as (
    select * from despues
    except all
    select * from antes
),

reemplazo as (
    select transferencia_id, hoja, fila, reemplazada_por_id from core_entrega_historica
    union all
    select transferencia_id, hoja, fila, reemplazada_por_id from core_entrega_comunitaria_historica
)

select
    'sale' as sentido,
    case when e.fila is null then 'entrega' when e.persona_id <> s.persona_id then 'persona' else 'atributo' end
        as motivo,
    case when e.fila is null then r.reemplazada_por_id end as causa_id,
    false as es_correccion,
    s.visibilidad_codigo,
    s.departamento_codigo,
    s.municipio_codigo,
    s.institucion_codigo,
    s.programa_codigo,
    s.modalidad_codigo,
    s.sexo_codigo,
    s.edad_grupo_codigo,
    s.pueblo_codigo,
    s.persona_id,
    s.entrega_fecha,
    s.monto_gtq
from salida as s
left join entrada as e
    on e.transferencia_id = s.transferencia_id and e.hoja = s.hoja and e.fila = s.fila
left join reemplazo as r
    on r.transferencia_id = s.transferencia_id and r.hoja = s.hoja and r.fila = s.fila
union all
select
    'entra' as sentido,
    case when s.fila is null then 'entrega' when e.persona_id <> s.persona_id then 'persona' else 'atributo' end
        as motivo,
    case when s.fila is null then e.transferencia_id end as causa_id,
    s.fila is null and c.corregida_por_id is not null as es_correccion,
    e.visibilidad_codigo,
    e.departamento_codigo,
    e.municipio_codigo,
    e.institucion_codigo,
    e.programa_codigo,
    e.modalidad_codigo,
    e.sexo_codigo,
    e.edad_grupo_codigo,
    e.pueblo_codigo,
    e.persona_id,
    e.entrega_fecha,
    e.monto_gtq
from entrada as e
left join salida as s
    on s.transferencia_id = e.transferencia_id and s.hoja = e.hoja and s.fila = e.fila
left join (
    select distinct corregida_por_id, corregida_por_hoja, corregida_por_fila from core_correccion
) as c
    on
        c.corregida_por_id = e.transferencia_id
        and c.corregida_por_hoja = e.hoja
        and c.corregida_por_fila = e.fila
