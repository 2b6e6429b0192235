"""Workbooks in the XML of Excel 2003: sheets and cells as the text that stands for them.

Belongs here: SpreadsheetML 2003. Does not belong here: other XML (xml_rows.py, opendocument.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree import ElementTree

from assets.reading.cell_text import duration_text, moment_text, number_text, padded
from assets.reading.grid import Grid, Merge, Numbered
from assets.reading.refusals import UNREADABLE, refusal
from assets.reading.sheet_findings import sheet_findings
from assets.reading.workbook_formats import CellStyles, cell_styles
from assets.reading.xml_source import events

MAX_ROWS, MAX_COLUMNS, MAX_AREA = 1_048_576, 16_384, 40_000_000
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_VISIBLE = "{urn:schemas-microsoft-com:office:excel}Visible"
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?")
# A time without a day is written as one of these days.
_NO_DAY = ("1899-12-31", "1899-12-30", "1904-01-01")


@dataclass
class _Sheet:
    name: str
    is_visible: bool = True
    rows: dict[int, list[str]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    uncomputed: list[int] = field(default_factory=list)
    hidden: int = 0
    zeros: int = 0
    height: int = 0
    area: int = 0

    def numbered(self) -> Iterator[Numbered]:
        last = max((number for number, cells in self.rows.items() if any(cells)), default=0)
        return ((number, list(self.rows.get(number, ()))) for number in range(1, last + 1))


def spreadsheet_grids(content: bytes) -> list[Grid]:
    """The sheets of a workbook.

    Raises:
        TransferError: ARC-02, the XML is damaged, or a cell lies beyond what a sheet has.
    """
    sheets: list[_Sheet] = []
    zeros: dict[str, int] = {}
    for event, item in events(content):
        if event == "start":
            if item.tag == f"{_SS}Worksheet":
                sheets.append(_Sheet(item.get(f"{_SS}Name", "")))
            continue
        if item.tag == f"{_SS}Style":
            zeros |= _zeros_of(item)
        elif item.tag == f"{_SS}Row" and sheets:
            _add_row(sheets[-1], item, zeros)
            item.clear()
        elif item.tag == _VISIBLE and sheets:
            sheets[-1].is_visible = False
    return [_grid(sheet) for sheet in sheets]


def _grid(sheet: _Sheet) -> Grid:
    findings = sheet_findings(sheet.name, hidden_rows=sheet.hidden, zeros=sheet.zeros)
    merges, uncomputed = tuple(sheet.merges), tuple(sheet.uncomputed)
    return Grid(sheet.name, sheet.is_visible, sheet.numbered, merges, uncomputed, tuple(findings))


def _zeros_of(style: ElementTree.Element) -> dict[str, int]:
    found = style.find(f"{_SS}NumberFormat")
    code = found.get(f"{_SS}Format", "") if found is not None else ""
    styles: CellStyles = cell_styles([1], {1: code})
    return {style.get(f"{_SS}ID", ""): styles.zeros[0]} if 0 in styles.zeros else {}


def _add_row(sheet: _Sheet, row: ElementTree.Element, zeros: dict[str, int]) -> None:
    number = _number(row, "Index", sheet.height + 1)
    sheet.height = number + _number(row, "Span", 0)
    if not sheet.height <= MAX_ROWS:
        raise refusal(
            UNREADABLE, "Una celda lejos de la tabla hace la hoja demasiado grande.", place=sheet.name
        )
    cells: list[str] = []
    for cell in row.iter(f"{_SS}Cell"):
        _add_cell(sheet, cell, cells, number, zeros)
    sheet.area += len(cells)
    if sheet.area > MAX_AREA:
        raise refusal(UNREADABLE, "La hoja se expande más de lo admitido.", place=sheet.name)
    sheet.hidden += bool(row.get(f"{_SS}Hidden") == "1" and any(cells))
    sheet.rows[number] = cells


def _add_cell(
    sheet: _Sheet, cell: ElementTree.Element, cells: list[str], number: int, zeros: dict[str, int]
) -> None:
    column = _number(cell, "Index", len(cells) + 1) - 1
    across, down = _number(cell, "MergeAcross", 0), _number(cell, "MergeDown", 0)
    if not len(cells) <= column <= column + across < MAX_COLUMNS or number + down > MAX_ROWS:
        raise refusal(UNREADABLE, "El XML del libro pone una celda fuera de su sitio.", place=sheet.name)
    data = cell.find(f"{_SS}Data")
    text = "" if data is None else _text(data)
    digits = zeros.get(cell.get(f"{_SS}StyleID", ""), 0)
    if data is not None and data.get(f"{_SS}Type") == "Number" and padded(text, digits) != text:
        text = padded(text, digits)
        sheet.zeros += 1
    if data is None and cell.get(f"{_SS}Formula") is not None:
        sheet.uncomputed.append(number)
    if across or down:
        sheet.merges.append(Merge(number, column, number + down, column + across))
    cells += [""] * (column - len(cells)) + [text] + [""] * across


def _text(data: ElementTree.Element) -> str:
    text = "".join(data.itertext())
    kind = data.get(f"{_SS}Type")
    if kind == "Number":
        try:
            return number_text(float(text))
        except ValueError:
            return text
    if kind == "Boolean":
        return {"1": "true", "0": "false"}.get(text.strip(), text)
    return _moment(text.strip()) if kind == "DateTime" else text


def _moment(text: str) -> str:
    found = _MOMENT.fullmatch(text)
    if found is None:
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if found[1] in _NO_DAY:
        return duration_text(moment - datetime.fromisoformat(found[1]))
    return moment_text(moment)


def _number(item: ElementTree.Element, name: str, otherwise: int) -> int:
    written = item.get(f"{_SS}{name}", "")
    return int(written) if written.isdecimal() else otherwise
