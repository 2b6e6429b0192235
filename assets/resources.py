"""What every asset works with: the deployment, the store, the engine and the clock, as Dagster resources.

Belongs here: opening and closing these for one step, and the lock that a run holds. Does not belong here: where
their settings come from (pipelines/settings.py).
"""

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg

from assets.engine import DuckDBEngine
from assets.keyfile import check_keys, read_keys, remember_keys
from assets.lock import night_lock
from assets.store import Store
from snis.deployment import Deployment, load_deployment
from snis.errors import PadronError, StoreError


@dataclass(frozen=True)
class Bench:
    """One step's tools; the engine is open only as long as the step runs."""

    deployment: Deployment
    store: Store
    engine: DuckDBEngine
    now: datetime


class Workshop(dg.ConfigurableResource):
    """The deployment and the work folder of a run. Holds the night's lock while a run lasts."""

    deployment: str
    work: str
    key_file: str
    memory_limit: str = "2GB"
    threads: int = 2
    now: str = ""
    settle_seconds: int = 5

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Generator["Workshop", None, None]:
        """Hold the lock of the work folder for the whole run; a sensor only looks, and holds nothing."""
        if context.run is None:
            yield self
            return
        with night_lock(Path(self.work)):
            store = self.store()
            remember_keys(store.keys, store.ledger)
            yield self

    def store(self) -> Store:
        """The work folder with its keys.

        Raises:
            SettingsError: the keys are missing or unsafe, or the folder was worked on with others.
        """
        store = Store(Path(self.work), read_keys(Path(self.key_file)))
        check_keys(store.keys, store.ledger)
        return store

    def load(self) -> Deployment:
        """The deployment as it lies on the disk now."""
        folder = Path(self.deployment)
        return _load(folder, _stamp(folder))

    def moment(self) -> datetime:
        """The fixed moment of this workshop, or the clock, in the deployment's time zone."""
        return moment_in(self.load().timezone, self.now)

    @contextmanager
    def bench(self) -> Iterator[Bench]:
        """One step's tools. An unexpected failure leaves without its message, which could hold a value.

        Raises:
            PadronError: as raised inside, or a StoreError that names only the kind of failure.
        """
        store = self.store()
        try:
            with DuckDBEngine(self.memory_limit, self.threads, temp=store.scratch) as engine:
                yield Bench(self.load(), store, engine, self.moment())
        except PadronError:
            raise
        except OSError as error:
            raise StoreError(
                f"el sistema no dejó leer o escribir un archivo ({os.strerror(error.errno or 0)})",
                place=_origin(error),
                remedy="Revise permisos y espacio en disco de la carpeta de trabajo, y ejecute de nuevo.",
            ) from None
        except Exception as error:
            raise StoreError(
                f"fallo inesperado de tipo {type(error).__name__}; su texto se omite porque puede llevar datos",
                place=_origin(error),
                remedy="Repita con los mismos archivos en un ambiente protegido para ver el detalle.",
            ) from None


def moment_in(timezone: str, now: str = "") -> datetime:
    """A fixed moment (ISO 8601; without an offset it is local time), or the clock, in a time zone."""
    zone = ZoneInfo(timezone)
    if not now:
        return datetime.now(zone)
    fixed = datetime.fromisoformat(now)
    return fixed.astimezone(zone) if fixed.tzinfo else fixed.replace(tzinfo=zone)


def _origin(error: BaseException) -> str:
    """File and line of the innermost frame of ours: a place, never a value."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        code = Path(trace.tb_frame.f_code.co_filename)
        if code.parent.name in {"raw", "core", "link", "out", "open", "ref"} or code.parent.name == "assets":
            place = f"{code.parent.name}/{code.name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _stamp(folder: Path) -> tuple[int, int]:
    changed = [path.stat().st_mtime_ns for path in folder.rglob("*") if path.suffix in {".yaml", ".csv"}]
    return len(changed), max(changed, default=0)


@lru_cache(maxsize=4)
def _load(folder: Path, stamp: tuple[int, int]) -> Deployment:
    return load_deployment(folder)
