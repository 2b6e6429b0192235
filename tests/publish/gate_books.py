"""Workbooks as xlsxwriter makes them, for the gate to read."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from tests.publish.gate_release import COVERAGE, ROWS

Spoil = Callable[[xlsxwriter.Workbook, Worksheet], None]


def workbook(
    rows: Sequence[dict[str, Any]] = ROWS, *, spoil: Spoil | None = None, columns: Sequence[str] = COVERAGE
) -> bytes:
    """A cover, and the coverage table with a header and one line for each row."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    cover = book.add_worksheet("Portada")
    cover.write_string(0, 0, "Cobertura de los programas sociales")
    cover.write_string(4, 0, "Edición")
    sheet = book.add_worksheet("open_cobertura")
    sheet.write_row(0, 0, columns)
    for line, row in enumerate(rows, start=1):
        for place, name in enumerate(columns):
            value = row.get(name)
            if name == "monto_gtq" and value is not None:
                sheet.write_number(line, place, float(value))
            elif value is not None:
                (sheet.write_string if isinstance(value, str) else sheet.write_number)(line, place, value)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    if spoil is not None:
        spoil(book, sheet)
    book.close()
    return target.getvalue()
