"""Anchors of the ledger as they are published: anclas.json, the public key, and the page about them.

Belongs here: these files' names and contents, and the digest of the packages that an anchor speaks of. Does not belong
here: signing and checking (snis/ledger_anchors.py), which anchor a release has (assets/open/anchoring.py), or what the
gate asks of them (gate_anchors.py).

Anchors lie beside the packages and not in them: a package is the same bytes whenever it is made again.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from publish.gate_packages import DESCRIPTOR
from publish.shelf import LATEST
from publish.tombstone import TOMBSTONE
from snis.errors import LedgerError
from snis.ledger_anchors import Anchor, as_dict, from_dict

ANCHORS, PUBLIC_KEY, PAGE = "anclas.json", "clave-publica.pem", "bitacora.html"


def anchors_json(anchors: Iterable[Anchor]) -> str:
    """anclas.json."""
    content = {"anclas": [as_dict(anchor) for anchor in anchors]}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def read_anchors(document: Any) -> list[Anchor]:
    """The anchors in anclas.json as it was parsed.

    Raises:
        LedgerError: it is no such document.
    """
    if (
        not isinstance(document, dict)
        or set(document) != {"anclas"}
        or not isinstance(document["anclas"], list)
    ):
        raise LedgerError("no es un documento de anclas", place=ANCHORS)
    found = []
    for number, item in enumerate(document["anclas"], start=1):
        if not isinstance(item, dict):
            raise LedgerError("no es un ancla de la bitácora", place=f"{ANCHORS}, ancla {number}")
        found.append(from_dict(item, f"{ANCHORS}, ancla {number}"))
    return found


def packages_digest(folder: Path) -> str:
    """The digest of all packages of a public folder, and of what is left of those that were withdrawn."""
    found = [*folder.glob(f"datasets/*/*/{DESCRIPTOR}"), *folder.glob(f"datasets/*/*/{TOMBSTONE}")]
    return digest_of({path.relative_to(folder).as_posix(): path.read_bytes() for path in found})


def digest_of(files: Mapping[str, bytes]) -> str:
    """SHA-256 of the lines "<sha256>  <path>" of descriptors and tombstones in the order of paths, latest left out.

    A descriptor holds the digests of all other files of its package.
    """
    lines = [
        f"{hashlib.sha256(data).hexdigest()}  {path}\n"
        for path, data in sorted(files.items())
        if _counts(path)
    ]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def anchors_page(anchors: Sequence[Anchor]) -> dict[str, Any]:
    """What the page is filled with, newest first."""
    return {"anchors": list(reversed(anchors)), "document": ANCHORS, "key": PUBLIC_KEY}


def _counts(path: str) -> bool:
    parts = path.split("/")
    return (
        len(parts) == 4
        and parts[0] == "datasets"
        and parts[2] != LATEST
        and parts[3] in {DESCRIPTOR, TOMBSTONE}
    )
