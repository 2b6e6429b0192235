"""What every format becomes before anybody asks what it means: rows of text with their address.

Belongs here: the shape that format modules give and layout.py reads. Does not belong here: opening a format, or saying
which rows are a table.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

Numbered = tuple[int, list[str]]


@dataclass(frozen=True)
class Finding:
    """Something found out about a file, with its evidence: structure only, never a value of a data row.

    Attributes:
        hallazgo: a short id, as codificacion or hoja_oculta.
        texto: one Spanish sentence.
        lugar: sheet, row or line; empty for the whole file.
    """

    hallazgo: str
    texto: str
    lugar: str = ""


@dataclass(frozen=True)
class Merge:
    """Cells shown as one: rows count from 1, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """One sheet, one HTML table or one text.

    Attributes:
        name: the sheet; empty when the file has none.
        is_visible: whether its sender sees it.
        rows: gives all rows from the start each time it is called, blank ones too: the 1-based physical row or line on
            which each begins, and its cells.
        merges: cells shown as one.
        uncomputed: rows with a formula for which no value was saved.
        findings: what was found out about it.
        declared_header: the first row is the header beyond doubt (Parquet, which numbers it 0).
    """

    name: str
    is_visible: bool
    rows: Callable[[], Iterator[Numbered]]
    merges: tuple[Merge, ...] = ()
    uncomputed: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()
    declared_header: bool = False
