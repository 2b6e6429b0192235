"""The ledger of a work folder, its anchors, and the signed journals that it remembers.

Belongs here: looking at them. Does not belong here: what makes a chain hold (snis/ledger.py, snis/ledger_anchors.py,
snis/signed_lines.py), or any other file (files.py).
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from assets.findings.journal import Journal
from assets.link.decisions import decisions_file, decisions_of
from assets.open.anchoring import ANCHORS as KEPT
from assets.open.anchoring import ENTERED, read_anchors
from assets.raw.ledger import FILE, checked_entries, public_key, read_entries
from assets.sfi.journal import PlanJournal
from assets.signed_file import SignedFile
from assets.store import Store
from assets.verification.looking import Fault, Look
from publish.anchors import ANCHORS, PUBLIC_KEY, anchors_json
from publish.anchors import read_anchors as read_document
from snis.errors import LedgerError
from snis.keys import Keys
from snis.ledger import BEGIN, named_key
from snis.ledger_anchors import Anchor, held
from snis.signing import PublicKey

_UNSIGNED = "la bitácora todavía no se firma: la sostiene solo su cadena"
_ADD_KEY = "Agregue la clave de firma con `padron keys --add-signing ARCHIVO`; desde esa noche se firma."
_CUT = "Se quita sola la próxima vez que se le agregue algo; si nada se interrumpió, alguien tocó el archivo."
_MISSING = "Si ya corrió alguna noche, alguien la quitó; restáurela del respaldo."


def looks(work: Path, keys: Keys | None) -> Iterator[Look]:
    """What is asked of the ledger and its anchors; the public key is enough."""
    ledger = work / "ledger"
    yield Look("cadena", "Asientos de la bitácora", _lines(ledger / FILE), lambda: _chain(ledger, keys))
    yield Look("anclas", "Anclas de la bitácora", _lines(ledger / KEPT), lambda: _anchors(ledger))
    yield Look("anclas_publicadas", "Anclas publicadas", 1, lambda: _published(work))


def _decisions(store: Store) -> Look:
    def found() -> Iterator[Fault | None]:
        yield from _torn(decisions_file(store))
        yield from (None for _ in decisions_of(store))

    return Look("decisiones", _DECISIONS, 0, found)


def _findings(store: Store) -> Look:
    def found() -> Iterator[Fault | None]:
        journal = Journal(store)
        journal.check_end()
        yield from _torn(journal.path)
        yield from (None for _ in journal.events)

    return Look("hallazgos", _FINDINGS, 0, found)


def _plans(store: Store) -> Look:
    def found() -> Iterator[Fault | None]:
        journal = PlanJournal(store)
        journal.check_end()
        yield from _torn(journal.path)
        yield from (None for _ in journal.events)

    return Look("planes", _PLANS, 0, found)


_DECISIONS, _FINDINGS = "Decisiones sobre quién es quién", "Vida de los hallazgos"
_PLANS = "Planes de fortalecimiento"
# Journals whose lines are signed with a key of the deployment.
SEALED: tuple[tuple[str, str, Callable[[Store], Look]], ...] = (
    ("decisiones", _DECISIONS, _decisions),
    ("hallazgos", _FINDINGS, _findings),
    ("planes", _PLANS, _plans),
)


def _chain(ledger: Path, keys: Keys | None) -> Iterator[Fault | None]:
    """Every entry: chain and signature; the key is that of the folder, or of whoever has the keys."""
    path = ledger / FILE
    if not path.is_file():
        raise LedgerError("no hay bitácora", place=FILE, remedy=_MISSING)
    known = public_key(ledger)
    own = keys.signer.public if keys is not None and keys.signer is not None else None
    if known is not None and own is not None and known != own:
        yield Fault(path.name, "la clave pública de la carpeta no es la del archivo de claves")
    is_signed = False
    for entry in checked_entries(path, known):
        is_signed = is_signed or entry.kind == BEGIN
        yield None
    if not is_signed:
        yield Fault(FILE, _UNSIGNED, _ADD_KEY, is_notice=True, stops=True)
    elif known is None:
        yield Fault(
            PUBLIC_KEY, "falta la clave pública junto a la bitácora", "La próxima noche la vuelve a escribir."
        )


def _anchors(ledger: Path) -> Iterator[Fault | None]:
    """Every anchor: signature, order, the entry that it names; and that the ledger remembers no more of them."""
    anchors = _kept(ledger)
    yield from (None for _ in anchors)
    yield from _torn(ledger / KEPT)
    remembered = 0
    for entry in held(read_entries(ledger), anchors):
        if entry.kind == ENTERED:
            remembered = max(remembered, int(entry.data["numero"]))
    if remembered > len(anchors):
        raise LedgerError(
            f"faltan anclas al final: la bitácora recuerda {remembered}",
            place=f"{KEPT}, ancla {len(anchors) + 1}",
            remedy="Compare con anclas.json, que se publicó; restaure el archivo del respaldo.",
        )


def _published(work: Path) -> Iterator[Fault | None]:
    """What was published of the anchors is what is kept."""
    anchors, public = _kept(work / "ledger"), work / "public"
    # Where anchors were published and none is kept, somebody put the ledger back to before the first of them.
    if not ((public / ANCHORS).exists() or (anchors and (public / "catalog.json").exists())):
        return
    key = public_key(work / "ledger")
    try:
        document = (public / ANCHORS).read_bytes()
        told = read_document(json.loads(document))
        pem = (public / PUBLIC_KEY).read_bytes()
    except (OSError, ValueError):
        raise LedgerError("no se pueden leer las anclas publicadas", place=ANCHORS) from None
    for kept, shown in zip(anchors, told, strict=False):
        yield None if kept == shown else Fault(f"{ANCHORS}, ancla {kept.numero}", "no es la que se guardó")
    # An anchor that the gate let pass and that a kill kept from leaving is kept, and not published yet.
    if len(told) not in {len(anchors), len(anchors) - 1}:
        yield Fault(ANCHORS, "no tiene las mismas anclas que se guardaron")
    if document != anchors_json(told).encode():
        yield Fault(ANCHORS, "no está escrito como se publicó")
    if key is None or pem != key.pem.encode():
        yield Fault(PUBLIC_KEY, "la clave pública que se publicó no es la de la bitácora")


def _kept(ledger: Path) -> list[Anchor]:
    key = public_key(ledger) or _key_in_chain(ledger)
    if key is None:
        if (ledger / KEPT).exists():
            raise LedgerError("hay anclas y la bitácora no se firma", place=KEPT, remedy=_MISSING)
        return []
    return read_anchors(ledger, key)


def _key_in_chain(ledger: Path) -> PublicKey | None:
    """The key that the ledger names itself, where the file with it was lost."""
    for entry in read_entries(ledger):
        if entry.kind == BEGIN:
            return named_key(entry)
    return None


def _torn(path: Path) -> Iterator[Fault]:
    """What stands behind the last line end of a file of signed lines: a kill leaves it, or somebody put it there."""
    if not SignedFile(path).is_whole:
        yield Fault(f"{path.name}, última línea", "la última línea está cortada", _CUT)


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0
