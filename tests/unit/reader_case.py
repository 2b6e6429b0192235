"""Small files for the reader, and what it makes of them."""

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from assets.reading.under_contract import Reading, read_file
from snis.contracts.layout import InstitutionContract
from snis.errors import TransferError

HEADER = ("CUI", "Fecha", "Nombre", "Nota")
Row = tuple[str, int, list[str]]


def contract(form: str = "csv", **file: Any) -> InstitutionContract:
    """A contract of four columns, three of them required."""
    if form == "csv":
        file = {"encoding": "utf-8", "delimiter": ";", **file}
    return InstitutionContract(
        contract="prueba",
        version=1,
        institution="mides",
        title="Prueba",
        valid_from="2026-01-01",
        legal_basis=["prueba"],
        cadence={"every": "month", "due_day": 10},
        kind="deliveries",
        grain="persona",
        file={"pattern": "*", "format": form, **file},
        constants={"modalidad_codigo": "P02"},
        columns=[
            {"header": ["CUI", "No. de DPI"], "field": "cui", "required": True},
            {"header": "Fecha", "field": "entrega_fecha", "required": True, "format": "dd/mm/aaaa"},
            {"header": "Nombre", "field": "nombre_completo", "required": True},
            {"header": "Nota", "ignore": True},
        ],
    )


def reading(content: bytes, under: InstitutionContract, *, block: int = 7) -> Reading:
    """The reading of a file whose bytes come in small blocks, so that every seam is met."""
    cuts = [content[start : start + block] for start in range(0, len(content), block)]
    return read_file(lambda: iter(cuts), under)


def read(content: bytes, under: InstitutionContract) -> list[Row]:
    """Rows with their address."""
    table = reading(content, under).reader().read_all()
    return [(row["hoja"], row["fila"], row["valores"]) for row in table.to_pylist()]


def refused(content: bytes, under: InstitutionContract) -> TransferError:
    """The error that refuses a file."""
    with pytest.raises(TransferError) as caught:
        read(content, under)
    assert caught.value.remedy
    return caught.value


def xlsx(*fill: Callable[[Any, Any], None], names: Sequence[str] = (), **options: Any) -> bytes:
    """A workbook with one sheet for each function, which gets the sheet and the book."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **options}) as book:
        for number, write in enumerate(fill):
            write(book.add_worksheet(names[number] if names else None), book)
    return content.getvalue()


def rows_at(first: int, *rows: Sequence[Any], column: int = 0) -> Callable[[Any, Any], None]:
    """Writes rows from a 1-based row on."""

    def write(sheet: Any, _: Any) -> None:
        for offset, row in enumerate(rows):
            sheet.write_row(first - 1 + offset, column, row)

    return write


def ods(rows: Sequence[Sequence[Mapping[str, Any] | str]], *, name: str = "Hoja1") -> bytes:
    """An ODS of one sheet; a cell is a text or the attributes of a table cell, a row may repeat."""
    book, table, content = OpenDocumentSpreadsheet(), Table(name=name), io.BytesIO()
    for cells in rows:
        row = TableRow()
        for cell in cells:
            row.addElement(_ods_cell(cell))
        table.addElement(row)
    book.spreadsheet.addElement(table)
    book.write(content)
    return content.getvalue()


def _ods_cell(cell: Mapping[str, Any] | str) -> Any:
    if cell == "(cubierta)":
        return CoveredTableCell()
    if isinstance(cell, str):
        made = TableCell(valuetype="string") if cell else TableCell()
        if cell:
            made.addElement(P(text=cell))
        return made
    return TableCell(**cell)
