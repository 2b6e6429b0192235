-- core_aviso: one row per accepted row and notice that it carries. The row counts; what it says looks odd.
-- Inputs: core_juicio, core_repetida, ref_modalidad. $transferencia: id of the transfer; $tipo, $grano: kind and grain of
-- its contract.
-- Age and sex are the beneficiary's where the programme is for persons; in other units the row names whoever receives.
-- The place is that of the delivery, or where the person lives when the row does not say it.
with
aceptada as (
    select
        j.hoja_orden,
        j.hoja,
        j.fila,
        j.aviso,
        j.sexo_codigo,
        j.monto_gtq,
        coalesce(j.entrega_departamento_codigo, j.residencia_departamento_codigo) as departamento_codigo,
        coalesce(j.entrega_municipio_codigo, j.residencia_municipio_codigo) as municipio_codigo,
        coalesce(
            j.entrega_municipio_codigo is not null or j.entrega_departamento_codigo is not null, false
        ) as dice_entrega,
        cast(
            year(j.entrega_fecha) - year(j.nacimiento_fecha)
            - case
                when month(j.entrega_fecha) * 100 + day(j.entrega_fecha)
                    < month(j.nacimiento_fecha) * 100 + day(j.nacimiento_fecha)
                    then 1
                else 0
            end as integer
        ) as edad,
        m.unidad_entrega,
        m.edad_min,
        m.edad_max,
        m.sexo_codigo as programa_sexo_codigo,
        m.departamentos,
        m.municipios,
        m.monto_tipico_gtq
    from core_juicio as j
    anti join core_repetida as r on r.hoja_orden = j.hoja_orden and r.fila = j.fila
    left join ref_modalidad as m on m.modalidad_codigo = j.modalidad_codigo
    where j.fallo is null
),

avisada as (
    select
        a.hoja_orden,
        a.hoja,
        a.fila,
        [
            a.aviso,
            case
                when a.unidad_entrega = 'persona' and (a.edad < a.edad_min or a.edad > a.edad_max)
                    then 'ELE-01|nacimiento_fecha'
            end,
            case
                when a.unidad_entrega = 'persona' and a.sexo_codigo <> a.programa_sexo_codigo
                    then 'ELE-02|sexo_codigo'
            end,
            case
                when not contains(concat('|', a.departamentos, '|'), concat('|', a.departamento_codigo, '|'))
                    and a.departamentos is not null
                    and a.departamento_codigo is not null
                    then case
                        when a.dice_entrega then 'ELE-03|entrega_departamento_codigo'
                        else 'ELE-03|residencia_departamento_codigo'
                    end
                when not contains(concat('|', a.municipios, '|'), concat('|', a.municipio_codigo, '|'))
                    and a.municipios is not null
                    and a.municipio_codigo is not null
                    then case
                        when a.dice_entrega then 'ELE-03|entrega_municipio_codigo'
                        else 'ELE-03|residencia_municipio_codigo'
                    end
            end,
            case
                when a.unidad_entrega <> case when $tipo = 'community' then 'comunidad' else $grano end
                    then 'ELE-04|modalidad_codigo'
            end,
            case
                when a.monto_gtq > 10 * a.monto_tipico_gtq
                    or (a.monto_gtq > 0 and 10 * a.monto_gtq < a.monto_tipico_gtq)
                    then 'MON-01|monto_gtq'
            end
        ] as avisos
    from aceptada as a
),

puesta as (
    select
        hoja_orden,
        hoja,
        fila,
        unnest(avisos) as aviso
    from avisada
)

select
    $transferencia as transferencia_id,
    hoja,
    fila,
    split_part(aviso, '|', 1) as regla,
    split_part(aviso, '|', 2) as campo
from puesta
where aviso is not null
order by hoja_orden, fila, regla
