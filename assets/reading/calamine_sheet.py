"""Sheets as calamine gives them: opened under guard, and their rows as text.

Belongs here: what calamine does wrong with values, mended. Does not belong here: what it leaves unsaid
(workbook_marks.py, xls.py), or which formats it reads (workbook.py).
"""

import io
from collections.abc import Iterator
from itertools import islice
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from assets.reading.cell_text import columns_as_text
from assets.reading.grid import Numbered
from assets.reading.refusals import UNREADABLE, refusal
from assets.reading.sheet_part import MAX_AREA
from assets.reading.workbook_marks import Marks
from snis.errors import TransferError

PASSWORD = "El libro está protegido con contraseña."  # noqa: S105 the word, not one
# Small batches stay in the processor's cache.
_BATCH_ROWS = 500


def open_calamine(content: bytes, kind: str) -> CalamineWorkbook:
    """A workbook in calamine.

    Raises:
        TransferError: ARC-02, it is damaged or has a password.
    """
    damaged = refusal(UNREADABLE, f"El libro {kind} está dañado o cortado.")
    book: CalamineWorkbook = _guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(content)), damaged)
    return book


def sheet_cells(book: CalamineWorkbook, position: int) -> CalamineSheet:
    """A sheet in calamine.

    Raises:
        TransferError: ARC-02, it is damaged or larger than a sheet can reasonably be.
    """
    name = book.sheets_metadata[position].name
    damaged = refusal(UNREADABLE, "La hoja está dañada.", place=name)
    cells: CalamineSheet = _guarded(lambda: book.get_sheet_by_index(position), damaged)
    if cells.total_height * cells.total_width > MAX_AREA:
        raise refusal(UNREADABLE, "La hoja se expande más de lo admitido.", place=name)
    return cells


def sheet_rows(cells: CalamineSheet, marks: Marks) -> Iterator[Numbered]:
    """All rows down to the last one with a value, as text, with what the marks say instead of calamine."""
    if cells.start is None:
        return
    left = [""] * cells.start[1]
    number = 0
    rows = cells.iter_rows()
    while batch := _next_rows(rows, cells.name):
        for row in columns_as_text(batch):
            number += 1
            shown = left + row if left else row
            for column, text in marks.overrides.get(number, ()):
                shown.extend([""] * (column + 1 - len(shown)))
                shown[column] = text
            yield number, shown


def _next_rows(rows: Iterator[list[Any]], sheet: str) -> list[list[Any]]:
    try:
        return list(islice(rows, _BATCH_ROWS))
    except (OverflowError, ValueError):
        cause = "Una celda con formato de fecha o duración lleva un número que no cabe en él."
        raise refusal(UNREADABLE, cause, place=sheet) from None


def _guarded(open_it: Any, damaged: TransferError) -> Any:
    """What calamine opens, or the refusal; on some damaged files its Rust side panics, outside of Exception."""
    try:
        return open_it()
    except PasswordError:
        raise refusal(UNREADABLE, PASSWORD, place=damaged.place) from None
    except (CalamineError, OSError, ValueError):
        raise damaged from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise damaged from None
