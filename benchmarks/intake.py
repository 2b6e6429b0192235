"""One big CSV from file to canonical deliveries, against DuckDB reading the same file as text into Parquet.

Belongs here: making the file, each stage in a process of its own, seconds, peak memory and the ratio.
Does not belong here: the file (big.py) or the whole night (night.py).

Usage: python -m benchmarks.intake [--rows 2000000] [--keep FOLDER]. Aim: at most 3 times, under 2 GB.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AIM_RATIO, AIM_MB = 3.0, 2048
SENDER = {"mides": ("P05", "P08", "P10")}
TRANSFER = "T0000000000000000"
RECEIVED = date(2026, 5, 4)
_READING = "lectura.json"


def yardstick(folder: Path) -> None:
    """DuckDB: the file as text into Parquet."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("set threads = 2")
        connection.execute("set memory_limit = '2GB'")
        connection.execute(
            f"copy (select * from read_csv('{_file(folder)}', all_varchar = true)) "
            f"to '{folder / 'yardstick.parquet'}' (format parquet)"
        )


def seal(folder: Path) -> None:
    """The sealed copy that reception makes."""
    from assets.raw.archive import seal as seal_file

    with _file(folder).open("rb") as stream:
        seal_file(stream, folder / "sealed", _store(folder).keys.vault)


def read(folder: Path) -> None:
    """The sealed copy under its contract, as encrypted rows."""
    from assets.raw.archive import unseal
    from assets.raw.rows import RAW, describe
    from assets.reading.under_contract import read_file

    store, contract = _store(folder), _contract(folder)
    reading = read_file(lambda: unseal(folder / "sealed", store.keys.vault), contract)
    store.write_encrypted(RAW, TRANSFER, reading.columns(), keep=True)
    (folder / _READING).write_text(json.dumps(describe(reading)["tablas"]), encoding="utf-8")


def judge(folder: Path) -> None:
    """Encrypted rows to deliveries, identities, notices and the row ledger."""
    from assets.core.binding import Received, Sheet
    from assets.core.judgement import judge as judge_rows
    from assets.engine import DuckDBEngine
    from assets.raw.rows import RAW

    store = _store(folder)
    tables = json.loads((folder / _READING).read_text(encoding="utf-8"))
    sheets = [Sheet(table["hoja"], tuple(table["encabezado"]), table["posiciones"]) for table in tables]
    with DuckDBEngine(temp=store.scratch) as engine:
        judgement = judge_rows(
            Received(TRANSFER, RECEIVED),
            _contract(folder),
            sheets,
            store.read_columns(RAW, TRANSFER),
            earlier=[],
            deployment=_deployment(folder),
            engine=engine,
            store=store,
            keys=store.keys,
        )
    print(f"  {judgement.rows():,} rows judged, {judgement.rows('aceptada'):,} accepted")


def intake(folder: Path) -> None:
    """Reading and judging in one process, as a night does them: what starts a process is loaded once."""
    read(folder)
    judge(folder)


STAGES: dict[str, Callable[[Path], None]] = {
    "yardstick": yardstick,
    "seal": seal,
    "read": read,
    "judge": judge,
    "intake": intake,
}
# What is held against the yardstick: the two stages each in a process of its own, and both in one.
COMPARED = {"read + judge": ("read", "judge"), "intake": ("intake",)}


def measured(stage: str, folder: Path) -> tuple[float, float, int]:
    """Wall seconds, processor seconds and peak MiB of one stage in a process of its own."""
    start = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.intake", "--stage", stage, "--keep", folder], cwd=ROOT
    )
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{stage} failed")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024


def prepare(folder: Path, rows: int) -> None:
    """The file, its deployment and keys."""
    from assets.keyfile import write_new_keys
    from benchmarks.big import write_big

    write_big(folder / "deployment", rows=rows, institutions=SENDER)
    write_new_keys(folder / "keys.json")


def _file(folder: Path) -> Path:
    return next((folder / "deployment" / "inbox").rglob("*.csv"))


def _store(folder: Path):  # type: ignore[no-untyped-def]
    from assets.keyfile import read_keys
    from assets.store import Store

    return Store(folder / "work", read_keys(folder / "keys.json"))


@cache
def _deployment(folder: Path):  # type: ignore[no-untyped-def]
    """Loaded once in a process, as a night does (assets/resources.py)."""
    from snis.deployment import load_deployment

    return load_deployment(folder / "deployment")


def _contract(folder: Path):  # type: ignore[no-untyped-def]
    return next(item for item in _deployment(folder).contracts if item.institution in SENDER)


def main() -> int:
    """Run the stages side by side, three times, and print the middle ones."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="work here and keep everything")
    parser.add_argument("--stage", choices=STAGES, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.stage:
        STAGES[arguments.stage](arguments.keep)
        return 0
    folder = arguments.keep or Path(tempfile.mkdtemp(prefix="padron-intake-"))
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "deployment").exists():
        print(f"making {arguments.rows:,} deliveries, ...", flush=True)
        prepare(folder, arguments.rows)
    runs = [{stage: measured(stage, folder) for stage in STAGES} for _ in range(arguments.runs)]
    print(f"\n{'':24}{'seconds':>10}{'processor':>10}{'peak MiB':>10}")
    middle = {stage: sorted(run[stage] for run in runs)[len(runs) // 2] for stage in STAGES}
    for stage, (seconds, processor, peak) in middle.items():
        print(f"{stage:24}{seconds:>10.1f}{processor:>10.1f}{peak:>10}")
    for name, stages in COMPARED.items():
        for label, place in (("seconds", 0), ("processor", 1)):
            ratios = [sum(run[stage][place] for stage in stages) / run["yardstick"][place] for run in runs]
            print(f"{name}, ratio of {label}: {sorted(ratios)[len(runs) // 2]:.2f} (aim {AIM_RATIO})")
    peak = max(run[stage][2] for run in runs for stage in STAGES if stage != "yardstick")
    print(f"peak: {peak} MiB (aim {AIM_MB})")
    if arguments.keep is None:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
