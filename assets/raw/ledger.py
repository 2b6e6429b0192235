"""The ledger on disk: one line for each thing that happened, in one append-only file.

Belongs here: appending, reading back, mending a line that a kill tore, the public key beside the file. Does not belong
here: the chain and its signatures (snis/ledger.py) or deciding what is entered.

A line without its line end was torn by a kill before anybody was told of it: it was never written.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from snis.errors import LedgerError, SettingsError
from snis.ledger import (
    BEGIN,
    Entry,
    Proven,
    append,
    begin,
    from_line,
    is_signed_by,
    named_key,
    to_line,
    verified,
)
from snis.signing import PublicKey, Signer

FILE = "bitacora.jsonl"
# The key that checks what is signed here; whoever has it alone can check the ledger.
PUBLIC_KEY = "clave-publica.pem"
_TAIL_BYTES = 65_536
_RESTORE = (
    "Una última línea cortada la repara la próxima noche; si no es eso, alguien tocó la bitácora: guárdela aparte "
    "para la auditoría y restaure la del respaldo."
)


@dataclass(frozen=True)
class _Stretch:
    """The first bytes of a ledger, which were proven."""

    size: int
    digest: str
    proven: Proven


_NOTHING = _Stretch(0, hashlib.sha256().hexdigest(), Proven())
_PROVEN: dict[tuple[Path, PublicKey | None], _Stretch] = {}


class Book(Protocol):
    """Whose ledger it is: a store, or the desk of a command."""

    @property
    def ledger(self) -> Path:
        """Its folder."""

    @property
    def signer(self) -> Signer | None:
        """What signs it; None in a deployment of before it was signed."""


def record(book: Book, moment: datetime, kind: str, *, data: Mapping[str, Any]) -> Entry:
    """Append one entry, signed; it is on the disk when this returns.

    A torn last line is cut off, and an entry says so. The first time that there is a key, an entry says so too.

    Raises:
        LedgerError: the last entry is damaged, or was signed with another key than the one at hand.
    """
    last = make_ready(book, moment)
    return _write(book.ledger / FILE, append(last, moment.isoformat(), kind, data=data, signer=book.signer))


def make_ready(book: Book, moment: datetime) -> Entry | None:
    """Mend what a kill tore, and begin to sign when there is a key; returns the entry that the next one follows.

    Raises:
        LedgerError: as `record`.
    """
    book.ledger.mkdir(parents=True, exist_ok=True)
    path = book.ledger / FILE
    torn = _cut_torn_line(path)
    last = _ready_to_sign(last_entry(book.ledger), book, moment)
    if torn:
        data = {"bytes_cortados": torn}
        last = _write(path, append(last, moment.isoformat(), "reparacion", data=data, signer=book.signer))
    return last


def read_entries(folder: Path) -> Iterator[Entry]:
    """All entries, oldest first; what a kill tore is none.

    Raises:
        LedgerError: a line is no entry; names the line.
    """
    path = folder / FILE
    if path.exists():
        yield from read_file(path)


def read_file(path: Path) -> Iterator[Entry]:
    """The entries of any copy of a ledger.

    Raises:
        LedgerError: a line is no entry; names the line.
    """
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if line.endswith(b"\n"):
                yield _entry(line, f"{path.name}, línea {number}")


def last_entry(folder: Path) -> Entry | None:
    """The newest entry; None before the first.

    Raises:
        LedgerError: the last line is no entry.
    """
    line = _last_line(folder / FILE)
    return _entry(line, f"{FILE}, última línea") if line else None


def verify_ledger(folder: Path) -> int:
    """Check the whole chain and its signatures; returns how many entries it has.

    Raises:
        LedgerError: names the first entry that was changed, removed or moved, or is not signed with the folder's key.
    """
    path = folder / FILE
    return sum(1 for _ in checked_entries(path, public_key(folder))) if path.exists() else 0


def checked_entries(path: Path, key: PublicKey | None) -> Iterator[Entry]:
    """The entries of any copy of a ledger, each proven before it is handed on, to its very last byte.

    Bytes that this process has proven once, and that are the same bytes still, are not proven again: a night asks for
    the whole ledger several times.

    Raises:
        LedgerError: as `verify_ledger`.
    """
    before = _PROVEN.get((path.resolve(), key), _NOTHING)
    if _digest_of(path, before.size) != before.digest:
        before = _NOTHING
    size = path.stat().st_size
    digest = _digest_of(path, size)
    last, named = before.proven.last, before.proven.key
    entries = read_file(path)
    yield from islice(entries, last.seq if last else 0)
    try:
        for entry in verified(entries, key, after=before.proven):
            named = named_key(entry) if entry.kind == BEGIN else named
            last = entry
            yield entry
    except LedgerError as error:
        raise LedgerError(error.message, place=error.place, remedy=_RESTORE) from None
    if not _ends_whole(path):
        raise LedgerError("la última línea está cortada", place=f"{path.name}, última línea", remedy=_RESTORE)
    # What was added while it was being read is proven now, and not part of the digest.
    if path.stat().st_size == size:
        _PROVEN[path.resolve(), key] = _Stretch(size, digest, Proven(last, named))


def public_key(folder: Path) -> PublicKey | None:
    """The key that a ledger's folder remembers; None before its first signature.

    Raises:
        LedgerError: the file is damaged.
    """
    try:
        content = (folder / PUBLIC_KEY).read_bytes()
        key = PublicKey.from_pem(content.decode("ascii"))
    except FileNotFoundError:
        return None
    except (SettingsError, ValueError):
        key = None
    # What reads as the same key and is written otherwise was touched all the same.
    if key is None or content != key.pem.encode():
        raise LedgerError("la clave pública está dañada", place=PUBLIC_KEY, remedy=_RESTORE)
    return key


def _ready_to_sign(last: Entry | None, book: Book, moment: datetime) -> Entry | None:
    """The last entry, after which the key at hand may sign; with the first signature, the one that says so.

    Nobody goes on with a ledger that was signed with another key, or that lost its signed entries.
    """
    known, signer = public_key(book.ledger), book.signer
    is_signed = last is not None and bool(last.firma)
    if known is not None and not is_signed:
        raise LedgerError("faltan los asientos firmados de la bitácora", place=FILE, remedy=_RESTORE)
    if signer is None:
        if is_signed:
            raise LedgerError(
                "la bitácora está firmada y falta la clave de firma",
                place=FILE,
                remedy="Señale con PADRON_KEY_FILE el archivo de claves con que se firmaba.",
            )
        return last
    if last is None or not is_signed:
        last = _write(book.ledger / FILE, begin(last, moment.isoformat(), signer))
    if not is_signed_by(last, signer.public) or known not in {None, signer.public}:
        raise LedgerError(
            "la bitácora está firmada con otra clave",
            place=FILE,
            remedy="Señale con PADRON_KEY_FILE el archivo de claves con que se firmaba.",
        )
    if known is None:
        _write_bytes(book.ledger / PUBLIC_KEY, signer.public.pem.encode())
    return last


def _write(path: Path, entry: Entry) -> Entry:
    _write_bytes(path, to_line(entry).encode() + b"\n")
    return entry


def _write_bytes(path: Path, content: bytes) -> None:
    with path.open("ab") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _entry(line: bytes, place: str) -> Entry:
    try:
        return from_line(line.decode())
    except UnicodeDecodeError:
        message = "una línea de la bitácora no es un asiento"
    except LedgerError as error:
        message = error.message
    raise LedgerError(message, place=place, remedy=_RESTORE)


def _last_line(path: Path) -> bytes:
    """The last whole line, or the torn one where no other is."""
    if not path.exists():
        return b""
    with path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        length = _TAIL_BYTES
        while True:
            start = max(0, size - length)
            stream.seek(start)
            _, end, line = stream.read().removesuffix(b"\n").rpartition(b"\n")
            if end or start == 0:
                return line
            length *= 2


def _cut_torn_line(path: Path) -> int:
    if not path.exists() or _ends_whole(path):
        return 0
    torn = len(_last_line(path))
    os.truncate(path, path.stat().st_size - torn)
    return torn


def _digest_of(path: Path, size: int) -> str:
    """SHA-256 of the first bytes of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while size > 0 and (content := stream.read(min(size, _TAIL_BYTES))):
            digest.update(content)
            size -= len(content)
    return digest.hexdigest()


def _ends_whole(path: Path) -> bool:
    """Whether a file ends with a line end, or is empty."""
    with path.open("rb") as stream:
        if stream.seek(0, os.SEEK_END) == 0:
            return True
        stream.seek(-1, os.SEEK_END)
        return stream.read() == b"\n"
