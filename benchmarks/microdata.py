"""What the microdata of a country cost: draw, roll-up, blanking, risk, file, and the gate that counts again.

Belongs here: an invented register (benchmarks/disclosure.py), seconds, memory, shares of levels, loss. Does not belong
here: whether rows are right (tests/microdata).

Usage: python -m benchmarks.microdata [PERSONS]
"""

import argparse
import json
import resource
import shutil
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import pyarrow.parquet as pq

from assets.engine import DuckDBEngine
from assets.open.gate import rules_tonight
from assets.open.microdata import TABLE, make_microdata
from assets.resources import Bench
from assets.store import Store
from benchmarks.disclosure import write_facts
from benchmarks.measuring import DEPLOYMENT, KEYS
from publish.gate_microdata import find_in_microdata
from snis.deployment import load_deployment

# The register is of 2026, which is closed by then.
NOW = datetime(2027, 4, 15, 1, tzinfo=UTC)


def main() -> None:
    """Measure and print; each part in a process of its own, so that the peak is its own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("persons", type=int, nargs="?", default=6_000_000)
    persons = parser.parse_args().persons
    work = Path(tempfile.mkdtemp(prefix="padron-microdatos-"))
    try:
        for part in (_register, _draw, _judge):
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as aside:
                print(aside.submit(part, work, persons).result(), flush=True)
    finally:
        shutil.rmtree(work)


def _register(work: Path, persons: int) -> str:
    store = Store(work, KEYS)
    with DuckDBEngine("3GB", temp=store.scratch) as engine:
        write_facts(store, load_deployment(DEPLOYMENT), engine, persons)
    return _cost("register (not counted)", time.monotonic())


def _draw(work: Path, persons: int) -> str:
    clock, store = time.monotonic(), Store(work, KEYS)
    with DuckDBEngine(temp=store.scratch) as engine:
        made = make_microdata(Bench(load_deployment(DEPLOYMENT), store, engine, NOW))
    risk = json.dumps((store.read_manifest(TABLE) or {})["riesgo"], ensure_ascii=False)
    return f"{_cost('microdata', clock)}; {persons:,} persons, {made.rows:,} rows\n{risk}"


def _judge(work: Path, _: int) -> str:
    store = Store(work, KEYS)
    with DuckDBEngine(temp=store.scratch) as engine:
        rules = rules_tonight((), Bench(load_deployment(DEPLOYMENT), store, engine, NOW))
    clock = time.monotonic()
    found = list(find_in_microdata(pq.read_table(store.part(TABLE)), rules, shown_path=TABLE))
    return f"{_cost('gate', clock)}; {len(found)} findings; {store.part(TABLE).stat().st_size / 1e6:.2f} MB of Parquet"


def _cost(what: str, clock: float) -> str:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return (
        f"{what}: {used.ru_utime + used.ru_stime:.1f} s of processor, {time.monotonic() - clock:.1f} s, "
        f"peak {used.ru_maxrss / 1024:.0f} MiB"
    )


if __name__ == "__main__":
    main()
