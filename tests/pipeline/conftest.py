"""Nights that the pipeline tests look at: the whole sample once, and a small one that may be broken."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

from assets.build import table_digest
from assets.keyfile import read_keys, write_new_keys
from assets.store import Store
from pipelines.night import NightReport, run_night
from pipelines.settings import SAMPLE, Settings, read_settings, with_now
from tests.pipeline.delivery_case import Office

# Files of a test do not change any more.
AT_ONCE = {"PADRON_SETTLE_SECONDS": "0"}
NOW = "2026-05-04T01:00:00-06:00"
PLAIN_LAYERS = ("ref", "core", "link", "out", "open")
# A few files of every kind: CSV, workbook, zip, Parquet; deliveries, communities and registers; one refused.
SMALL = (
    "mides/vida_2026_C1.xlsx",
    "mides/bolsa_social_2026_C1.xlsx",
    "mintrab/pam_2026_01.csv",
    "fodigua/proyectos_2026_C1.xlsx",
    "mspas/sigsa_2026_B1.parquet",
    "renap/renap_personas_2026_04.zip",
    "mineduc/AE_2026_02.zip",
    "sosep/atencion_2026_C1.xlsx",
    "segeplan/becas_2026_01.csv",
)


@dataclass
class Night:
    """A work folder after a night."""

    settings: Settings
    report: NightReport
    steps: list[str] = field(default_factory=list)

    @property
    def work(self) -> Path:
        return self.settings.work

    @property
    def store(self) -> Store:
        return Store(self.work, read_keys(self.settings.key_file))

    def sql(self, query: str) -> list[tuple[object, ...]]:
        """A query over the stored tables, each under its own name."""
        with duckdb.connect() as connection:
            for layer in PLAIN_LAYERS:
                for folder in sorted((self.work / "store" / layer).glob("*")):
                    connection.execute(f"create view {folder.name} as select * from '{folder}/*.parquet'")
            connection.execute(
                "create table transferencia as select transferencia_id, institucion, archivo from "
                f"read_json('{self.work}/ledger/transferencias/*.json', union_by_name = true)"
            )
            return connection.execute(query).fetchall()

    def digests(self) -> dict[str, str]:
        """Digest of every plain table."""
        tables = [f.name for layer in PLAIN_LAYERS for f in sorted((self.work / "store" / layer).glob("*"))]
        return {table: table_digest(table, self.store) for table in tables}


def prepare(work: Path, files: tuple[str, ...] | None = None, deployment: Path = SAMPLE) -> Settings:
    """A work folder with keys and the sample's inbox, or some files of it."""
    for name in files if files is not None else sorted(_names(SAMPLE / "inbox")):
        target = work / "inbox" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SAMPLE / "inbox" / name, target)
    settings = read_settings(deployment=deployment, work=work, environ=AT_ONCE)
    if not settings.key_file.exists():
        write_new_keys(settings.key_file)
    return with_now(settings, NOW)


def run(settings: Settings) -> Night:
    """A night, with the steps that it reported."""
    steps: list[str] = []
    report = run_night(settings, lambda step, done, total: steps.append(step))
    return Night(settings, report, steps)


def _names(inbox: Path) -> Iterator[str]:
    for path in inbox.rglob("*"):
        if path.is_file():
            yield path.relative_to(inbox).as_posix()


@pytest.fixture(scope="session")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """The whole sample night. Tests look at it and change nothing."""
    return run(prepare(tmp_path_factory.mktemp("noche")))


@pytest.fixture(scope="session")
def small_night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """A night over a few files. Tests look at it and change nothing."""
    return run(prepare(tmp_path_factory.mktemp("noche-corta"), SMALL))


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[Night], Settings]:
    """A work folder of one's own, as a night left it."""

    def copy(night: Night) -> Settings:
        work = tmp_path / "work"
        shutil.copytree(night.work, work)
        settings = read_settings(deployment=night.settings.deployment, work=work, environ=AT_ONCE)
        return with_now(settings, NOW)

    return copy


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office whose files add to what it sent before."""
    return Office(tmp_path)


@pytest.fixture
def full(tmp_path: Path) -> Office:
    """An office whose files hold whole periods."""
    return Office(tmp_path, mode="full")
