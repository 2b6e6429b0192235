"""Anchors of the ledger as the gate sees them: signed with the deployment's key, about these very packages, or refused.

Belongs here: what anclas.json and clave-publica.pem must be, and the digests that they let pages print. Does not belong
here: signatures (snis/ledger_anchors.py), the keys that the document may have (gate_documents.py), other digests
(gate_text.py).

A digest that nobody can look up could be that of a person. Those of an anchor are of the ledger's own lines and of the
packages: the signature proves that no one else put them there.
"""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from publish.anchors import ANCHORS, PUBLIC_KEY, digest_of, read_anchors
from publish.gate_exhibit import Exhibit, kind_of
from publish.gate_findings import Finding
from publish.gate_rules import GateRules
from publish.gate_walk import ReleaseBytes
from snis.errors import LedgerError
from snis.ledger_anchors import Anchor, verified_anchors
from snis.signing import PublicKey

RULE = "G-ANC-01"


def printable_digests(release: ReleaseBytes, rules: GateRules) -> frozenset[str]:
    """Digests and signatures that a release may print because its anchors, which are proven, hold them."""
    return frozenset(
        word
        for exhibit in release.exhibits
        if exhibit.path == ANCHORS
        for anchor in _proven(exhibit, rules)
        for word in (anchor.cabeza, anchor.paquetes, anchor.anterior, anchor.firma)
    )


def find_in_anchors(release: ReleaseBytes, rules: GateRules) -> Iterator[Finding]:
    """Findings of the anchors of a release and of the key that checks them."""
    for exhibit in release.exhibits:
        name = PurePosixPath(exhibit.path).name
        if name == ANCHORS:
            yield from _find_in_document(exhibit, release, rules)
        elif kind_of(exhibit.path) == "pem" and not _is_own_key(exhibit, rules):
            yield Finding(
                exhibit.path, RULE, "", 1, "no es la clave pública de la bitácora de este despliegue"
            )


def _find_in_document(exhibit: Exhibit, release: ReleaseBytes, rules: GateRules) -> Iterator[Finding]:
    anchors = _proven(exhibit, rules) if exhibit.path == ANCHORS else ()
    if not anchors:
        yield Finding(exhibit.path, RULE, "anclas", 1, "hay anclas que la clave de este despliegue no firmó")
    elif anchors[-1].paquetes != digest_of(release.files):
        yield Finding(exhibit.path, RULE, "paquetes", 1, "la última ancla no es de los paquetes que salen")


def _proven(exhibit: Exhibit, rules: GateRules) -> Sequence[Anchor]:
    """The anchors of a document, all of them proven; none when one is not."""
    if not rules.ledger_key:
        return ()
    try:
        return list(verified_anchors(read_anchors(exhibit.document), PublicKey(rules.ledger_key)))
    except LedgerError:
        return ()


def _is_own_key(exhibit: Exhibit, rules: GateRules) -> bool:
    return (
        exhibit.path == PUBLIC_KEY
        and bool(rules.ledger_key)
        and exhibit.data == PublicKey(rules.ledger_key).pem.encode()
    )
