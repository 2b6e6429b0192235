"""What opening the data of a country costs: exact cells, printing, test of the relations, packages, gate, microdata.

Belongs here: an invented register made in SQL, two nights of printing, seconds, memory, error and withheld cells. Does
not belong here: packages and gate (benchmarks/release.py), whether figures are right (tests/), the bounds alone
(benchmarks/bounds.py), what the microdata look like (benchmarks/microdata.py).

The second night brings late registrations, and its release stands beside the first. A third release has the same
tables and, the year being closed, the microdata. Usage: python -m benchmarks.disclosure [PERSONS] [--late 3000]
"""

import argparse
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from assets.build import build_table
from assets.engine import DuckDBEngine
from assets.open.microdata import make_microdata
from assets.open.printing import print_cells
from assets.parameters import bound_values
from assets.ref.tables import write_reference_tables
from assets.resources import Bench
from assets.schema import arrow_schema
from assets.store import Store
from benchmarks.measuring import DEPLOYMENT, KEYS, apart, measured
from benchmarks.release import release_tables
from snis.contracts.loader import load_tables
from snis.deployment import Deployment, load_deployment

# Two months, so that in the second night municipal figures may change too, and the night of the microdata.
NIGHTS = (datetime(2026, 12, 31, 23, tzinfo=UTC), datetime(2027, 1, 31, 23, tzinfo=UTC))
CLOSED = datetime(2027, 4, 15, 1, tzinfo=UTC)
# Facts are all of 2026; a release of its own for each night, so that the gate has to attack them together.
RELEASES = ((2026, 12), (2027, 1), (2027, 3))
OPEN = ("open_cobertura", "open_cobertura_sensible", "open_cobertura_restringida", "open_coincidencia",
        "open_cobertura_comunitaria")  # fmt: skip
