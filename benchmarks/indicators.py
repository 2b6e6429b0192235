"""The marts of an invented country against the same cells by DuckDB's own GROUPING SETS and count(distinct).

Belongs here: processor and clock seconds, peak memory, growth, equal rows. Does not belong here: whether figures are
right (tests/property/test_reach.py), the register (indicator_facts.py), the baseline (indicator_baseline.py), a step in
a process of its own and with an end (stopping.py).

Every table, the indicators, and each statement of the baseline are measured in a process of their own, under the
engine's default memory limit.

    python -m benchmarks.indicators [DELIVERIES] [--small 2000000] [--kinds mes,anio] [--patience 600] [--work DIR]

The baseline of 40 million deliveries takes long. --kinds measures some kinds of period alone, and a statement that does
not end in --patience seconds, or spills more than 30 GB, is stopped and counts what it took until then (the start of
its process too). The ratio is a lower bound in both cases, since our seconds are of all kinds. The rows of
both are compared for the statements that ended.
"""

import argparse
import json
import resource
import shutil
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from assets.build import build_table
from assets.engine import DuckDBEngine
from assets.indicators.parts import refresh
from assets.indicators.sources import TABLE as INDICATORS
from assets.indicators.sources import IndicatorSource, sources_of
from assets.parameters import bound_values
from assets.ref.tables import write_reference_tables
from assets.resources import Bench
from assets.sql_graph import tables_of
from assets.statements import statement_files, tables_read
from assets.store import Store
from benchmarks.disclosure import DEPLOYMENT, KEYS
from benchmarks.indicator_baseline import KINDS, SUBJECTS, statements
from benchmarks.indicator_facts import TABLE, write_facts
from benchmarks.stopping import StepFailedError, alone
from snis.deployment import load_deployment

NOW = datetime(2027, 1, 31, 23, tzinfo=UTC)
REACH = ("out_beneficio", "out_alcance")
# What a statement of the baseline may write aside; without a limit it fills the disk.
SPILL = "30GB"
# A process that was stopped tells its peak no more.
_PEAK_UNKNOWN = 0
_KEY = (
    "visibilidad_codigo, periodo_tipo_codigo, anio, periodo_numero, departamento_codigo, municipio_codigo, "
    "institucion_codigo, programa_codigo, modalidad_codigo, sexo_codigo, edad_grupo_codigo, pueblo_codigo"
)
_FIGURES = "personas, hogares, entregas, monto_gtq"


