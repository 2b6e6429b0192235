"""Workbooks (XLSX, XLSB, XLS, ODS): sheets, and cells as the text that stands for them.

Belongs here: opening a workbook and turning its sheets into grids. Does not belong here: which sheet or row matters
(under_contract.py, layout.py), what calamine leaves unsaid of a sheet (workbook_marks.py, xls.py), or OpenDocument
(opendocument.py).

Formulas are never evaluated: the reader sees the value that the sender's program saved with them.
"""

import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from assets.reading.calamine_sheet import PASSWORD, Book, Cells, open_calamine, sheet_cells, sheet_rows
from assets.reading.cell_text import cell_text
from assets.reading.container import check_members, check_sums, member_content, open_archive
from assets.reading.grid import Finding, Grid, Merge, Numbered
from assets.reading.opendocument import DocumentSheet, document_sheets
from assets.reading.refusals import UNREADABLE, refusal
from assets.reading.sheet_findings import sheet_findings
from assets.reading.sheet_part import check_extent, find_part
from assets.reading.signatures import OLE, ZIP, check_signature
from assets.reading.workbook_marks import Marks, read_marks
from assets.reading.xls import XlsSheets, open_xls_sheets
from assets.reading.xlsb import xlsb_marks

__all__ = ["Sheet", "Workbook", "cell_text", "open_book", "open_sheet", "open_workbook"]

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAIN_PART = {"xlsx": "xl/workbook.xml", "xlsb": "xl/workbook.bin", "ods": "content.xml"}
_MANIFEST = "META-INF/manifest.xml"


@dataclass(frozen=True)
class Workbook:
    """An open workbook.

    Attributes:
        kind: xlsx, xlsb, xls or ods.
        has_macros: it carries a program, which nobody runs.
        findings: what was found out about the whole of it.
    """

    kind: str
    sheets: list[tuple[str, bool]]
    has_macros: bool
    findings: tuple[Finding, ...]
    read_sheet: Callable[[int], "Sheet"]


@dataclass(frozen=True)
class Sheet:
    """One sheet: its rows as text, and what has to be known besides.

    Attributes:
        rows: gives all rows down to the last one with a value, with their 1-based number on the sheet.
    """

    rows: Callable[[], Iterator[Numbered]]
    marks: Marks
    findings: tuple[Finding, ...] = ()


def open_book(content: bytes, kind: str) -> tuple[list[Grid], list[Finding]]:
    """All sheets of a workbook, in its order, and what was found out about the whole.

    Raises:
        TransferError: ARC-01 or ARC-02, as open_workbook and open_sheet.
    """
    return grids_of(open_workbook(content, kind))


def grids_of(workbook: Workbook) -> tuple[list[Grid], list[Finding]]:
    """All sheets of an open workbook, in its order, and what was found out about the whole.

    Raises:
        TransferError: ARC-02, as open_sheet.
    """
    grids = []
    for position, (name, is_visible) in enumerate(workbook.sheets):
        sheet = workbook.read_sheet(position)
        marks = sheet.marks
        remarks = sheet_findings(
            name, hidden_rows=marks.hidden_rows, hidden_columns=marks.hidden_columns, zeros=marks.zeros
        )
        found = (*sheet.findings, *remarks)
        grids.append(Grid(name, is_visible, sheet.rows, marks.merges, marks.uncomputed, found))
    return grids, list(workbook.findings)


def open_workbook(content: bytes, kind: str) -> Workbook:
    """A workbook in memory.

    Raises:
        TransferError: ARC-01 or ARC-02 with the cause: empty, password, another type under this name, damaged, or
            expanding beyond the limit.
    """
    if kind == "xls":
        return _open_xls(content)
    if content.startswith(OLE) and _ENCRYPTED in content:
        raise refusal(UNREADABLE, PASSWORD)
    check_signature(content, ZIP, f"un libro {kind}")
    archive = open_archive(content)
    names = check_members(archive)
    if _MAIN_PART[kind] not in names:
        raise refusal(UNREADABLE, f"No es un libro {kind}: es otro tipo de libro o un zip con ese nombre.")
    if kind == "ods":
        return _open_ods(archive, names)
    check_sums(archive, filter(_is_read_by_calamine_alone, names))
    book = open_calamine(content, kind)
    sheets = [(sheet.name, sheet.is_visible) for sheet in book.sheets]

    def read_sheet(position: int) -> Sheet:
        if not book.sheets[position].has_cells:
            return _sheet_of_another_kind(sheets[position][0])
        if kind == "xlsb":
            return _calamine_sheet(book, position, xlsb_marks(archive, sheets[position][0]))
        return _xlsx_sheet(archive, book, position)

    macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    return Workbook(kind, sheets, macros, tuple(_package_findings(names, macros)), read_sheet)


