"""An invented fact table of two years for benchmarks/indicators.py: deliveries in the order in which they would arrive.

Belongs here: persons with one place, one to three modalities and up to eleven deliveries of each; households; rations.
Does not belong here: what is measured on it.
"""

from assets.engine import DuckDBEngine, digest_file
from assets.store import Store, replacing
from benchmarks.disclosure import register_country
from snis.deployment import Deployment

TABLE = "out_hecho_entrega"
# A twelfth of each person's deliveries a part, like a month's files: a person is found all over the table.
PARTS = 11
# 1 or 2 or 3 modalities of 1 to 11 deliveries each.
DELIVERIES_PER_PERSON = 6.59
RECEIVED = """
create or replace temp table una as
with
persona as (
    select
        i,
        municipio_codigo,
        case when azar(i, 2, 100) < 56 then 'F' else 'M' end as sexo_codigo,
        azar(i, 3, 80) as edad,
        ['1', '1', '1', '1', '5', '5', '5', '5', '9', cast(2 + azar(i, 5, 3) as varchar)][
            1 + azar(i, 4, 10)
        ] as pueblo_codigo
    from range($persons) as r(i)
    inner join lugares on cubeta = azar(i, 1, getvariable('cubetas'))
),

recibe as (
    select distinct
        p.*, una_de_pocas(i, 10 + k) as m
    from persona as p
    cross join range(3) as t(k)
    where k = 0 or azar(i, 20 + k, 100) < 13
)

select r.*, o.modalidad, [1, 1, 2, 4, 6, 8, 11, 11][1 + azar(i, 30 + r.m, 8)] as veces
from recibe as r
inner join ofertas as o on o.m = r.m
"""
FACTS = """
copy (
    with
    -- One in seven receives in both years; one household in ten has two members that receive.
    dada as (
        select
            *,
            cast(case when azar(i, 50, 7) = 0 then 2025 + $v % 2 else 2025 + azar(i, 51, 2) end as bigint) as anio,
            cast(1 + ($v + azar(i, 9, 12)) % 12 as bigint) as mes
        from una
        where $v < veces
    )

    select
        md5(concat(i, '/', m, '/', $v)) as entrega_id, concat('T', $v) as transferencia_id, '' as hoja,
        cast(i * 100 + m as bigint) as fila,
        case when modalidad.unidad_entrega <> 'racion' then md5(concat('p', i)) end as persona_id,
        modalidad.institucion_codigo, modalidad.programa_codigo,
        modalidad.modalidad_codigo, modalidad.visibilidad_codigo, anio, mes,
        substr(municipio_codigo, 1, 2) as departamento_codigo, municipio_codigo, sexo_codigo,
        case
            when edad + anio - 2025 < 5 then '0-4' when edad + anio - 2025 < 10 then '5-9'
            when edad + anio - 2025 < 15 then '10-14' when edad + anio - 2025 < 18 then '15-17'
            when edad + anio - 2025 < 30 then '18-29' when edad + anio - 2025 < 45 then '30-44'
            when edad + anio - 2025 < 60 then '45-59' when edad + anio - 2025 < 75 then '60-74' else '75+'
        end as edad_grupo_codigo,
        pueblo_codigo,
        make_date(anio, mes, 15) as entrega_fecha, make_date(anio, mes, 1) as periodo_inicio_fecha,
        make_date(anio, mes, 28) as periodo_fin_fecha,
        cast([250, 500, 500, 1000, 1500.5][1 + m % 5] as decimal(18, 2)) as monto_gtq, cast(1 as bigint) as cantidad,
        make_date(anio, mes, 20) as conocido_fecha,
        modalidad.unidad_entrega as grano_codigo,
        case
            when modalidad.unidad_entrega = 'hogar' and azar(i // 2, 60, 10) = 0 then md5(concat('h', i // 2))
            when modalidad.unidad_entrega = 'hogar' and azar(i, 61, 3) > 0 then md5(concat('u', i))
        end as hogar_id
    from dada
    order by hash(i)
) to '{target}' (format parquet, compression zstd)
"""


def write_facts(store: Store, deployment: Deployment, engine: DuckDBEngine, deliveries: int) -> None:
    """About so many deliveries, of a sixth to a seventh of that in persons."""
    register_country(deployment, engine)
    engine.connection.execute(RECEIVED, {"persons": round(deliveries / DELIVERIES_PER_PERSON)})
    for number in range(PARTS):
        target = store.part(TABLE, f"{number:02}")
        target.parent.mkdir(parents=True, exist_ok=True)
        with replacing(target) as aside:
            engine.connection.execute(FACTS.replace("{target}", str(aside)), {"v": number})
        store.write_manifest(TABLE, f"{number:02}", {"tabla": TABLE, "sha256": digest_file(target)})
