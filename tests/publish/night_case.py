"""A small register published by the real steps: printing, protected tables, packages, the gate, the change of folders.

As a program it publishes once and is killed on the way: `python -m tests.publish.night_case WORK DAY COUNT STEP`.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow.parquet as pq

from assets.engine import DuckDBEngine
from assets.open.printing import print_cells
from assets.open.release import Release, publish_release
from assets.open.withdrawal import Withdrawn, withdraw_locally
from publish.datasets import load_datasets
from snis.disclosure_policy import COMMUNITY, COVERAGE, MATRIX
from tests.printing.press import SAMPLE, Delivery, Press, people
from tests.printing.works import Work

REASON, OFFICE = "Un archivo se cargó dos veces.", "Comité de Datos Abiertos"
# Where a night can be killed once its printing counts, in the order of the steps.
STEPS = ("replace_folder", "write_register", "record")
_BUILT = (COVERAGE, MATRIX, COMMUNITY, "open_cobertura_sensible", "open_cobertura_restringida")


class Newsroom(Press):
    """A press whose printings are published."""

    def publish(self, day: str, deliveries: list[Delivery], works: Sequence[Work] = ()) -> Release:
        """What is counted, printed and published of these deliveries and works in the night of a day."""
        self.now = datetime.fromisoformat(f"{day}T07:00:00").replace(tzinfo=UTC)
        self.prepare(deliveries, works=works)
        print_cells(self.bench)
        for table in _tables():
            if table in _BUILT:
                self.open_table(table)
            else:
                self._write(table, [])
        return publish_release(self.bench)

    def withdraw(self, dataset: str, release: str) -> Withdrawn:
        """`padron publish withdraw` without a portal."""
        return withdraw_locally(self.bench, dataset, release, reason=REASON, by=OFFICE)

    def families(self, release: str) -> dict[str, int]:
        """Families by cross and place in a release of the table of community benefits."""
        path = (
            self.work
            / "public"
            / "datasets"
            / "cobertura-comunitaria"
            / release
            / "data"
            / f"{COMMUNITY}.parquet"
        )
        return {
            f"{row['cruce_codigo']} {row['municipio_codigo'] or ''}".strip(): row["familias_atendidas"]
            for row in pq.ParquetFile(path).read().to_pylist()
        }

    def persons(self, release: str) -> dict[str, int]:
        """Persons by department in a release of the coverage table, as the public folder has it."""
        path = self.work / "public" / "datasets" / "cobertura" / release / "data" / f"{COVERAGE}.parquet"
        rows = pq.ParquetFile(path).read(["cruce_codigo", "departamento_codigo", "personas"]).to_pylist()
        return {
            row["departamento_codigo"]: row["personas"]
            for row in rows
            if row["cruce_codigo"] == "departamento"
        }


def night(count: int, elsewhere: int = 100) -> list[Delivery]:
    """So many persons in department 08 and in 16, in March."""
    return [*people(1, count, month=3), *people(5001, 5000 + elsewhere, month=3, place="1601")]


def killed(work: Path, day: str, count: int, step: str) -> int:
    """Publish in a process of its own that is killed at a step; returns what became of the process."""
    command = [sys.executable, "-m", "tests.publish.night_case", str(work), day, str(count), step]
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    return subprocess.run(command, cwd=root, env=environment, check=False, capture_output=True).returncode


def _tables() -> list[str]:
    specs = load_datasets(SAMPLE / "datasets.yaml")
    return [table for spec in specs for table in spec.tables if table != "open_microdato"]


def _dies(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    place, its_day, persons, at = sys.argv[1:]
    with DuckDBEngine("512MB", 1) as own, patch(f"assets.open.placing.{at}", _dies):
        Newsroom(Path(place), own).publish(its_day, night(int(persons)))
