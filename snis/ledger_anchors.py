"""Anchors of the ledger: what its head was at each release, signed, so that outsiders can hold the ledger to it.

Belongs here: an anchor, its signature, the chain of anchors, and holding a ledger against them. Does not belong here:
files (assets/open/anchoring.py), the published document (publish/anchors.py), or entries (ledger.py).

Whoever keeps an old anchor knows how many entries there were, what the last of them was, and which packages left: a
ledger that was cut, or made again by whoever has the key, no longer agrees with it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from snis.canonical import canonical
from snis.errors import LedgerError
from snis.ledger import GENESIS, Entry
from snis.signing import PublicKey, Signer

_PURPOSE = "ancla"
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Anchor:
    """The ledger at one release. Names are those of the published document.

    Attributes:
        numero: from 1.
        edicion: the release.
        momento: when, ISO 8601 in UTC.
        asientos: how many entries the ledger had.
        cabeza: digest of the last of them.
        paquetes: digest of the packages that left (publish/anchors.py).
        clave: fingerprint of the key.
        anterior: signature of the anchor before, or 64 zeros.
        firma: signature over all of the above in canonical JSON.
    """

    numero: int
    edicion: str
    momento: str
    asientos: int
    cabeza: str
    paquetes: str
    clave: str
    anterior: str
    firma: str = ""


def drop_anchor(
    last: Anchor | None, head: Entry, signer: Signer, *, release: str, moment: str, packages: str
) -> Anchor:
    """The anchor that follows another.

    Args:
        last: the one before; None for the first.
        head: last entry of the ledger.
        signer: of the deployment.
        release: its name.
        moment: ISO 8601 in UTC.
        packages: digest of the packages that leave.
    """
    number, previous = (last.numero + 1, last.firma) if last else (1, GENESIS)
    key = signer.public.fingerprint
    anchor = Anchor(number, release, moment, head.seq, head.digest, packages, key, previous)
    return replace(anchor, firma=signer.sign(_PURPOSE, _signed_text(anchor)))


def as_dict(anchor: Anchor) -> dict[str, Any]:
    """An anchor for a document."""
    return asdict(anchor)


def to_line(anchor: Anchor) -> str:
    """An anchor as one line of canonical JSON, without its line end."""
    return canonical(asdict(anchor))


def from_dict(content: Mapping[str, Any], place: str) -> Anchor:
    """The anchor in a document.

    Raises:
        LedgerError: it is none.
    """
    try:
        anchor = Anchor(**content)
        wrong = [
            field.name for field in fields(Anchor) if type(getattr(anchor, field.name)) is not field.type
        ]
    except TypeError:
        wrong = [""]
    if wrong or not _DIGEST.fullmatch(anchor.cabeza) or not _DIGEST.fullmatch(anchor.paquetes):
        raise LedgerError("no es un ancla de la bitácora", place=place)
    return anchor


def verified_anchors(anchors: Iterable[Anchor], key: PublicKey) -> Iterator[Anchor]:
    """Anchors, each proven to be signed with a key and to follow the one before.

    Raises:
        LedgerError: names the first that does not hold.
    """
    last: Anchor | None = None
    for anchor in anchors:
        number, previous, entries = (last.numero + 1, last.firma, last.asientos) if last else (1, GENESIS, 1)
        place = f"ancla {number}"
        if anchor.numero != number or anchor.anterior != previous:
            raise LedgerError("falta un ancla, o está fuera de lugar", place=place)
        if anchor.clave != key.fingerprint or not key.verifies(anchor.firma, _PURPOSE, _signed_text(anchor)):
            raise LedgerError("el ancla fue cambiada, o es de otra clave", place=place)
        if anchor.asientos < entries:
            raise LedgerError("el ancla cuenta menos asientos que la anterior", place=place)
        yield anchor
        last = anchor


def held(entries: Iterable[Entry], anchors: Iterable[Anchor]) -> Iterator[Entry]:
    """The entries of a proven ledger, held against proven anchors as they pass.

    Raises:
        LedgerError: an anchor knows another entry in its place, or one that is not there any more.
    """
    waiting = list(anchors)
    seen = 0
    for entry in entries:
        seen = entry.seq
        while waiting and waiting[0].asientos == seen:
            anchor = waiting.pop(0)
            if anchor.cabeza != entry.digest:
                raise LedgerError(
                    f"el asiento no es el que había cuando se publicó la edición {anchor.edicion} "
                    f"(ancla {anchor.numero})",
                    place=f"asiento {seen}",
                )
        yield entry
    if waiting:
        anchor = waiting[0]
        raise LedgerError(
            f"faltan asientos al final: el ancla {anchor.numero}, de la edición {anchor.edicion}, "
            f"recuerda {anchor.asientos}",
            place=f"asiento {seen + 1}",
        )


def _signed_text(anchor: Anchor) -> str:
    return canonical({name: value for name, value in asdict(anchor).items() if name != "firma"})