def open_sheet(workbook: Workbook, name: str) -> Sheet:
    """A sheet with its marks.

    Raises:
        TransferError: ARC-02, the sheet is damaged or larger than a sheet can reasonably be.
    """
    return workbook.read_sheet([known for known, _ in workbook.sheets].index(name))


def _xlsx_sheet(archive: zipfile.ZipFile, book: Book, position: int) -> Sheet:
    """Marks and values are read side by side: calamine works in a process of its own meanwhile."""
    name = book.sheets[position].name
    part = find_part(archive, name)
    blocks = check_extent(part)
    with ThreadPoolExecutor(1) as aside:
        marks = aside.submit(read_marks, part, blocks)
        cells = sheet_cells(book, position)
        return _with_rows(cells, marks.result())


def _is_read_by_calamine_alone(name: str) -> bool:
    """Whether nobody else goes through a part to its end, where its checksum is looked at."""
    is_sheet_of_xlsx = name.startswith("xl/worksheets/") and name.endswith(".xml")
    return name.endswith((".xml", ".bin", ".rels")) and not is_sheet_of_xlsx


def _open_xls(content: bytes) -> Workbook:
    check_signature(content, OLE, "un libro xls")
    known: XlsSheets = open_xls_sheets(content)
    book = open_calamine(content, "xls")
    sheets = [(sheet.name, sheet.is_visible) for sheet in book.sheets]

    def read_sheet(position: int) -> Sheet:
        name = sheets[position][0]
        if not book.sheets[position].has_cells:
            return _sheet_of_another_kind(name)
        return _calamine_sheet(book, position, known.marks(name))

    return Workbook("xls", sheets, known.has_macros, tuple(_macro_findings(known.has_macros)), read_sheet)


def _open_ods(archive: zipfile.ZipFile, names: list[str]) -> Workbook:
    if _MANIFEST in names and b"encryption-data" in member_content(archive, _MANIFEST):
        raise refusal(UNREADABLE, PASSWORD)
    macros = any(name.startswith(("Basic/", "Scripts/")) for name in names)
    return document_workbook(member_content(archive, "content.xml"), "ods", has_macros=macros)


def document_workbook(content: bytes, kind: str, *, has_macros: bool = False) -> Workbook:
    """The workbook that the XML of an OpenDocument spreadsheet says."""
    found = document_sheets(content)
    sheets = [sheet for sheet in found if not sheet.is_cache_of_another_file]
    findings = [*_macro_findings(has_macros)]
    if len(sheets) < len(found):
        findings.append(_EXTERNAL)
    names = [(sheet.name, sheet.is_visible) for sheet in sheets]
    return Workbook(kind, names, has_macros, tuple(findings), lambda at: _document_sheet(sheets[at]))


def _document_sheet(sheet: DocumentSheet) -> Sheet:
    marks = Marks(
        uncomputed=tuple(sheet.uncomputed),
        merges=tuple(sheet.merges),
        hidden_rows=sheet.hidden_rows,
        zeros=sheet.zeros,
    )
    return Sheet(sheet.rows, marks)


def _calamine_sheet(book: Book, position: int, marks: Marks) -> Sheet:
    return _with_rows(sheet_cells(book, position), marks)


def _with_rows(cells: Cells, marks: Marks) -> Sheet:
    merges = [Merge(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in cells.merges]
    marks = marks.with_merges(merges)
    return Sheet(lambda: sheet_rows(cells, marks), marks)


def _sheet_of_another_kind(name: str) -> Sheet:
    found = Finding(
        "hoja_sin_celdas", "La hoja es un gráfico, una macro o un cuadro, y no trae celdas.", name
    )
    return Sheet(lambda: iter(()), Marks(), (found,))


_EXTERNAL = Finding(
    "vinculos_externos", "El libro tiene vínculos a otros archivos; valen los valores guardados."
)


def _package_findings(names: list[str], has_macros: bool) -> Iterator[Finding]:
    yield from _macro_findings(has_macros)
    if any(name.startswith("xl/externalLinks/") for name in names):
        yield _EXTERNAL
    if "xl/connections.xml" in names:
        yield Finding(
            "conexiones_de_datos", "El libro se conecta a otra fuente; valen los valores guardados."
        )


def _macro_findings(has_macros: bool) -> Iterator[Finding]:
    if has_macros:
        yield Finding("macros", "El libro lleva macros; no se ejecutan.")
