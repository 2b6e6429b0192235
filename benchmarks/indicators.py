"""The marts of an invented country against the same cells by DuckDB's own GROUPING SETS and count(distinct).

Belongs here: processor and clock seconds, peak memory, growth, equal rows. Does not belong here: whether figures are
right (tests/property/test_reach.py), the register (indicator_facts.py), the baseline (indicator_baseline.py).

Every table, and the baseline, is measured in a process of its own, under the engine's default memory limit.

    python -m benchmarks.indicators [DELIVERIES] [--small 2000000] [--kinds mes,anio] [--work DIR]

The baseline of 40 million deliveries takes long: --kinds measures some kinds of period alone, and the ratio that is
printed is then a lower bound, since our seconds are of all kinds. The rows of both are compared for the kinds measured.
"""

import argparse
import json
import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from assets.build import build_table
from assets.engine import DuckDBEngine
from assets.parameters import bound_values
from assets.ref.tables import write_reference_tables
from assets.resources import Bench
from assets.sql_graph import tables_of
from assets.statements import tables_read
from assets.store import Store
from benchmarks.disclosure import DEPLOYMENT, KEYS
from benchmarks.indicator_baseline import KINDS, statements
from benchmarks.indicator_facts import TABLE, write_facts
from snis.deployment import load_deployment

NOW = datetime(2027, 1, 31, 23, tzinfo=UTC)
REACH = ("out_beneficio", "out_alcance")
_KEY = (
    "visibilidad_codigo, periodo_tipo_codigo, anio, periodo_numero, departamento_codigo, municipio_codigo, "
    "institucion_codigo, programa_codigo, modalidad_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo"
)
_FIGURES = "personas, hogares, entregas, monto_gtq"


