"""The ledger on disk: one line for each thing that happened, in one append-only file.

Belongs here: appending, reading back, mending a line that a kill tore. Does not belong here: the chain
(snis/ledger.py) or deciding what is entered.
"""

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from snis.errors import LedgerError
from snis.ledger import Entry, append, from_line, to_line, verify

FILE = "bitacora.jsonl"
_TAIL_BYTES = 65_536
_RESTORE = (
    "Una última línea cortada la repara la próxima noche; si no es eso, alguien tocó la bitácora: guárdela aparte "
    "para la auditoría y restaure la del respaldo."
)


def record(folder: Path, moment: datetime, kind: str, *, data: Mapping[str, Any]) -> Entry:
    """Append one entry; it is on the disk when this returns.

    A last line without its line end was torn by a kill before anybody was told of it; it is cut off, and the next
    entry says so.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    torn = _cut_torn_line(path)
    last = _last_entry(path)
    if torn:
        last = _write(path, append(last, moment.isoformat(), "reparacion", data={"bytes_cortados": torn}))
    return _write(path, append(last, moment.isoformat(), kind, data=data))


def read_entries(folder: Path) -> Iterator[Entry]:
    """All entries, oldest first.

    Raises:
        LedgerError: a line is no entry; names the line.
    """
    path = folder / FILE
    if path.exists():
        with path.open(encoding="utf-8", errors="replace") as stream:
            for number, line in enumerate(stream, start=1):
                try:
                    yield from_line(line)
                except LedgerError as error:
                    raise LedgerError(
                        error.message, place=f"{FILE}, línea {number}", remedy=_RESTORE
                    ) from None


def verify_ledger(folder: Path) -> int:
    """Check the whole chain; returns how many entries it has.

    Raises:
        LedgerError: names the first entry that was changed, removed or moved.
    """
    try:
        return verify(read_entries(folder))
    except LedgerError as error:
        raise LedgerError(error.message, place=error.place, remedy=_RESTORE) from None


def _write(path: Path, entry: Entry) -> Entry:
    with path.open("ab") as stream:
        stream.write(to_line(entry).encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    return entry


def _last_entry(path: Path) -> Entry | None:
    tail = _tail(path)
    try:
        return from_line(tail.splitlines()[-1].decode(errors="replace")) if tail else None
    except LedgerError as error:
        raise LedgerError(error.message, place=f"{FILE}, última línea", remedy=_RESTORE) from None


def _cut_torn_line(path: Path) -> int:
    tail = _tail(path)
    if not tail or tail.endswith(b"\n"):
        return 0
    torn = len(tail) - (tail.rfind(b"\n") + 1)
    os.truncate(path, path.stat().st_size - torn)
    return torn


def _tail(path: Path) -> bytes:
    if not path.exists():
        return b""
    with path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - _TAIL_BYTES))
        return stream.read()
