"""Workbooks (XLSX, ODS): sheets, and cells as the text that stands for them.

Belongs here: opening a workbook and turning cells into text. Does not belong here: which sheet or row matters
(reading.py).

Formulas are never evaluated: the reader sees the value that the sender's program saved with them.
"""

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from assets.raw.refusals import EMPTY, UNREADABLE, refusal

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MIDNIGHT = time(0)


def open_workbook(content: bytes, kind: str) -> CalamineWorkbook:
    """A workbook in memory.

    Raises:
        TransferError: ARC-01 or ARC-02 with the cause: empty, password, another type under this name, damaged.
    """
    if not content:
        raise refusal(EMPTY)
    if content.startswith(_OLE):
        raise refusal(
            UNREADABLE, "Está protegido con contraseña, o es un libro antiguo (.xls) con otro nombre."
        )
    if not content.startswith(_ZIP):
        raise refusal(UNREADABLE, f"No es un libro {kind}: es otro tipo de archivo con ese nombre.")
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (CalamineError, OSError, ValueError):
        raise refusal(UNREADABLE, f"El libro {kind} está dañado o cortado.") from None


def sheet_names(workbook: CalamineWorkbook) -> list[tuple[str, bool]]:
    """Names of the sheets in their order, and whether each is visible."""
    return [(sheet.name, sheet.visible == SheetVisibleEnum.Visible) for sheet in workbook.sheets_metadata]


def sheet_rows(workbook: CalamineWorkbook, name: str) -> Iterator[tuple[int, list[str]]]:
    """Rows of a sheet that hold any text, with their 1-based number on the sheet."""
    try:
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError):
        raise refusal(UNREADABLE, "Una hoja del libro está dañada.", place=name) from None
    for number, row in enumerate(rows, start=1):
        cells = [cell_text(cell) for cell in row]
        if any(cell.strip() for cell in cells):
            yield number, cells


def cell_text(cell: Any) -> str:
    """The text of a cell: whole numbers without a point, days as aaaa-mm-dd, truth as true or false."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == _MIDNIGHT else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)
