"""OpenDocument spreadsheets, packed (ODS) or flat (FODS): sheets and cells as the text that stands for them.

Belongs here: the XML of an OpenDocument spreadsheet. Does not belong here: the zip around it (workbook.py), or which
rows matter (layout.py).

Read here and not by calamine, which gives error cells as nothing and loses tabs and line ends inside of a cell.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from xml.etree import ElementTree

from assets.reading.cell_text import duration_text, number_text
from assets.reading.grid import Merge, Numbered
from assets.reading.refusals import UNREADABLE, refusal
from assets.reading.xml_source import events, local

MAX_AREA = 40_000_000
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_NUMBERS = ("float", "percentage", "currency")
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?")
_DAY = re.compile(r"([+-]?\d{4,}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:[.,]\d+)?Z?)?")


@dataclass
class DocumentSheet:
    """One sheet. Rows are kept once for each run of equal ones; those below the last filled one are left out."""

    name: str
    is_visible: bool = True
    is_cache_of_another_file: bool = False
    runs: list[tuple[int, list[str]]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    uncomputed: list[int] = field(default_factory=list)
    hidden_rows: int = 0
    zeros: int = 0
    height: int = 0
    area: int = 0

    def rows(self) -> Iterator[Numbered]:
        """All rows down to the last one with a value."""
        filled = max((at for at, (_, cells) in enumerate(self.runs) if any(cells)), default=-1)
        number = 0
        for repeated, cells in self.runs[: filled + 1]:
            for _ in range(repeated):
                number += 1
                yield number, list(cells)


def document_sheets(content: bytes) -> list[DocumentSheet]:
    """The sheets of content.xml or of a flat document.

    Raises:
        TransferError: ARC-02, the XML is damaged, or a sheet expands beyond the limit.
    """
    sheets: list[DocumentSheet] = []
    hidden_styles: set[str] = set()
    depth, is_linked = 0, False
    for event, item in events(content):
        if item.tag == f"{_TABLE}dde-link":
            is_linked = event == "start"
        elif item.tag == f"{_TABLE}table":
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1 and not is_linked:
                is_visible = item.get(f"{_TABLE}style-name") not in hidden_styles
                sheets.append(DocumentSheet(item.get(f"{_TABLE}name", ""), is_visible))
            elif event == "end" and depth == 0:
                item.clear()
        elif event == "end":
            if item.tag == f"{_STYLE}style" and _is_hidden_style(item):
                hidden_styles.add(item.get(f"{_STYLE}name", ""))
            elif item.tag == f"{_TABLE}table-source" and sheets:
                sheets[-1].is_cache_of_another_file = True
            elif item.tag == f"{_TABLE}table-row" and depth == 1 and not is_linked:
                _add_row(sheets[-1], item)
                item.clear()
    return sheets


def _is_hidden_style(style: ElementTree.Element) -> bool:
    return any(
        local(part.tag) == "table-properties" and part.get(f"{_TABLE}display") == "false" for part in style
    )


def _add_row(sheet: DocumentSheet, row: ElementTree.Element) -> None:
    repeated = _count(row, "number-rows-repeated")
    number = sheet.height + 1
    cells: list[str] = []
    for cell in row:
        if cell.tag in _CELLS:
            _add_cell(sheet, cell, cells, number, repeated)
    while cells and not cells[-1]:
        cells.pop()
    sheet.area += repeated * len(cells)
    if sheet.area > MAX_AREA:
        raise refusal(UNREADABLE, "La hoja se expande más de lo admitido.", place=sheet.name)
    if row.get(f"{_TABLE}visibility") in ("collapse", "filter") and cells:
        sheet.hidden_rows += repeated
    sheet.runs.append((repeated, cells))
    sheet.height += repeated


def _add_cell(
    sheet: DocumentSheet, cell: ElementTree.Element, cells: list[str], number: int, repeated: int
) -> None:
    across = _count(cell, "number-columns-repeated")
    text = _cell_text(cell)
    if text and across > MAX_AREA:
        raise refusal(UNREADABLE, "La hoja se expande más de lo admitido.", place=sheet.name)
    down, right = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
    if down > 1 or right > 1:
        left = len(cells)
        sheet.merges.append(Merge(number, left, number + down - 1, left + right - 1))
    if cell.get(f"{_TABLE}formula") is not None and cell.get(f"{_OFFICE}value-type") is None and not text:
        sheet.uncomputed.append(number)
    if text.startswith("0") and cell.get(f"{_OFFICE}value-type") == "float" and _is_padded(cell, text):
        sheet.zeros += repeated * across
    # Blank cells to the end of the sheet repeat sixteen thousand times: one is enough to keep the place of the next.
    cells.extend([text] * (across if text else min(across, 16_384)))


def _is_padded(cell: ElementTree.Element, text: str) -> bool:
    return number_text(float(cell.get(f"{_OFFICE}value", "0"))) != text


def _count(item: ElementTree.Element, name: str) -> int:
    written = item.get(f"{_TABLE}{name}", "1")
    return max(1, int(written)) if written.isdecimal() else 1


def _cell_text(cell: ElementTree.Element) -> str:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind is None and not len(cell):
        return ""
    shown = "\n".join(_paragraph(part) for part in cell if part.tag == f"{_TEXT}p")
    if kind in (None, "string") or cell.get(_CALCEXT) == "error":
        return shown or cell.get(f"{_OFFICE}string-value", "")
    if kind in _NUMBERS:
        return _number(cell.get(f"{_OFFICE}value", ""), shown)
    if kind == "date":
        return _day(cell.get(f"{_OFFICE}date-value", ""), shown)
    if kind == "time":
        return _duration(cell.get(f"{_OFFICE}time-value", ""), shown)
    return cell.get(f"{_OFFICE}boolean-value", shown) if kind == "boolean" else shown


def _number(value: str, shown: str) -> str:
    """A number written plainly, with the leading zeros that its sender sees."""
    try:
        number = float(value)
    except ValueError:
        return shown
    is_padded = shown.startswith("0") and shown.isdecimal() and float(shown) == number
    return shown if is_padded else number_text(number)


def _day(value: str, shown: str) -> str:
    found = _DAY.fullmatch(value)
    if found is None:
        return value or shown
    return found[1] if found[2] in (None, "00:00:00") else f"{found[1]} {found[2]}"


def _duration(value: str, shown: str) -> str:
    found = _DURATION.fullmatch(value)
    if found is None:
        return value or shown
    days, hours, minutes, seconds = (int(found[part] or 0) for part in range(2, 6))
    seconds += int((found[6] or "0")[0]) >= 5
    text = duration_text(timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds))
    return f"{found[1]}{text}"


def _paragraph(item: ElementTree.Element) -> str:
    """The text of a paragraph, with the blanks, tabs and line ends that OpenDocument writes as elements."""
    parts = [_unwrapped(item.text)]
    for inner in item:
        name = local(inner.tag)
        if name == "s":
            written = inner.get(f"{_TEXT}c", "1")
            parts.append(" " * min(int(written) if written.isdecimal() else 1, 32_767))
        elif name in ("tab", "line-break"):
            parts.append("\t" if name == "tab" else "\n")
        elif name in ("span", "a", "ruby", "ruby-base", "meta", "bookmark-ref"):
            parts.append(_paragraph(inner))
        parts.append(_unwrapped(inner.tail))
    return "".join(parts)


def _unwrapped(text: str | None) -> str:
    """Text whose line ends come from the layout of the XML and mean a blank."""
    return re.sub(r"\s*\n\s*", " ", text) if text and "\n" in text else text or ""
