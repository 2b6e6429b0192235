"""Workbooks (XLSX, ODS): sheets, and cells as the text that stands for them.

Belongs here: opening a workbook and turning cells into text. Does not belong here: which sheet or row matters
(under_contract.py), or what calamine leaves unsaid of a sheet (workbook_marks.py).

Formulas are never evaluated: the reader sees the value that the sender's program saved with them.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from assets.reading.container import check_members, member_content, open_archive
from assets.reading.csv_text import BLANKS
from assets.reading.refusals import UNREADABLE, refusal
from assets.reading.signatures import OLE, ZIP, check_signature
from assets.reading.workbook_marks import Marks, read_marks
from snis.errors import TransferError

_MIDNIGHT = time(0)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAIN_PART = {"xlsx": "xl/workbook.xml", "ods": "content.xml"}
_PASSWORD = "El libro está protegido con contraseña."  # noqa: S105 the word, not one
_MANIFEST = "META-INF/manifest.xml"
Numbered = tuple[int, list[str]]


@dataclass(frozen=True)
class Workbook:
    """An open workbook.

    Attributes:
        kind: xlsx or ods.
        has_macros: it carries a program, which nobody runs.
    """

    kind: str
    book: CalamineWorkbook
    archive: zipfile.ZipFile
    has_macros: bool

    @property
    def sheets(self) -> list[tuple[str, bool]]:
        """Names of the sheets in their order, and whether each is visible."""
        return [
            (sheet.name, sheet.visible == SheetVisibleEnum.Visible) for sheet in self.book.sheets_metadata
        ]


@dataclass(frozen=True)
class Sheet:
    """One sheet: its cells, and what calamine does not tell of them."""

    cells: CalamineSheet
    marks: Marks

    def rows(self) -> Iterator[Numbered]:
        """All rows down to the last one with a value, with their 1-based number on the sheet."""
        if self.cells.start is None:
            return
        left = [""] * self.cells.start[1]
        for number, row in enumerate(self.cells.iter_rows(), start=1):
            cells = left + [cell if type(cell) is str else cell_text(cell) for cell in row]
            for column, text in self.marks.errors.get(number, ()):
                cells.extend([""] * (column + 1 - len(cells)))
                cells[column] = text
            yield number, cells


def open_workbook(content: bytes, kind: str) -> Workbook:
    """A workbook in memory.

    Raises:
        TransferError: ARC-01 or ARC-02 with the cause: empty, password, another type under this name, damaged, or
            expanding beyond the limit.
    """
    if content.startswith(OLE) and _ENCRYPTED in content:
        raise refusal(UNREADABLE, _PASSWORD)
    check_signature(content, ZIP, f"un libro {kind}")
    archive = open_archive(content)
    names = check_members(archive)
    if _MAIN_PART[kind] not in names:
        raise refusal(UNREADABLE, f"No es un libro {kind}: es otro tipo de libro o un zip con ese nombre.")
    if _is_sealed_ods(archive, names):
        raise refusal(UNREADABLE, _PASSWORD)
    damaged = refusal(UNREADABLE, f"El libro {kind} está dañado o cortado.")
    book: CalamineWorkbook = _guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(content)), damaged)
    return Workbook(kind, book, archive, any(name.lower().endswith("vbaproject.bin") for name in names))


def open_sheet(workbook: Workbook, name: str) -> Sheet:
    """A sheet with its marks.

    Raises:
        TransferError: ARC-02, the sheet is damaged or larger than a sheet can reasonably be.
    """
    marks = read_marks(workbook.archive, workbook.kind, name)
    damaged = refusal(UNREADABLE, "La hoja está dañada.", place=name)
    cells: CalamineSheet = _guarded(lambda: workbook.book.get_sheet_by_name(name), damaged)
    tall = [(top + 1, bottom + 1) for (top, _), (bottom, _) in cells.merged_cell_ranges or () if bottom > top]
    return Sheet(cells, marks.with_tall_merges(tall))


def cell_text(cell: Any) -> str:
    """The text of a cell: whole numbers without a point, days as aaaa-mm-dd, truth as true or false.

    Numbers have the 15 significant digits that a workbook keeps, and no exponent.
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return _number_text(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == _MIDNIGHT else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def is_blank(cells: list[str]) -> bool:
    """Whether a row holds no text at all."""
    return not any(cell.strip(BLANKS) for cell in cells)


def _is_sealed_ods(archive: zipfile.ZipFile, names: list[str]) -> bool:
    """An ODS with a password is an ordinary zip whose manifest says that its parts are encrypted."""
    return _MANIFEST in names and b"encryption-data" in member_content(archive, _MANIFEST)


def _number_text(number: float) -> str:
    if number.is_integer() and -1e15 < number < 1e15:
        return str(int(number))
    plain = format(Decimal(format(number, ".15g")), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _guarded(open_it: Any, damaged: TransferError) -> Any:
    """What calamine opens, or the refusal; on some damaged files its Rust side panics, outside of Exception."""
    try:
        return open_it()
    except PasswordError:
        raise refusal(UNREADABLE, _PASSWORD, place=damaged.place) from None
    except (CalamineError, OSError, ValueError):
        raise damaged from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise damaged from None
