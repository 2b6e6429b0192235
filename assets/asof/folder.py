"""The folder of a past day: a work folder of its own, with what was known then, beside the vault of today's.

Belongs here: its name, taking what did not change since from today's store without copying it, and how many folders
are kept. Does not belong here: what was different on that day (facts.py, identity.py).

Files are linked hard: a night that replaces one of today's takes nothing away from the day that is being looked at, and
writing into the folder of a day puts a new file there. The night's lock is held while files are linked and no longer.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assets.build import table_digest
from assets.lock import night_lock
from assets.raw.transfers import Transfer, read_register
from assets.statements import statement, statement_files
from assets.store import Store
from snis.contracts.loader import load_tables

FOLDER = "a_la_fecha"
# The two days of a comparison, and those of the comparison before.
KEPT = 4
_READY = "listo"
# Tables with one part for each transfer, which was written when it was judged or linked.
BY_TRANSFER = (
    "core_fila", "core_aviso", "core_reparacion", "core_correccion", "core_reemplazo", "core_entrega",
    "core_entrega_comunitaria", "core_verificacion", "link_registro", "link_identidad", "link_enlace",
    "link_entrega",
)  # fmt: skip


@dataclass(frozen=True)
class Drawer:
    """The folder of a day.

    Attributes:
        store: it, as a store.
        is_new: whether nothing was put in it yet.
    """

    store: Store
    is_new: bool

    def close(self) -> None:
        """Say that everything that was known on the day is in it."""
        (self.store.work / _READY).touch()


@contextmanager
def open_drawer(store: Store, day: date) -> Iterator[Drawer]:
    """The folder of a day, with what was known then and still is; one that fails on the way is taken away.

    Raises:
        NightLockedError: a night is at work in the folder of today.
    """
    with night_lock(store.work):
        home = store.work / "vault" / FOLDER
        work = home / f"{day.isoformat()}-{_mark(store)}"
        is_new = not (work / _READY).exists()
        if is_new:
            shutil.rmtree(work, ignore_errors=True)
            _link_tables(store, Store(work, store.keys), known_on(read_register(store), day))
    _use(home, work)
    try:
        yield Drawer(Store(work, store.keys), is_new)
    finally:
        if not (work / _READY).exists():
            shutil.rmtree(work, ignore_errors=True)


def known_on(transfers: Iterable[Transfer], day: date) -> list[Transfer]:
    """Transfers that had come by the end of a day."""
    return [item for item in transfers if item.moment.date() <= day]


def link_part(table: str, name: str, *, source: Store, target: Store) -> None:
    """Take a part of a table, and what it says of itself, into the folder of a day."""
    part = source.part(table, name)
    for path in (part, part.with_suffix(".json")):
        if path.exists():
            _link(path, target.folder(table) / path.name)


def _link_tables(source: Store, target: Store, transfers: Iterable[Transfer]) -> None:
    for transfer in transfers:
        for table in BY_TRANSFER:
            link_part(table, transfer.transferencia_id, source=source, target=target)
    for table, contract in load_tables().items():
        if contract.layer == "ref":
            for path in source.files(table):
                link_part(table, path.stem, source=source, target=target)


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        # A vault on a disk of its own.
        shutil.copyfile(source, target)


def _mark(store: Store) -> str:
    """What the past is made from: rows, register, decisions, and the statements that say what counted."""
    digest = hashlib.sha256()
    for table, contract in sorted(load_tables().items()):
        if contract.layer in ("core", "ref") or table.startswith("link_"):
            digest.update(f"{table}:{table_digest(table, store)}\n".encode())
    files = [*sorted((store.ledger / "transferencias").glob("T*.json")), *sorted(store.work.glob("review/*"))]
    for path in (path for path in files if path.is_file()):
        digest.update(path.read_bytes())
    for name in sorted(name for name in statement_files() if name.startswith("pasado_")):
        digest.update(statement(name).encode())
    return digest.hexdigest()[:12]


def _use(home: Path, work: Path) -> None:
    """Keep the folders used last, this one among them."""
    os.utime(work)
    folders = sorted(
        (path for path in home.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime
    )
    for path in folders[:-KEPT]:
        shutil.rmtree(path, ignore_errors=True)