@dataclass(frozen=True)
class Cost:
    """What one table or statement took, or had taken when it was stopped."""

    name: str
    rows: int
    processor: float
    clock: float
    peak_mib: int
    ended: bool = True

    def __str__(self) -> str:
        """One line."""
        rows = f"{self.rows:>11,} rows" if self.ended else "   stopped after"
        return (
            f"{self.name:>32}: {rows}, {self.processor:7.1f} s of processor, {self.clock:7.1f} s, "
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
    parser.add_argument(
        "--patience", type=float, default=600, help="seconds after which a baseline statement is stopped"
    )
    parser.add_argument("--work", type=Path, help="keep the register here and use the one that is there")
    options = parser.parse_args()
    kinds = tuple(kind for kind in options.kinds.split(",") if kind)
    small = _measure(options.small, (), options) if options.small else {}
    large = _measure(options.deliveries, kinds, options)
    _growth(small, large, options.small, options.deliveries)


def _measure(deliveries: int, kinds: tuple[str, ...], options: argparse.Namespace) -> dict[str, Cost]:
    kept: Path | None = options.work
    work = kept / str(deliveries) if kept else Path(tempfile.mkdtemp(prefix="padron-indicadores-"))
    try:
        print(f"\n{deliveries:,} deliveries", flush=True)
        if not Store(work, KEYS).files(TABLE):
            print(alone(_register, work, deliveries), flush=True)
        ours = _ours(work)
        if kinds:
            _compare(work, ours, _theirs(work, kinds, options.patience))
        return ours
    finally:
        if kept is None:
            shutil.rmtree(work)


def _ours(work: Path) -> dict[str, Cost]:
    costs = {}
    for table in measurable_tables():
        costs[table] = alone(_build, work, table)
        print(costs[table], flush=True)
    costs[INDICATORS] = alone(_build_indicators, work)
    print(costs[INDICATORS], flush=True)
    _total("marts and indicators on the fact", costs)
    return costs


def _theirs(work: Path, kinds: tuple[str, ...], patience: float) -> dict[str, Cost]:
    shutil.rmtree(work / "baseline", ignore_errors=True)
    costs = {}
    for name, text in statements(kinds):
        before, clock = _of_children(), time.monotonic()
        try:
            cost = alone(_by_hand, work, name, text, patience=patience)
        except StepFailedError:  # its words are on the terminal: more to spill than it may, as a rule
            cost = None
        stopped = Cost(name, 0, _of_children() - before, time.monotonic() - clock, _PEAK_UNKNOWN, ended=False)
        costs[name] = cost or stopped
        print(costs[name], flush=True)
    _total("GROUPING SETS, count(distinct)", costs)
    return costs


def _compare(work: Path, ours: dict[str, Cost], theirs: dict[str, Cost]) -> None:
    ended = [name for name, cost in theirs.items() if cost.ended]
    print(f"statements that ended: {len(ended)} of {len(theirs)}")
    if ended:
        print(f"rows that differ: {_differences(Store(work, KEYS), ended)}")
    at_least = (
        ""
        if set(KINDS) == {name.split("/")[0] for name in ended} and len(ended) == len(theirs)
        else "at least "
    )
    reach = {table: ours[table] for table in REACH}
    for what, costs in (("the reach", reach), ("all marts and indicators", ours)):
        print(
            f"ratio to {what}: {at_least}{_sum(theirs, 'processor') / _sum(costs, 'processor'):.2f} by processor, "
            f"{at_least}{_sum(theirs, 'clock') / _sum(costs, 'clock'):.2f} by the clock",
            flush=True,
        )


def measurable_tables() -> list[str]:
    """Tables of the layer out that need the facts and reference tables alone, each after those that it reads."""
    found: list[str] = []
    layer = [table for table in tables_of("out") if table != TABLE and table in statement_files()]
    while True:
        there = {TABLE, *found}
        more = [
            table for table in layer if table not in found and tables_read(table) and _is_there(table, there)
        ]
        if not more:
            return found
        found += more


def measurable_indicators() -> tuple[IndicatorSource, ...]:
    """Indicators that read those tables and reference tables alone."""
    there = {TABLE, *measurable_tables()}
    return tuple(
        source
        for source in sources_of(load_deployment(DEPLOYMENT))
        if all(_is_given(table, there) for table in source.tables)
    )


def _is_there(table: str, there: set[str]) -> bool:
    return all(_is_given(read, there) for read in tables_read(table))


def _is_given(table: str, there: set[str]) -> bool:
    return table in there or table.startswith("ref_")


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


def _build_indicators(work: Path) -> Cost:
    deployment, store = load_deployment(DEPLOYMENT), Store(work, KEYS)
    for part in store.files(INDICATORS):
        part.unlink()
    sources = measurable_indicators()
    with DuckDBEngine(temp=store.scratch) as engine:
        clock, before = time.monotonic(), time.process_time()
        parts = refresh(sources, Bench(deployment, store, engine, NOW))
    cost = _cost(INDICATORS, sum(part.rows for part in parts), clock, before)
    return replace(cost, name=f"{INDICATORS} ({len(sources)} indicators)")


def _by_hand(work: Path, name: str, text: str) -> Cost:
    store = Store(work, KEYS)
    target = _baseline(work, name)
    with DuckDBEngine(temp=store.scratch) as engine:
        engine.connection.execute(f"set max_temp_directory_size = '{SPILL}'")
        engine.attach(TABLE, store.files(TABLE))
        engine.materialise("anios", f"select distinct anio from {TABLE}")
        clock, before = time.monotonic(), time.process_time()
        written = engine.write(text, None, target)
    return _cost(name, written.rows, clock, before)


def _differences(store: Store, names: list[str]) -> int:
    """Rows of the statements that ended which are not ours, and of ours, in their cells, which are not theirs."""
    with DuckDBEngine(temp=store.scratch) as engine:
        engine.attach("out_alcance", store.files("out_alcance"))
        count = 0
        for name in names:
            engine.attach("by_hand", [_baseline(store.work, name)])
            kind, subject = name.split("/")
            if subject == "todas":
                mine = "visibilidad_codigo = 'todas'"
            else:
                told = [
                    f"{other} is {'not ' if other == f'{subject}_codigo' else ''}null"
                    for other in SUBJECTS[1:]
                ]
                mine = " and ".join(["visibilidad_codigo <> 'todas'", *told])
            compared = f"select {_KEY}, {_FIGURES} from"
            ours, theirs = (
                f"{compared} out_alcance where periodo_tipo_codigo = '{kind}' and {mine}",
                f"{compared} by_hand",
            )
            ((differing,),) = engine.rows(
                f"select count(*) from (({ours} except all {theirs}) union all ({theirs} except all {ours}))"
            )
            count += int(differing)
    return count


def _baseline(work: Path, name: str) -> Path:
    return work / "baseline" / f"{name.replace('/', '-')}.parquet"


def _cost(name: str, rows: int, clock: float, before: float) -> Cost:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Cost(name, rows, time.process_time() - before, time.monotonic() - clock, peak)


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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
