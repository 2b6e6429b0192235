"""A suite of fifteen expectations over two million rows, against one hand-written pass of DuckDB over the same checks.

Belongs here: the rows, the pass by hand, and measuring both side by side. Does not belong here: any of our code that is
measured. Run: `.venv/bin/python benchmarks/quality.py [rows] [times]`; the least of each is compared.

Start-up (importing Great Expectations, once a night for all suites) is told apart and is not part of the ratio; writing
the project and its Data Docs is.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

# This file is called like the package that it measures: look for it in the checkout, not beside this file.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks.measuring import apart  # noqa: E402
from quality.expectations import Expectation, derive  # noqa: E402
from quality.runner import run_expectations  # noqa: E402
from snis.contracts.model import Field, TableContract  # noqa: E402

ROWS, TIMES = 2_000_000, 3
THREADS, MEMORY = 2, "1GB"
SEXES, STATES = ("F", "M", "N"), ("aceptada", "cuarentena", "descartada")
PLACE, HEX = "^[0-9]{4}$", "^[0-9a-f]{32}$"
CONTRACT = TableContract(
    name="core_medida",
    layer="core",
    title="Filas medidas",
    description="",
    grain="",
    key=("entrega_id",),
    fields=(
        Field("entrega_id", "string", "Entrega", "", pattern=HEX),
        Field("transferencia_id", "string", "Transferencia", ""),
        Field("fila", "integer", "Fila", "", minimum=1),
        Field("municipio_codigo", "string", "Municipio", "", pattern=PLACE),
        Field("sexo_codigo", "string", "Sexo", "", enum=SEXES),
        Field("estado", "string", "Estado", "", enum=STATES),
        Field("monto_gtq", "number", "Monto", "", minimum=0),
    ),
)
_GENERATE = """
copy (
    select
        md5(cast(i as varchar)) as entrega_id,
        'T' || i // 10000 as transferencia_id,
        i % 10000 + 1 as fila,
        case when i % 997 = 0 then '01A1' else lpad(cast(i * 7 % 2217 as varchar), 4, '0') end as municipio_codigo,
        case when i % 499 = 0 then 'X' when i % 2 = 0 then 'F' else 'M' end as sexo_codigo,
        case when i % 50 = 0 then 'cuarentena' else 'aceptada' end as estado,
        case when i % 1999 = 0 then null else (i * 13 % 100000) / 100.0 end as monto_gtq
    from range({rows}) as r (i)
) to '{target}' (format parquet)
"""
_BY_HAND = f"""
select
    count(*),
    count(*) - count(entrega_id),
    count(*) - count(transferencia_id),
    count(*) - count(fila),
    count(*) - count(municipio_codigo),
    count(*) - count(sexo_codigo),
    count(*) - count(estado),
    count(*) - count(monto_gtq),
    count(*) filter (where not regexp_matches(entrega_id, '{HEX}')),
    count(*) filter (where not regexp_matches(municipio_codigo, '{PLACE}')),
    count(*) filter (where sexo_codigo not in {SEXES}),
    count(*) filter (where estado not in {STATES}),
    count(*) filter (where fila < 1),
    count(*) filter (where monto_gtq < 0),
    count(entrega_id) - count(distinct entrega_id)
from read_parquet(?)
"""


def main() -> None:
    """Measure both, as often as asked, and compare the least of each."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    times = int(sys.argv[2]) if len(sys.argv) > 2 else TIMES
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "medida.parquet"
        with duckdb.connect() as connection:
            connection.execute(_GENERATE.format(rows=rows, target=part))
        print(f"{len(derive(CONTRACT, {}))} expectativas, {rows:,} filas")
        hand = [apart(by_hand, part) for _ in range(times)]
        ours = [apart(our_suite, part, Path(folder)) for _ in range(times)]
    for name, found in (("a mano", hand), ("Great Expectations", ours)):
        processor, clock = min(item[0] for item in found), min(item[1] for item in found)
        peak, start = max(item[2] for item in found), min(item[3] for item in found)
        print(
            f"{name:>20}: {processor:5.2f} s de procesador, {clock:5.2f} s, pico {peak} MiB, arranque {start:.1f} s"
        )
    failing = {item[4] for item in (*hand, *ours)}
    print(
        f"{'razón':>20}: {min(o[0] for o in ours) / min(h[0] for h in hand):.2f} de procesador, "
        f"{min(o[1] for o in ours) / min(h[1] for h in hand):.2f} de reloj; "
        f"filas que fallan {'iguales' if len(failing) == 1 else 'DISTINTAS'}: {sorted(failing)}"
    )


def by_hand(part: Path) -> tuple[float, float, int, float, int]:
    """One statement."""
    with duckdb.connect(config={"threads": THREADS, "memory_limit": MEMORY}) as connection:
        connection.execute("set enable_progress_bar = false")
        return _measure(lambda: sum(_one(connection, str(part))[1:]), 0)


def our_suite(part: Path, folder: Path) -> tuple[float, float, int, float, int]:
    """The suite of a table as the night runs it."""
    begun = time.process_time()
    import quality.duckdb_dialect
    import quality.suites  # noqa: F401

    start = time.process_time() - begun
    expectations: tuple[Expectation, ...] = derive(CONTRACT, {})

    def run() -> int:
        results = run_expectations(
            expectations,
            {CONTRACT.name: [part]},
            docs=folder / "docs",
            project=folder / "gx",
            scratch=folder / "tmp",
        )
        return sum(result.failing for result in results)

    return _measure(run, start)


def _measure(step: Callable[[], int], start: float) -> tuple[float, float, int, float, int]:
    """Processor and clock seconds, the peak in MiB, the start-up, and rows that fail."""
    clock, before = time.monotonic(), time.process_time()
    failing = step()
    processor, seconds = time.process_time() - before, time.monotonic() - clock
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return processor, seconds, peak, start, failing


def _one(connection: duckdb.DuckDBPyConnection, part: str) -> tuple[int, ...]:
    row = connection.execute(_BY_HAND, [part]).fetchone()
    if row is None:
        raise SystemExit("la pasada a mano no dio nada")
    return tuple(int(value) for value in row)


if __name__ == "__main__":
    main()
