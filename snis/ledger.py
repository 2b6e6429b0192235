"""The chain of the ledger: each entry carries the digest of the one before it, and the signature of the deployment.

Belongs here: entries, their digest and signature, and the verification of a chain. Does not belong here: files
(assets/raw/ledger.py), clocks, or what is worth an entry. An entry says who, what, when and how many; never a value
of a row.

Entries are signed from the one of kind `inicio_firma` on, which says with which key; a ledger may have older ones
before it, which only the chain holds.

What a chain cannot show by itself: that its last entries were cut off. The anchors show it (ledger_anchors.py).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from snis.canonical import canonical
from snis.errors import LedgerError, SettingsError
from snis.signing import PublicKey, Signer

GENESIS = "0" * 64
# The entry from which on every entry is signed.
BEGIN = "inicio_firma"
_PURPOSE = "bitacora"
_KEY = "clave_publica"


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
        firma: signature of the digest; empty in entries of before there was a key.
    """

    seq: int
    moment: str
    kind: str
    data: Mapping[str, Any]
    previous: str
    digest: str
    firma: str = ""


def append(
    last: Entry | None, moment: str, kind: str, *, data: Mapping[str, Any], signer: Signer | None = None
) -> Entry:
    """The next entry of a chain, signed when there is a key."""
    seq, previous = (last.seq + 1, last.digest) if last else (1, GENESIS)
    digest = _digest(seq, moment, kind, data=data, previous=previous)
    entry = Entry(seq, moment, kind, data, previous, digest)
    return replace(entry, firma=signer.sign(_PURPOSE, digest)) if signer else entry


def begin(last: Entry | None, moment: str, signer: Signer) -> Entry:
    """The entry with which signing begins: which key, and how many entries came before without one."""
    data = {
        _KEY: signer.public.text,
        "clave": signer.public.fingerprint,
        "asientos_sin_firma": last.seq if last else 0,
    }
    return append(last, moment, BEGIN, data=data, signer=signer)


def is_signed_by(entry: Entry, key: PublicKey) -> bool:
    """Whether an entry carries the signature of a key over its digest."""
    return key.verifies(entry.firma, _PURPOSE, entry.digest)


def to_line(entry: Entry) -> str:
    """An entry as one line of canonical JSON, without its line end; one without a signature does not mention it."""
    content = asdict(entry)
    return canonical(content if entry.firma else {k: v for k, v in content.items() if k != "firma"})


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


def verify(entries: Iterable[Entry], key: PublicKey | None = None) -> int:
    """Check a whole chain; returns how many entries it has.

    Args:
        entries: all of them, oldest first.
        key: with which it is signed; None takes the one that the chain names itself.

    Raises:
        LedgerError: names the first entry that was changed, removed or moved, or that the key did not sign.
    """
    return sum(1 for _ in verified(entries, key))


@dataclass(frozen=True)
class Proven:
    """How far a chain was proven.

    Attributes:
        last: the last entry that holds; None before the first.
        key: the key that the chain named up to it; None while signing has not begun.
    """

    last: Entry | None = None
    key: PublicKey | None = None


def verified(
    entries: Iterable[Entry], key: PublicKey | None = None, *, after: Proven = Proven()
) -> Iterator[Entry]:
    """The entries of a chain, each checked before it is handed on.

    Args:
        entries: those behind what was proven, oldest first.
        key: as `verify`.
        after: what was proven before them.

    Raises:
        LedgerError: as `verify`.
    """
    last, begun = after.last, after.key
    for entry in entries:
        _check_place(entry, last)
        begun = _check_signature(entry, begun, key)
        yield entry
        last = entry
    if key is not None and begun is None:
        raise LedgerError(
            "ningún asiento está firmado, y la clave de firma ya se conoce",
            place=f"asiento {last.seq if last else 1}",
        )


def _check_place(entry: Entry, last: Entry | None) -> None:
    """Hold an entry against the one before it."""
    seq, previous = (last.seq + 1, last.digest) if last else (1, GENESIS)
    place = f"asiento {seq}"
    if type(entry.seq) is not int or entry.seq != seq:
        raise LedgerError("falta un asiento, o está fuera de lugar", place=place)
    if entry.previous != previous:
        raise LedgerError("el asiento no sigue al anterior", place=place)
    if entry.digest != _digest(seq, entry.moment, entry.kind, data=entry.data, previous=previous):
        raise LedgerError("el asiento fue cambiado", place=place)


def _check_signature(entry: Entry, begun: PublicKey | None, known: PublicKey | None) -> PublicKey | None:
    """Hold an entry against the key of the chain; returns that key, None while signing has not begun."""
    place = f"asiento {entry.seq}"
    if entry.kind == BEGIN:
        if begun is not None:
            raise LedgerError("la firma empieza dos veces", place=place)
        begun = named_key(entry)
        if known is not None and begun != known:
            raise LedgerError("el asiento nombra otra clave de firma", place=place)
    if begun is None:
        if entry.firma:
            raise LedgerError("está firmado antes de que la firma empiece", place=place)
        return None
    if not entry.firma:
        raise LedgerError("falta la firma del asiento", place=place)
    if not is_signed_by(entry, begun):
        raise LedgerError("la firma del asiento no es de la clave de este despliegue", place=place)
    return begun


def named_key(entry: Entry) -> PublicKey:
    """The key with which a chain is signed from an entry on, as that entry says it.

    Raises:
        LedgerError: it says none.
    """
    try:
        return PublicKey(str(entry.data[_KEY]))
    except (KeyError, TypeError, SettingsError):
        raise LedgerError("el asiento no dice con qué clave se firma", place=f"asiento {entry.seq}") from None


def _digest(seq: int, moment: str, kind: str, *, data: Mapping[str, Any], previous: str) -> str:
    content = {"seq": seq, "moment": moment, "kind": kind, "data": data, "previous": previous}
    return hashlib.sha256(canonical(content).encode()).hexdigest()
