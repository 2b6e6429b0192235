"""The hash chain of the ledger: each entry carries the digest of the one before it.

Belongs here: entries, their digest, and the verification of a chain. Does not belong here: files
(assets/raw/ledger.py), clocks, or what is worth an entry. An entry says who, what, when and how many; never a value
of a row.

What a chain cannot show by itself: that its last entries were cut off. Whoever must know keeps the last digest
elsewhere.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from snis.canonical import canonical
from snis.errors import LedgerError

GENESIS = "0" * 64


@dataclass(frozen=True)
class Entry:
    """One thing that happened.

    Attributes:
        seq: number in the chain, from 1.
        moment: when, ISO 8601 with offset.
        kind: what kind of thing.
        data: counts, codes and hashes.
        previous: digest of the entry before, or 64 zeros.
        digest: SHA-256 over all of the above in canonical JSON.
    """

    seq: int
    moment: str
    kind: str
    data: Mapping[str, Any]
    previous: str
    digest: str


def append(last: Entry | None, moment: str, kind: str, *, data: Mapping[str, Any]) -> Entry:
    """The next entry of a chain."""
    seq, previous = (last.seq + 1, last.digest) if last else (1, GENESIS)
    return Entry(seq, moment, kind, data, previous, _digest(seq, moment, kind, data=data, previous=previous))


def to_line(entry: Entry) -> str:
    """An entry as one line of canonical JSON, without its line end."""
    return canonical(asdict(entry))


def from_line(line: str) -> Entry:
    """The entry in a line, with or without its line end.

    Raises:
        LedgerError: the line is no entry, or is not written as `to_line` writes it.
    """
    try:
        entry = Entry(**json.loads(line))
        same = to_line(entry) == line.removesuffix("\n")
    except (ValueError, TypeError):
        same = False
    if not same:
        raise LedgerError("una línea de la bitácora no es un asiento")
    return entry


def verify(entries: Iterable[Entry]) -> int:
    """Check a whole chain; returns how many entries it has.

    Raises:
        LedgerError: names the first entry that was changed, removed or moved.
    """
    last: Entry | None = None
    for entry in entries:
        seq, previous = (last.seq + 1, last.digest) if last else (1, GENESIS)
        if type(entry.seq) is not int or entry.seq != seq:
            raise LedgerError("falta un asiento, o está fuera de lugar", place=f"asiento {seq}")
        if entry.previous != previous:
            raise LedgerError("el asiento no sigue al anterior", place=f"asiento {seq}")
        if entry.digest != _digest(seq, entry.moment, entry.kind, data=entry.data, previous=previous):
            raise LedgerError("el asiento fue cambiado", place=f"asiento {seq}")
        last = entry
    return last.seq if last else 0


def _digest(seq: int, moment: str, kind: str, *, data: Mapping[str, Any], previous: str) -> str:
    content = {"seq": seq, "moment": moment, "kind": kind, "data": data, "previous": previous}
    return hashlib.sha256(canonical(content).encode()).hexdigest()
