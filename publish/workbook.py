"""The package as a workbook for people: a cover, one sheet for each table, the dictionary and the codes.

Belongs here: writing it, byte for byte the same for the same input. Does not belong here: what a table holds or
what the texts say. A table sheet is named like its table and holds the same rows as the CSV, in the same order;
codes are text and keep their zeros; there is no formula, no comment and no hidden sheet.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from publish.dictionary import DICTIONARY_COLUMNS, CodeList
from snis.contracts.model import TableContract

COVER, DICTIONARY, CODES = "Portada", "Diccionario", "Códigos"
# A longer table is left to CSV and Parquet: a spreadsheet of this size opens on a modest machine.
_MOST_ROWS = 200_000
_WIDEST, _NARROWEST = 60, 9
_CODE_HEADER = ("lista", "codigo", "nombre")


@dataclass(frozen=True)
class Cover:
    """The first sheet: title, and lines of a heading and its text."""

    title: str
    lines: Sequence[tuple[str, str]]


class _Sheet(Worksheet):  # type: ignore[misc]
    """A sheet whose numbers are written with the digits that they have, not with sixteen."""

    def _xml_number_element(self, number: Any, attributes: Any = ()) -> None:
        said = "".join(f' {key}="{self._escape_attributes(value)}"' for key, value in attributes)
        digits = format(number, "f") if isinstance(number, Decimal) else repr(number)
        self.fh.write(f"<c{said}><v>{digits}</v></c>")


@dataclass(frozen=True)
class _Formats:
    head: Format
    text: Format
    count: Format
    amount: Format
    rate: Format
    title: Format
    label: Format
    wrapped: Format


def workbook_bytes(
    cover: Cover,
    tables: Sequence[tuple[TableContract, pa.Table]],
    *,
    words: Iterable[Sequence[str]],
    lists: Sequence[CodeList],
    created: str,
) -> bytes:
    """The workbook.

    Args:
        cover: its first sheet.
        tables: contract and rows of each table; one that does not fit is left out.
        words: rows of the data dictionary.
        lists: code lists.
        created: moment that it speaks for, ISO 8601; never the clock.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties(
        {"title": cover.title, "created": datetime.fromisoformat(created).replace(tzinfo=None)}
    )
    formats = _formats(book)
    _write_cover(book.add_worksheet(COVER, worksheet_class=_Sheet), cover, formats)
    for contract, table in tables:
        if fits(contract, table.num_rows):
            _write_table(book.add_worksheet(contract.name, worksheet_class=_Sheet), contract, table, formats)
    _write_words(book.add_worksheet(DICTIONARY, worksheet_class=_Sheet), DICTIONARY_COLUMNS, words, formats)
    codes = ((item.kind, code, name) for item in lists for code, name in item.rows)
    _write_words(book.add_worksheet(CODES, worksheet_class=_Sheet), _CODE_HEADER, codes, formats)
    book.close()
    return target.getvalue()


def fits(contract: TableContract, rows: int) -> bool:
    """Whether a table has a sheet: tables of figures do, long ones and records are left to CSV and Parquet."""
    return bool(contract.key) and rows <= _MOST_ROWS


def _formats(book: xlsxwriter.Workbook) -> _Formats:
    return _Formats(
        head=book.add_format({"bold": True, "bg_color": "#E7EDF4", "border": 1, "border_color": "#B8C2CC"}),
        text=book.add_format({"num_format": "@"}),
        count=book.add_format({"num_format": "#,##0"}),
        amount=book.add_format({"num_format": "#,##0.00"}),
        rate=book.add_format({"num_format": "0.0##"}),
        title=book.add_format({"bold": True, "font_size": 16}),
        label=book.add_format({"bold": True, "valign": "top"}),
        wrapped=book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}),
    )


def _write_cover(sheet: Worksheet, cover: Cover, formats: _Formats) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 110)
    sheet.write_string(0, 0, cover.title, formats.title)
    for number, (label, text) in enumerate(cover.lines, start=2):
        sheet.write_string(number, 0, label, formats.label)
        sheet.write_string(number, 1, text, formats.wrapped)


def _write_table(sheet: Worksheet, contract: TableContract, table: pa.Table, formats: _Formats) -> None:
    for number, field in enumerate(contract.fields):
        column = table.column(field.name).to_pylist()
        shape = _shape(field.type, field.unit, formats)
        width = min(_WIDEST, max(_NARROWEST, len(field.name) + 3))
        sheet.set_column(number, number, width)
        sheet.write_string(0, number, field.name, formats.head)
        for row, value in enumerate(column, start=1):
            _write_cell(sheet, row, number, value, shape)
    sheet.freeze_panes(1, 0)
    if contract.fields:
        sheet.autofilter(0, 0, max(table.num_rows, 1), len(contract.fields) - 1)


def _shape(kind: str, unit: str | None, formats: _Formats) -> Format | None:
    if kind == "string":
        return formats.text
    if kind.startswith("decimal"):
        return formats.amount
    if kind == "number":
        return formats.rate
    # A year or a month is a number without a thousands mark.
    return None if unit in {"año", "mes"} or kind != "integer" else formats.count


def _write_cell(sheet: Worksheet, row: int, column: int, value: Any, shape: Format | None) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, shape)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value, shape)
    else:
        sheet.write_string(row, column, str(value), shape)


def _write_words(
    sheet: Worksheet, header: Sequence[str], rows: Iterable[Sequence[str]], formats: _Formats
) -> None:
    widths = [len(name) for name in header]
    for number, name in enumerate(header):
        sheet.write_string(0, number, name, formats.head)
    for row, cells in enumerate(rows, start=1):
        for number, text in enumerate(cells):
            sheet.write_string(row, number, text, formats.text)
            widths[number] = max(widths[number], len(text))
    for number, width in enumerate(widths):
        sheet.set_column(number, number, min(_WIDEST, max(_NARROWEST, width + 2)))
    sheet.freeze_panes(1, 0)
