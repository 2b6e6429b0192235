"""A ledger by itself: a folder, and the key that signs it or none."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assets.raw.ledger import FILE, record
from snis.signing import Signer

SIGNER = Signer(bytes(range(32)))
NOW = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)


@dataclass(frozen=True)
class LedgerBook:
    """Whose ledger it is."""

    ledger: Path
    signer: Signer | None = None


def written(folder: Path, count: int, signer: Signer | None = SIGNER) -> Path:
    """The file of a ledger in which so many things were entered."""
    for number in range(count):
        record(LedgerBook(folder, signer), NOW, "prueba", data={"n": number})
    return folder / FILE
