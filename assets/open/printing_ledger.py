"""The publication ledger: what every printing said of each cell, work/ledger/impresiones.

Belongs here: parts, the snapshot and the waiting changes that the next printing is compared with, and which printings
went out. Does not belong here: what is printed (printing.py), or the log itself (assets/raw/ledger.py).

A printing is one part, `NNNNNN.parquet`, with the cells of which it says something else than the printing before. It
counts from the moment the log has its entry, which is made when its release has passed the gate; until then the next
night writes it again. Beside it lie what the test of the relations found (`NNNNNN.json`) and, sealed, the changes that
have not been printed yet (`NNNNNN.espera`); in the vault, as links to files that later nights replace, lie the facts
that it saw (`impresion/NNNNNN-<table>.parquet`).
"""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from assets.engine import digest_file
from assets.parquet import open_sealed_parquet, write_parquet
from assets.raw.ledger import read_entries, record
from assets.store import Store, replacing, sync_folder, write_json
from snis.errors import PrintingError

# The table of what is printed, made from the ledger.
PRINTED = "out_celda_impresa"
ENTERED = "impresion"
# The entry of a release that took its place (release.py).
PLACED = "publicacion"
_RESTORE = "Restaure work/ledger y work/vault del mismo respaldo; nada nuevo se imprime mientras tanto."


@dataclass(frozen=True)
class Entered:
    """A printing that went out, as the log has it.

    Attributes:
        number: from 1.
        release: name of the first release that carried it.
        part, waiting: SHA-256 of its part, and of its waiting changes.
        mark: fingerprint of everything that it was made from.
        facts: fingerprint of the facts that it saw.
    """

    number: int
    release: str
    part: str
    waiting: str
    mark: str
    facts: str


class PrintingLedger:
    """The ledger of a work folder.

    Raises:
        PrintingError: a printing of the log is missing, or is not what it was.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._folder = store.ledger / "impresiones"
        self.entered: list[Entered] = []
        self.moments: list[datetime] = []
        # By release, the newest last: the printing that its packages show.
        self.shown: dict[str, int] = {}
        for entry in read_entries(store.ledger):
            if entry.kind == ENTERED:
                self.entered.append(Entered(**entry.data["impresion"]))
                self.moments.append(datetime.fromisoformat(entry.moment))
            elif entry.kind == PLACED:
                self.shown.pop(entry.data["edicion"], None)
                self.shown[entry.data["edicion"]] = len(self.entered)
        for printing in self.entered:
            _check(self.part(printing.number), printing.part)

    @property
    def last(self) -> Entered | None:
        """The last printing that went out."""
        return self.entered[-1] if self.entered else None

    @property
    def next_number(self) -> int:
        """The number of the printing that has not gone out yet."""
        return len(self.entered) + 1

    def part(self, number: int) -> Path:
        """The part of a printing."""
        return self._folder / f"{number:06d}.parquet"

    def waiting(self, number: int) -> Path:
        """The sealed changes that a printing left waiting."""
        return self._folder / f"{number:06d}.espera"

    def attacks(self, number: int) -> Path:
        """What the test of the relations found in a printing, in counts."""
        return self._folder / f"{number:06d}.json"

    def memory(self, number: int) -> Path:
        """What readers of every printing up to one remember (printing_memory.py)."""
        return self._folder / f"{number:06d}.cotas"

    def parts(self, number: int) -> list[Path]:
        """Parts up to a printing.

        Raises:
            PrintingError: there is no such printing.
        """
        found = [self.part(known) for known in range(1, number + 1)]
        if not found or not found[-1].exists():
            raise PrintingError("no hay tal impresión", place=f"impresión {number}")
        return found

    def write_waiting(self, number: int, rows: pa.RecordBatchReader) -> str:
        """Seal the changes that a printing leaves waiting; returns the SHA-256 of the file."""
        with replacing(self.waiting(number)) as aside:
            write_parquet(rows, aside, self._store.keys.vault)
        return digest_file(self.waiting(number))

    def write_attacks(self, number: int, attacks: Sequence[Mapping[str, Any]]) -> None:
        """Keep what the test of the relations found in a printing, and what it took to close it."""
        write_json(self.attacks(number), {"impresion": number, "pruebas": list(attacks)})

    def read_waiting(self) -> pa.Table:
        """The changes that the last printing left waiting.

        Raises:
            PrintingError: they are missing, or are not what they were.
        """
        if self.last is None:
            raise PrintingError("aún no hay ninguna impresión")
        path = self.waiting(self.last.number)
        _check(path, self.last.waiting)
        return open_sealed_parquet(path, self._store.keys.vault).read()

    def snapshot(self, number: int, table: str) -> Path:
        """The file of a table that a printing saw."""
        return self._store.work / "vault" / "impresion" / f"{number:06d}-{table}.parquet"

    def keep_snapshot(self, number: int, tables: Sequence[str]) -> None:
        """Hold on to the files that a printing sees, at no cost where the disk allows links."""
        for table in tables:
            with replacing(self.snapshot(number, table)) as aside:
                source = self._store.part(table)
                try:
                    os.link(source, aside)
                except OSError:  # a disk without links
                    shutil.copyfile(source, aside)

    def enter(self, printing: Entered, moment: datetime) -> None:
        """Say in the log that a printing goes out, and forget what only the printings before needed.

        Raises:
            PrintingError: its files are not those that were written.
        """
        _check(self.part(printing.number), printing.part)
        _check(self.waiting(printing.number), printing.waiting)
        record(self._store, moment, ENTERED, data={"impresion": vars(printing)})
        self.entered.append(printing)
        self.moments.append(moment)
        for path in self._outdated(printing.number):
            path.unlink(missing_ok=True)
        sync_folder(self._folder)

    def _outdated(self, number: int) -> Iterator[Path]:
        for path in (*self._folder.glob("*.espera"), *self.snapshot(number, "x").parent.glob("*.parquet")):
            if path.name[:6].isdigit() and int(path.name[:6]) < number:
                yield path


def _check(path: Path, sha256: str) -> None:
    if not path.exists():
        raise PrintingError("falta un archivo del libro de impresiones", place=path.name, remedy=_RESTORE)
    if digest_file(path) != sha256:
        raise PrintingError(
            "un archivo del libro de impresiones no es el que se registró", place=path.name, remedy=_RESTORE
        )
