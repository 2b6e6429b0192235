"""What every way to a verifier offers: handing a lot over, and bringing answers in.

Belongs here: the interface of the adapters, and an answer as it comes. Does not belong here: the adapters themselves
(by_file.py, by_service.py), or what an answer does (answers.py).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa

from assets.exchange.lots import Answer, Lot

# Columns of the answers as texts, and the place of each in the answer.
ROWS = pa.schema(
    [
        ("orden", pa.int64()),
        *(
            (name, pa.string())
            for name in ("lote", "numero", "estado", "campo_discrepante", "respondido_fecha")
        ),
    ]
)


def _stays() -> None:
    """There is nothing to let go of."""


@dataclass(frozen=True)
class Arrived:
    """An answer as it came.

    Attributes:
        content: its bytes.
        rows: its rows as texts; None when it is no answer.
        problem: why it is none; empty when it is.
        ragged: rows that have not the columns of the protocol, and are not among `rows`.
        mark: what tells this arrival from another of the same content; empty for a reply to a request.
        leave: lets go of what brought it, once it was taken.
        oversized: digest and size of a content that is too big to be held: it is refused, and stays where it lies.
    """

    content: bytes
    rows: pa.Table | None
    problem: str = ""
    ragged: int = 0
    mark: str = ""
    leave: Callable[[], None] = _stays
    oversized: tuple[str, int] | None = None


class Adapter(Protocol):
    """A way to a verifier. Every verb may be cut short at any moment, and be called again."""

    @property
    def rounds(self) -> int:
        """How often it is worth while, in one run, to come back for answers that are still missing."""

    def rest(self) -> None:
        """Wait before coming back."""

    def hand_over(self, lot: Lot) -> Iterator[Arrived]:
        """Bring a lot to the verifier and keep that it was sent; what it answers at once is yielded.

        Raises:
            ServiceError: it cannot be reached now; the lot waits.
        """

    def collect(self, lots: list[Lot]) -> Iterator[Arrived]:
        """Bring in what was answered since, of the open lots or of any other.

        Raises:
            ServiceError: it cannot be reached now; the answers wait.
        """

    def acknowledge(self, answer: Answer) -> None:
        """Tell the verifier what became of an answer, where that is the custom."""

    def restore(self, lot: Lot) -> None:
        """Put back what should lie around of a lot that was sent and is open."""
