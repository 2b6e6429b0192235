"""What somebody outside can check: the published anchors with the public key, and with a copy of the ledger all of it.

Belongs here: looking at files that were handed over or downloaded. Does not belong here: a work folder (log.py,
files.py): nothing of one is needed here, and no secret.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from assets.raw.ledger import checked_entries
from assets.verification.account import Verification, account_of
from assets.verification.looking import Fault, Look
from publish.anchors import read_anchors
from snis.errors import LedgerError, SettingsError
from snis.ledger_anchors import Anchor, held, verified_anchors
from snis.signing import PublicKey


def verify_outside(
    key_file: Path, *, anchors: Path | None = None, ledger: Path | None = None
) -> Verification:
    """Check anchors, a copy of a ledger, or the one against the other.

    Args:
        key_file: the public key, as PEM.
        anchors: anclas.json as published, or anclas.jsonl as kept.
        ledger: a copy of bitacora.jsonl.

    Raises:
        SettingsError: the key is none, or a file cannot be read.
    """
    key = _key(key_file)
    known = _Anchors(anchors, key) if anchors is not None else None
    looks = []
    if known is not None:
        looks.append(Look("anclas", "Anclas de la bitácora", known.count, known.found))
    if ledger is not None:
        looks.append(
            Look("cadena", "Asientos de la bitácora", _lines(ledger), _entries_of(ledger, key, known))
        )
    return account_of(looks)


class _Anchors:
    """Anchors of a file, proven one by one."""

    def __init__(self, path: Path, key: PublicKey) -> None:
        self._key = key
        self._document = _parsed(path)
        items = self._document.get("anclas") if isinstance(self._document, dict) else None
        self.count = len(items) if isinstance(items, list) else 0

    def proven(self) -> Iterator[Anchor]:
        """The anchors.

        Raises:
            LedgerError: names the first that does not hold.
        """
        return verified_anchors(read_anchors(self._document), self._key)

    def found(self) -> Iterator[Fault | None]:
        """One for each of them."""
        if not self.count:
            raise LedgerError("no hay ninguna ancla", place="anclas")
        yield from (None for _ in self.proven())


def _entries_of(
    ledger: Path, key: PublicKey, anchors: _Anchors | None
) -> Callable[[], Iterator[Fault | None]]:
    def found() -> Iterator[Fault | None]:
        known: list[Anchor] = []
        # Anchors that do not hold are told of by themselves, and prove nothing of the ledger.
        with suppress(LedgerError):
            known = list(anchors.proven()) if anchors is not None else []
        yield from (None for _ in held(checked_entries(ledger, key), known))

    return found


def _parsed(path: Path) -> Any:
    text = _text(path)
    try:
        return json.loads(text)
    except ValueError:
        pass
    try:
        return {"anclas": [json.loads(line) for line in text.splitlines()]}
    except ValueError:
        raise SettingsError(
            "no son anclas", place=path.name, remedy="Descargue anclas.json otra vez."
        ) from None


def _key(path: Path) -> PublicKey:
    return PublicKey.from_pem(_text(path))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise SettingsError(
            "el archivo no se puede leer", place=path.name, remedy="Revise la ruta y vuelva a descargarlo."
        ) from None


def _lines(path: Path) -> int:
    return _text(path).count("\n")