BUCKETS = 100_000
# Every person one modality, some two or three; most of a few of them; one, two, four, six or twelve deliveries.
CHANCE = (
    "create or replace macro azar(i, sal, tope) as (cast(hash(i, sal) % cast(tope as ubigint) as bigint))",
    """create or replace macro una_de_pocas(i, sal) as (
        1 + cast(floor(getvariable('modalidades') * power(azar(i, sal, 100000) / 100000.0, 2.2)) as bigint)
    )""",
)
FACTS = """
copy (
    with
    persona as (
        select
            i,
            md5(concat('p', i)) as persona_id,
            municipio_codigo,
            case when azar(i, 2, 100) < 56 then 'F' else 'M' end as sexo_codigo,
            ['0-4', '5-9', '5-9', '10-14', '10-14', '15-17', '18-29', '18-29', '30-44', '45-59', '60-74', '75+'][
                1 + azar(i, 3, 12)
            ] as edad_grupo_codigo,
            ['1', '1', '1', '1', '1', '5', '5', '5', '5', '9'][1 + azar(i, 4, 10)] as comun,
            case azar(i, 5, 500) when 0 then '2' when 1 then '3' when 2 then '4' end as raro
        from range($first, $last) as r(i)
        inner join lugares on cubeta = azar(i, 1, getvariable('cubetas'))
    ),

    recibe as (
        select p.*, k, una_de_pocas(i, 10 + k) as m
        from persona as p
        cross join range(3) as t(k)
        where k = 0 or azar(i, 20 + k, 100) < 13
    ),

    una as (
        select r.*, o.modalidad, [1, 1, 2, 4, 4, 11][1 + azar(i, 30 + r.m, 6)] as veces
        from recibe as r
        inner join ofertas as o on o.m = r.m
        qualify row_number() over (partition by i, r.m order by k) = 1
    )

    select
        md5(concat(i, '/', m, '/', v)) as entrega_id, concat('T', 1 + v % 12) as transferencia_id, '' as hoja,
        cast(i * 100 + m as bigint) as fila, persona_id, modalidad.institucion_codigo, modalidad.programa_codigo,
        modalidad.modalidad_codigo, modalidad.visibilidad_codigo, cast(2026 as bigint) as anio,
        cast(1 + (v * 12 // veces + azar(i, 9, 2)) % 12 as bigint) as mes,
        substr(municipio_codigo, 1, 2) as departamento_codigo, municipio_codigo,
        sexo_codigo, edad_grupo_codigo, coalesce(raro, comun) as pueblo_codigo,
        date '2026-01-15' as entrega_fecha, date '2026-01-01' as periodo_inicio_fecha,
        date '2026-12-31' as periodo_fin_fecha,
        cast([250, 500, 500, 1000, 1500][1 + m % 5] as decimal(18, 2)) as monto_gtq, cast(1 as bigint) as cantidad,
        date '2026-12-01' as conocido_fecha
    from una
    cross join range(12) as w(v)
    where v < veces
) to '{target}' (format parquet, compression zstd)
"""
PAIRS = """
copy (
    with
    una as (
        select distinct persona_id, modalidad_codigo
        from out_hecho_entrega
        where visibilidad_codigo <> 'restringida'
    )

    select
        a.persona_id, a.modalidad_codigo as modalidad_a_codigo, b.modalidad_codigo as modalidad_b_codigo,
        date '2026-01-01' as mes_inicio_fecha, cast(20 as bigint) as traslape_dias,
        cast(1 as bigint) as entregas_a, cast(1 as bigint) as entregas_b,
        cast(0 as decimal(18, 2)) as monto_a_gtq, cast(0 as decimal(18, 2)) as monto_b_gtq
    from una as a
    inner join una as b on b.persona_id = a.persona_id and b.modalidad_codigo > a.modalidad_codigo
) to '{target}' (format parquet, compression zstd)
"""
ERRORS = """
select
    count(*) filter (where e.personas > 0) as con_datos,
    count(*) filter (where e.personas > 0 and i.personas is null) as retenidas,
    avg(abs(i.personas - e.personas)) as error_personas,
    avg(abs(i.entregas - e.entregas)) as error_entregas,
    max(abs(i.personas - e.personas)) as error_mayor,
    count(*) filter (where i.impresion_codigo = 'espera') as en_espera,
    count(*) filter (where i.impresion_codigo = 'nueva') as nuevas,
    count(*) filter (where i.impresion_codigo = 'volteada') as volteadas,
    count(*) filter (where i.impresion_codigo = 'retirada') as retiradas
from (select * from out_cobertura where visibilidad_codigo = 'publica') as e
inner join out_celda_impresa as i
    on i.tabla_codigo = 'open_cobertura' and i.cruce_codigo = e.cruce_codigo and i.anio = e.anio
    and i.mes is not distinct from e.mes and i.departamento_codigo is not distinct from e.departamento_codigo
    and i.municipio_codigo is not distinct from e.municipio_codigo
    and i.institucion_codigo is not distinct from e.institucion_codigo
    and i.programa_codigo is not distinct from e.programa_codigo
    and i.modalidad_codigo is not distinct from e.modalidad_codigo
    and i.sexo_codigo is not distinct from e.sexo_codigo
    and i.edad_grupo_codigo is not distinct from e.edad_grupo_codigo
    and i.pueblo_codigo is not distinct from e.pueblo_codigo
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("persons", type=int, nargs="?", default=6_000_000)
    parser.add_argument("--late", type=int, default=3_000)
    options = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="padron-divulgacion-"))
    try:
        store = Store(work, KEYS)
        write_reference_tables(load_deployment(DEPLOYMENT), store)
        for number, last in enumerate((options.persons, options.persons + options.late)):
            apart(_make, work, last)
            deliveries = _rows(store, "out_hecho_entrega")
            print(f"\nnight {number + 1}: {last:,} persons, {deliveries:,} deliveries", flush=True)
            apart(_night, work, NIGHTS[number])
            release_tables(work, NIGHTS[number], RELEASES[number])
        print("\nnight of the microdata", flush=True)
        apart(_microdata, work)
        release_tables(work, CLOSED, RELEASES[-1])
    finally:
        shutil.rmtree(work)


def _night(work: Path, now: datetime) -> None:
    store = Store(work, KEYS)
    with DuckDBEngine(temp=store.scratch) as engine:
        bench = Bench(load_deployment(DEPLOYMENT), store, engine, now)
        for table in ("out_cobertura", "out_coincidencia", "out_cobertura_comunitaria"):
            with measured(table):
                build_table(table, engine=engine, store=store, params=bound_values(bench))
        with measured("printing"):
            print_cells(bench)
        with measured("open tables"):
            for table in OPEN:
                build_table(table, engine=engine, store=store, params=bound_values(bench))
        for table in ("out_cobertura", "out_celda_impresa"):
            engine.attach(table, store.files(table))
        row = engine.table(ERRORS).to_pylist()[0]
        print({name: round(value, 3) if isinstance(value, float) else value for name, value in row.items()})
        print(max((store.ledger / "impresiones").glob("*.json")).read_text()[:600])


def _microdata(work: Path) -> None:
    store = Store(work, KEYS)
    with DuckDBEngine(temp=store.scratch) as engine, measured("microdata"):
        make_microdata(Bench(load_deployment(DEPLOYMENT), store, engine, CLOSED))


def _make(work: Path, persons: int) -> None:
    """Facts and what else the printing looks at."""
    store, deployment = Store(work, KEYS), load_deployment(DEPLOYMENT)
    with DuckDBEngine("3GB", temp=store.scratch) as engine:
        write_facts(store, deployment, engine, persons)
        engine.attach("out_hecho_entrega", store.files("out_hecho_entrega"))
        _copy(engine, PAIRS, store.part("link_coincidencia"), {})
        for table in ("link_persona", "link_persona_evento", "out_hecho_entrega_comunitaria"):
            path = store.part(table)
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(arrow_schema(load_tables()[table]).empty_table(), path)


def write_facts(store: Store, deployment: Deployment, engine: DuckDBEngine, persons: int) -> None:
    """An invented register of 2026: places by their inhabitants, programmes from many persons to few."""
    register_country(deployment, engine)
    _copy(engine, FACTS, store.part("out_hecho_entrega"), {"first": 0, "last": persons})


def register_country(deployment: Deployment, engine: DuckDBEngine) -> None:
    """Where people live, what they are offered, and chance: `lugares`, `ofertas` and `azar` of an invented register."""
    places = [
        m.code
        for m in deployment.territory.municipalities
        for _ in range(max(1, m.population_2018 * BUCKETS // 15_000_000))
    ]
    engine.connection.execute("set variable cubetas = ?", [len(places)])
    engine.register("lugares", pa.table({"cubeta": range(len(places)), "municipio_codigo": places}))
    wanted = (
        "institucion_codigo",
        "programa_codigo",
        "modalidad_codigo",
        "visibilidad_codigo",
        "unidad_entrega",
    )
    offers = [
        {name: row[name] for name in wanted}
        for row in sorted(deployment.programmes, key=lambda row: str(row["visibilidad_codigo"]))
    ]
    engine.connection.execute("set variable modalidades = ?", [len(offers)])
    engine.register("ofertas", pa.table({"m": range(1, len(offers) + 1), "modalidad": offers}))
    for macro in CHANCE:
        engine.connection.execute(macro)


def _copy(engine: DuckDBEngine, sql: str, target: Path, values: dict[str, int]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_suffix(".new")
    engine.connection.execute(sql.replace("{target}", str(aside)), values)
    aside.replace(target)


def _rows(store: Store, table: str) -> int:
    return int(pq.ParquetFile(store.part(table)).metadata.num_rows)


if __name__ == "__main__":
    main()
