"""What the gate over the tables of a country costs: packages staged from them, and everything that leaves judged.

Belongs here: staging, judging and placing a release of a benchmark's tables by the steps of a night, with what each
cost. Does not belong here: the tables (benchmarks/disclosure.py), what the gate asks (publish/gate.py).
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from assets.engine import DuckDBEngine
from assets.open.editions import read_register
from assets.open.gate import judge
from assets.open.placing import put_in_place
from assets.open.printing import enter_printing
from assets.open.release import STAGING, catalogue_of, edition_of
from assets.resources import Bench
from assets.store import Store
from benchmarks.measuring import DEPLOYMENT, KEYS, apart, measured
from publish.datasets import DatasetSpec, load_datasets
from publish.editions import Revision
from publish.release import stage_release
from snis.deployment import load_deployment


def release_tables(work: Path, now: datetime, month: tuple[int, int]) -> None:
    """Stage, judge and place a release of the tables that are there, each step in a process of its own."""
    revisions = apart(_stage, work, now, month)
    apart(_judge, work, now, month)
    apart(_place, work, now, month, revisions)


def _stage(work: Path, now: datetime, month: tuple[int, int]) -> list[Revision]:
    store = Store(work, KEYS)
    with DuckDBEngine(temp=store.scratch) as engine, measured("packages"):
        bench = _bench(store, engine, now)
        specs = _specs(store)
        reports = stage_release(
            {table: store.part(table) for spec in specs for table in spec.tables},
            catalogue_of(specs, bench),
            edition=edition_of(bench, specs, month, read_register(store)),
            staging=store.work / STAGING,
            public=store.public,
        )
    rows = Counter({table: count for report in reports for table, count in report.rows.items()})
    print(f"{rows.total():,} rows: {dict(rows)}", flush=True)
    return [report.revision for report in reports if report.revision is not None]


def _judge(work: Path, now: datetime, month: tuple[int, int]) -> None:
    store = Store(work, KEYS)
    with DuckDBEngine(temp=store.scratch) as engine, measured("gate"):
        verdict = judge(_bench(store, engine, now), store.work / STAGING, _specs(store), release=_name(month))
    print(f"{verdict.status}: {verdict.files} files, {verdict.bytes / 1e6:.1f} MB", flush=True)
    for finding in verdict.findings:
        print(
            f"  {finding.file} {finding.rule} {finding.place} {finding.count}: {finding.message}", flush=True
        )


def _place(work: Path, now: datetime, month: tuple[int, int], revisions: Sequence[Revision]) -> None:
    store = Store(work, KEYS)
    with DuckDBEngine(temp=store.scratch) as engine:
        bench = _bench(store, engine, now)
        enter_printing(bench, _name(month))
        put_in_place(
            bench,
            store.work / STAGING,
            register=read_register(store).with_revisions(revisions),
            manifest={"edicion": _name(month)},
            entry={"edicion": _name(month)},
        )


def _bench(store: Store, engine: DuckDBEngine, now: datetime) -> Bench:
    return Bench(load_deployment(DEPLOYMENT), store, engine, now)


def _specs(store: Store) -> tuple[DatasetSpec, ...]:
    """The datasets of the sample all of whose tables the benchmark has made."""
    return tuple(
        spec
        for spec in load_datasets(DEPLOYMENT / "datasets.yaml")
        if all(store.part(table).exists() for table in spec.tables)
    )


def _name(month: tuple[int, int]) -> str:
    return f"{month[0]}-{month[1]:02d}"
