"""Sheets as calamine gives them, from its process apart: opened under guard, and their rows as text.

Belongs here: what is asked of calamine, and the refusals that follow from its answers. Does not belong here: what it
leaves unsaid (workbook_marks.py, xls.py), which formats it reads (workbook.py), or the process (calamine_apart.py).
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple

from assets.reading.calamine_apart import EndedError, apart
from assets.reading.calamine_frames import BAD_DATE, JOINED, LISTED, MARK, PASSWORD_FAILURE, UNKNOWN_FAILURE
from assets.reading.grid import Numbered
from assets.reading.refusals import UNREADABLE, refusal
from assets.reading.sheet_part import MAX_AREA
from assets.reading.workbook_marks import Marks
from snis.errors import TransferError

PASSWORD = "El libro está protegido con contraseña."  # noqa: S105 the word, not one
# Address space of the process: the largest sheet that is read (MAX_AREA) takes less, a damaged count asks for far more.
MEMORY_BYTES = 8 << 30
_MACHINE_BYTES = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
_numbers = count()
Corner = tuple[int, int]


class SheetName(NamedTuple):
    """A sheet of a workbook, and whether it has cells at all."""

    name: str
    is_visible: bool
    has_cells: bool


class Book:
    """A workbook that calamine has read, or reads again when it has read another one meanwhile."""

    def __init__(self, content: bytes, kind: str) -> None:
        self._content, self._kind, self._number = content, kind, next(_numbers)
        self.sheets = [SheetName(*sheet) for sheet in self._opened()["sheets"]]

    def ask(self, what: str, position: int, damaged: TransferError) -> tuple[dict[str, Any], list[bytearray]]:
        """What calamine says of a sheet, and the messages that follow.

        Raises:
            TransferError: `damaged`, or that it takes too long.
        """
        request = {"do": what, "book": self._number, "at": position, "area": MAX_AREA}
        with apart.turn:
            first, rest = _asked(request, damaged)
            if first.get("failure") == UNKNOWN_FAILURE:
                self._opened()
                first, rest = _asked(request, damaged)
        _check(first, damaged)
        if rest and rest[-1][:1] not in (JOINED, LISTED, BAD_DATE):
            # It failed halfway.
            raise damaged
        return first, rest

    def _opened(self) -> dict[str, Any]:
        damaged = refusal(UNREADABLE, f"El libro {self._kind} está dañado o cortado.")
        memory = min(MEMORY_BYTES, _MACHINE_BYTES * 3 // 4)
        first, _ = _asked({"do": "open", "book": self._number, "memory": memory}, damaged, self._content)
        _check(first, damaged)
        return first


@dataclass
class Cells:
    """A sheet, whose rows are fetched when they are first gone through.

    Attributes:
        start: row and column, from 0, of its first cell; None when there is none.
        merges: first and last cell of each of the cells shown as one.
    """

    name: str
    start: Corner | None
    merges: Sequence[tuple[Corner, Corner]]
    book: Book
    position: int
    _batches: list[bytearray] | None = field(default=None, repr=False)

    def rows(self) -> Iterator[Sequence[str]]:
        """The rows from the first one of the sheet, and their cells from its first column with one."""
        if self._batches is None:
            _, self._batches = self.book.ask("rows", self.position, _damaged_sheet(self.name))
        for batch in self._batches:
            if batch[:1] == BAD_DATE:
                cause = "Una celda con formato de fecha o duración lleva un número que no cabe en él."
                raise refusal(UNREADABLE, cause, place=self.name)
            yield from zip(*_columns(batch), strict=True)


def open_calamine(content: bytes, kind: str) -> Book:
    """A workbook in calamine.

    Raises:
        TransferError: ARC-02, it is damaged or has a password.
    """
    return Book(content, kind)


def sheet_cells(book: Book, position: int) -> Cells:
    """A sheet in calamine.

    Raises:
        TransferError: ARC-02, it is damaged or larger than a sheet can reasonably be.
    """
    name = book.sheets[position].name
    extent, _ = book.ask("sheet", position, _damaged_sheet(name))
    if extent["area"] > MAX_AREA:
        raise refusal(UNREADABLE, "La hoja se expande más de lo admitido.", place=name)
    return Cells(name, extent["start"], extent["merges"], book, position)


def sheet_rows(cells: Cells, marks: Marks) -> Iterator[Numbered]:
    """All rows down to the last one with a value, as text, with what the marks say instead of calamine."""
    if cells.start is None:
        return
    left = [""] * cells.start[1]
    for number, row in enumerate(cells.rows(), start=1):
        shown = [*left, *row]
        for column, text in marks.overrides.get(number, ()):
            shown.extend([""] * (column + 1 - len(shown)))
            shown[column] = text
        yield number, shown


def _columns(batch: bytearray) -> list[list[str]]:
    if batch[:1] != JOINED:
        listed: list[list[str]] = json.loads(batch[1:])
        return listed
    rows = int.from_bytes(batch[1:5], "little")
    cells = batch[5:].decode().split(MARK)
    return [cells[at : at + rows] for at in range(0, len(cells), rows)]


def _damaged_sheet(name: str) -> TransferError:
    return refusal(UNREADABLE, "La hoja está dañada.", place=name)


def _asked(
    request: dict[str, Any], damaged: TransferError, content: bytes = b""
) -> tuple[dict[str, Any], list[bytearray]]:
    try:
        first, *rest = apart.ask(request, content)
    except EndedError as ended:
        if ended.is_late:
            cause = (
                "No termina de leerse en el tiempo admitido: está dañado o es más complejo de lo admitido."
            )
            raise refusal(UNREADABLE, cause, place=damaged.place) from None
        raise damaged from None
    return json.loads(first), rest


def _check(first: dict[str, Any], damaged: TransferError) -> None:
    failure = first.get("failure")
    if failure == PASSWORD_FAILURE:
        raise refusal(UNREADABLE, PASSWORD, place=damaged.place)
    if failure:
        raise damaged
