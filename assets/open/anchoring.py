"""The anchor of a release: work/ledger/anclas.jsonl, one signed line each, and what leaves of it.

Belongs here: which anchor a release has, and keeping it. Does not belong here: what an anchor is
(snis/ledger_anchors.py), the published files (publish/anchors.py), or checking a work folder (assets/verification).

An anchor is made once. While the packages stay as they are, the same one leaves again, however much the ledger grew:
the same release is the same bytes.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from assets.open.editions import moment_of
from assets.raw.ledger import FILE, checked_entries, make_ready, record
from assets.resources import Bench
from assets.signed_file import SignedFile
from publish.anchors import packages_digest
from publish.release import Anchored
from snis.errors import LedgerError
from snis.ledger import Entry
from snis.ledger_anchors import Anchor, drop_anchor, from_dict, held, to_line, verified_anchors
from snis.signing import PublicKey

ANCHORS = "anclas.jsonl"
# The log's entry of an anchor; its `numero` is the line that the file must have.
ENTERED = "ancla"
_RESTORE = (
    "Guarde aparte work/ledger para la auditoría y restáurela del respaldo; nada se publica mientras tanto."
)


class Anchorage:
    """What one publication says of the ledger; nothing while the ledger is not signed.

    Args:
        bench: of the work folder.
        release: name of the release that stands after it.
    """

    def __init__(self, bench: Bench, release: str) -> None:
        self._bench, self._release = bench, release
        self._made: Anchor | None = None
        self._is_new = False

    def anchored(self, staging: Path) -> Anchored | None:
        """The anchors that leave with the packages of a staging folder.

        Raises:
            LedgerError: the ledger, or an anchor, does not hold: no anchor says otherwise.
        """
        store, signer = self._bench.store, self._bench.store.signer
        if signer is None:
            return None
        make_ready(store, self._bench.now)
        known = read_anchors(store.ledger, signer.public)
        packages = packages_digest(staging)
        last = known[-1] if known else None
        head = _proven_head(store.ledger, known, signer.public)
        self._is_new = last is None or (last.edicion, last.paquetes) != (self._release, packages)
        self._made = last
        if self._is_new:
            self._made = drop_anchor(
                last, head, signer, release=self._release, moment=moment_of(self._bench), packages=packages
            )
            known.append(self._made)
        return Anchored(known, signer.public)

    def enter(self) -> None:
        """Keep the anchor, once the gate let it pass, and tell the log, so that a missing one shows."""
        if self._made is None or not self._is_new:
            return
        store = self._bench.store
        _file(store.ledger).append([to_line(self._made)])
        data = {"numero": self._made.numero, "edicion": self._made.edicion, "firma": self._made.firma}
        record(store, self._bench.now, ENTERED, data=data)
        self._is_new = False


def read_anchors(ledger: Path, key: PublicKey) -> list[Anchor]:
    """The anchors of a ledger's folder, proven.

    Raises:
        LedgerError: names the first that does not hold.
    """
    try:
        return list(verified_anchors(_parsed(ledger), key))
    except LedgerError as error:
        raise LedgerError(error.message, place=f"{ANCHORS}, {error.place}", remedy=_RESTORE) from None


def _parsed(ledger: Path) -> Iterator[Anchor]:
    for number, line in enumerate(_file(ledger).lines, start=1):
        content = None
        with suppress(ValueError):
            content = json.loads(line)
        anchor = from_dict(content if isinstance(content, dict) else {}, f"ancla {number}")
        if to_line(anchor) != line:
            raise LedgerError("no es un ancla de la bitácora", place=f"ancla {number}")
        yield anchor


def _proven_head(ledger: Path, anchors: list[Anchor], key: PublicKey) -> Entry:
    """The last entry of a ledger that is signed, once all of them held."""
    *_, head = held(checked_entries(ledger / FILE, key), anchors)
    return head


def _file(ledger: Path) -> SignedFile:
    return SignedFile(ledger / ANCHORS)
