"""Tables drawn with bars and dashes: what psql, mysql and Markdown print.

Belongs here: recognising one, and its lines as cells. Does not belong here: texts that a bar merely separates
(dialect.py), or fixed width without bars (fixed_width.py).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assets.reading.csv_rows import MAX_CELL, TOO_LONG
from assets.reading.grid import Finding, Numbered
from assets.reading.refusals import AMBIGUOUS, TOO_BIG, refusal
from snis.errors import TransferError

_RULER = re.compile(r"\s*[+|]?[\s:]*[-=]{2,}[-=:\s]*([+|][\s:]*[-=]+[-=:\s]*)*[+|]?\s*\Z")
_BETWEEN = re.compile(r"[+|]")
_SAMPLE_LINES = 200
# mysql draws three: above the header, under it, and at the end. More stand between rows.
_RULERS_OF_A_TABLE = 3


@dataclass(frozen=True)
class Drawn:
    """A drawn table.

    Attributes:
        width: its columns.
        has_edges: every row begins and ends with a bar.
        findings: the evidence.
    """

    width: int
    has_edges: bool
    findings: tuple[Finding, ...]


def find_drawn(lines: Sequence[str], *, first: int = 1) -> Drawn | None:
    """The drawn table of a text; None when there is none."""
    texts = [line.rstrip("\r\n") for line in lines[:_SAMPLE_LINES]]
    for at, text in enumerate(texts):
        if not is_ruler(text) or not _BETWEEN.search(text):
            continue
        around = [
            other.strip() for other in texts[max(0, at - 1) : at] + texts[at + 1 : at + 2] if "|" in other
        ]
        if not around:
            continue
        has_edges = all(other.startswith("|") and other.endswith("|") for other in around)
        width = len(_BETWEEN.split(text.strip().strip("+|")))
        if width < 2 or any(len(_cells(other, has_edges)) != width for other in around):
            continue
        words = (
            f"Tabla dibujada con barras y rayas, de {width} columnas; lo dibujado y su relleno no se leen."
        )
        return Drawn(width, has_edges, (Finding("dialecto", words, f"línea {first + at}"),))
    return None


def is_ruler(text: str) -> bool:
    """Whether a line only draws."""
    return _RULER.match(text) is not None


def drawn_rows(lines: Iterable[str], drawn: Drawn, *, first: int = 1) -> Iterator[Numbered]:
    """Lines as rows of cells; titles and notes are one cell, drawn lines are no rows.

    Raises:
        TransferError: ARC-10, a line with another number of cells, or a row of several lines; ARC-11, a line beyond any
            reason.
    """
    rulers = in_group = longest = 0
    for number, line in enumerate(lines, start=first):
        text = line.rstrip("\r\n")
        if len(text) > MAX_CELL:
            raise refusal(TOO_BIG, TOO_LONG, place=f"línea {number}")
        if is_ruler(text):
            rulers, longest, in_group = rulers + 1, max(longest, in_group), 0
            continue
        if "|" not in text:
            yield number, [text.strip()]
            continue
        in_group += 1
        cells = _cells(text.strip(), drawn.has_edges)
        if len(cells) != drawn.width:
            raise _odd(f"Una fila tiene {len(cells)} celdas y la tabla dibujada {drawn.width}.", number)
        if any(cell.endswith("+") for cell in cells) or (rulers >= _RULERS_OF_A_TABLE and longest > 1):
            raise _odd("Una fila de la tabla dibujada ocupa varias líneas.", number)
        yield number, cells


def _cells(text: str, has_edges: bool) -> list[str]:
    inner = text[1:-1] if has_edges else text
    return [cell.strip() for cell in inner.split("|")]


def _odd(cause: str, line: int) -> TransferError:
    return refusal(AMBIGUOUS, f"{cause} Envíela como CSV o XLSX.", place=f"línea {line}")