@dataclass(frozen=True)
class Cost:
    """What one table or statement took."""

    name: str
    rows: int
    processor: float
    clock: float
    peak_mib: int

    def __str__(self) -> str:
        """One line."""
        return (
            f"{self.name:>32}: {self.rows:>11,} rows, {self.processor:7.1f} s of processor, {self.clock:7.1f} s, "
            f"peak {self.peak_mib} MiB"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("deliveries", type=int, nargs="?", default=40_000_000)
    parser.add_argument("--small", type=int, default=2_000_000, help="the other size, for growth; 0: none")
    parser.add_argument("--kinds", default=",".join(KINDS), help="kinds of period of the baseline; '': none")
    parser.add_argument("--work", type=Path, help="keep the register here and use the one that is there")
    options = parser.parse_args()
    kinds = tuple(kind for kind in options.kinds.split(",") if kind)
    small = _measure(options.small, (), options.work) if options.small else {}
    large = _measure(options.deliveries, kinds, options.work)
    _growth(small, large, options.small, options.deliveries)


def _measure(deliveries: int, kinds: tuple[str, ...], kept: Path | None) -> dict[str, Cost]:
    work = kept / str(deliveries) if kept else Path(tempfile.mkdtemp(prefix="padron-indicadores-"))
    try:
        print(f"\n{deliveries:,} deliveries", flush=True)
        store = Store(work, KEYS)
        if not store.files(TABLE):
            print(_alone(_register, work, deliveries), flush=True)
        ours = {}
        for table in measurable_tables():
            ours[table] = _alone(_build, work, table)
            print(ours[table], flush=True)
        _total("marts on the fact alone", ours)
        theirs = {}
        for name, text in statements(kinds):
            theirs[name] = _alone(_by_hand, work, name, text)
            print(theirs[name], flush=True)
        if theirs:
            _total("GROUPING SETS, count(distinct)", theirs)
            print(f"rows that differ: {_differences(store, kinds)}")
            reach = {table: ours[table] for table in REACH}
            for what, costs in (("the reach", reach), ("all marts", ours)):
                print(f"ratio to {what}: processor {_sum(theirs, 'processor') / _sum(costs, 'processor'):.2f}, "
                      f"clock {_sum(theirs, 'clock') / _sum(costs, 'clock'):.2f}", flush=True)  # fmt: skip
        return ours
    finally:
        if kept is None:
            shutil.rmtree(work)


def measurable_tables() -> list[str]:
    """Tables of the layer out that need the facts and reference tables alone, each after those that it reads."""
    found: list[str] = []
    layer = [table for table in tables_of("out") if table != TABLE]
    while True:
        there = {TABLE, *found}
        more = [
            table
            for table in layer
            if table not in found
            and TABLE in _reached(table)
            and all(read in there or read.startswith("ref_") for read in tables_read(table))
        ]
        if not more:
            return found
        found += more


def _reached(table: str) -> set[str]:
    below = {read for read in tables_read(table) if read.startswith("out_")}
    return below.union(*(_reached(read) for read in below if read != TABLE))


def _alone(work: Callable[..., Cost], *given: object) -> Cost:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as aside:
        return aside.submit(work, *given).result()


def _register(work: Path, deliveries: int) -> Cost:
    clock, deployment, store = time.monotonic(), load_deployment(DEPLOYMENT), Store(work, KEYS)
    write_reference_tables(deployment, store)
    with DuckDBEngine(temp=store.scratch) as engine:
        write_facts(store, deployment, engine, deliveries)
        engine.attach(TABLE, store.files(TABLE))
        ((rows,),) = engine.rows(f"select count(*) from {TABLE}")
    return _cost("register (not counted)", rows, clock, 0.0)


def _build(work: Path, table: str) -> Cost:
    deployment, store = load_deployment(DEPLOYMENT), Store(work, KEYS)
    store.part(table).unlink(missing_ok=True)
    with DuckDBEngine(temp=store.scratch) as engine:
        values = bound_values(Bench(deployment, store, engine, NOW))
        clock, before = time.monotonic(), time.process_time()
        built = build_table(table, engine=engine, store=store, params=values)
    return _cost(table, built.rows, clock, before)


def _by_hand(work: Path, name: str, text: str) -> Cost:
    store = Store(work, KEYS)
    target = work / "baseline" / f"{name.replace('/', '-')}.parquet"
    with DuckDBEngine(temp=store.scratch) as engine:
        engine.attach(TABLE, store.files(TABLE))
        engine.materialise("anios", f"select distinct anio from {TABLE}")
        clock, before = time.monotonic(), time.process_time()
        written = engine.write(text, None, target)
    return _cost(name, written.rows, clock, before)


def _differences(store: Store, kinds: tuple[str, ...]) -> int:
    with DuckDBEngine(temp=store.scratch) as engine:
        engine.attach("out_alcance", store.files("out_alcance"))
        engine.attach("by_hand", sorted((store.work / "baseline").glob("*.parquet")))
        compared = f"select {_KEY}, {_FIGURES} from"
        wanted = f"where periodo_tipo_codigo in ({', '.join(repr(kind) for kind in kinds)})"
        ours, theirs = f"{compared} out_alcance {wanted}", f"{compared} by_hand {wanted}"
        ((count,),) = engine.rows(
            f"select count(*) from (({ours} except all {theirs}) union all ({theirs} except all {ours}))"
        )
    return int(count)


def _cost(name: str, rows: int, clock: float, before: float) -> Cost:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Cost(name, rows, time.process_time() - before, time.monotonic() - clock, peak)


def _sum(costs: dict[str, Cost], name: str) -> float:
    return sum(getattr(cost, name) for cost in costs.values())


def _total(what: str, costs: dict[str, Cost]) -> None:
    print(f"{what:>32}: {_sum(costs, 'processor'):.1f} s of processor, {_sum(costs, 'clock'):.1f} s, "
          f"peak {max(cost.peak_mib for cost in costs.values())} MiB", flush=True)  # fmt: skip


def _growth(small: dict[str, Cost], large: dict[str, Cost], few: int, many: int) -> None:
    """Seconds for a delivery at the greater size over those at the smaller one; 1 = linear."""
    if not small:
        return
    grown = {
        table: round(large[table].processor / many / (small[table].processor / few), 2) for table in small
    }
    whole = _sum(large, "processor") / many / (_sum(small, "processor") / few)
    print(
        f"\ngrowth of processor seconds a delivery, {few:,} to {many:,}: {whole:.2f}\n{json.dumps(grown, indent=1)}"
    )


if __name__ == "__main__":
    main()
