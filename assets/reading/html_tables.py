"""Tables of a web page as grids: what programs save as .xls and is HTML.

Belongs here: rows, cells, spans and texts of HTML tables. Does not belong here: the encoding of the page, or pages
inside of other files (markup.py).

A cell's text is what its reader sees: entities resolved, blanks run together, <br> as a line end, nothing hidden.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from assets.reading.cell_text import number_text
from assets.reading.grid import Grid, Merge, Numbered
from assets.reading.refusals import UNREADABLE, refusal
from assets.reading.sheet_findings import sheet_findings

MAX_CELLS = 40_000_000
_MAX_SPAN = 16_384
_MAX_ROWS_SPANNED = 65_534
# Where a <br> or the edge of a paragraph stands among the parts of a text; several edges are one line end.
_LINE_END, _EDGE = "\v", "\f"
_BLANKS = re.compile(r"[ \t\r\n\u00a0]+")
_EDGES = re.compile(r"[ \t\r\n\u00a0]*\f[ \t\r\n\f\u00a0]*")
_MARKS = str.maketrans("\v\f", "  ")
_SCIENTIFIC = re.compile(r"-?\d(?:[.,]\d+)?E[+-]?\d+")
_UNSEEN = ("script", "style", "template", "noscript")
_LINES = ("p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr")
_VOID = (
    "br",
    "hr",
    "img",
    "input",
    "col",
    "meta",
    "link",
    "wbr",
    "area",
    "base",
    "embed",
    "source",
    "track",
    "param",
)
_NO_DISPLAY = re.compile(r"display\s*:\s*none", re.IGNORECASE)


@dataclass
class _Cell:
    across: int = 1
    down: int = 1
    exact: str = ""
    parts: list[str] = field(default_factory=list)

    def text(self) -> str:
        """The text as it is seen; a number that is shown with an exponent as the page keeps it besides."""
        joined = _EDGES.sub(_LINE_END, "".join(self.parts))
        lines = [_BLANKS.sub(" ", line).strip() for line in joined.split(_LINE_END)]
        text = "\n".join(lines).strip("\n")
        if self.exact and _SCIENTIFIC.fullmatch(text):
            try:
                return number_text(float(self.exact))
            except ValueError:
                return text
        return text


@dataclass
class _Table:
    is_visible: bool
    rows: list[list[_Cell]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    caption: list[str] = field(default_factory=list)
    is_open: bool = False
    cell: _Cell | None = None
    is_caption: bool = False
    unseen: list[str] = field(default_factory=list)


def html_grids(page: str) -> list[Grid]:
    """The tables of a page that hold any text, in the order in which they begin.

    Raises:
        TransferError: ARC-02: the page ends inside of a table, has no table, or expands beyond the limit.
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    if reader.is_inside:
        raise refusal(UNREADABLE, "La página HTML está cortada: termina dentro de una tabla.")
    if reader.has_frames and not reader.tables:
        cause = "La página HTML solo enmarca otras, que no vienen en el archivo; guarde el libro como XLSX."
        raise refusal(UNREADABLE, cause)
    grids = [grid for grid in map(_grid, reader.tables) if grid is not None]
    if not grids:
        raise refusal(UNREADABLE, "La página HTML no trae ninguna tabla con texto.")
    return grids


class _Reader(HTMLParser):
    """Collects tables; one inside of a cell of another is a table of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self.has_frames = False
        self._open: list[_Table] = []
        self._unseen = ""

    @property
    def is_inside(self) -> bool:
        return bool(self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.has_frames = self.has_frames or tag == "frameset"
        if tag in _UNSEEN:
            self._unseen = self._unseen or tag
        elif tag == "table":
            table = _Table(not _NO_DISPLAY.search(given.get("style", "")))
            self._open.append(table)
            self.tables.append(table)
        elif self._open:
            self._start_in_table(self._open[-1], tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unseen:
            self._unseen = ""
        elif self._open:
            table = self._open[-1]
            if tag == "table":
                self._open.pop()
            elif tag in ("td", "th", "tr", "caption"):
                table.cell, table.is_caption, table.unseen = None, False, []
                table.is_open = table.is_open and tag != "tr"
            elif table.unseen:
                _close(table.unseen, tag)
            elif tag in _LINES and table.cell is not None:
                table.cell.parts.append(_EDGE)

    def handle_data(self, data: str) -> None:
        if not self._open or self._unseen:
            return
        table = self._open[-1]
        if table.is_caption:
            table.caption.append(data)
        elif table.cell is not None and not table.unseen:
            table.cell.parts.append(data.translate(_MARKS))

    def _start_in_table(self, table: _Table, tag: str, given: dict[str, str]) -> None:
        if tag == "tr":
            table.rows.append([])
            table.is_open, table.cell, table.unseen = True, None, []
            if _NO_DISPLAY.search(given.get("style", "")):
                table.hidden.add(len(table.rows))
        elif tag in ("td", "th"):
            if not table.is_open:
                table.rows.append([])
                table.is_open = True
            across = _span(given.get("colspan", ""), _MAX_SPAN)
            down = _span(given.get("rowspan", ""), _MAX_ROWS_SPANNED)
            table.cell, table.unseen = _Cell(across, down, given.get("x:num", "")), []
            table.rows[-1].append(table.cell)
        elif tag == "caption":
            table.is_caption = True
        elif table.cell is not None:
            _start_in_cell(table, table.cell, tag, given)


def _start_in_cell(table: _Table, cell: _Cell, tag: str, given: dict[str, str]) -> None:
    if table.unseen or _NO_DISPLAY.search(given.get("style", "")):
        if tag not in _VOID:
            table.unseen.append(tag)
    elif tag == "br":
        cell.parts.append(_LINE_END)
    elif tag in _LINES:
        cell.parts.append(_EDGE)


def _close(unseen: list[str], tag: str) -> None:
    """Leave the elements that an end tag closes: those after its own were not closed."""
    if tag in unseen:
        while unseen.pop() != tag:
            pass


def _span(written: str, most: int) -> int:
    digits = written.strip()
    return min(max(int(digits), 1), most) if digits.isdecimal() else 1


def _grid(table: _Table) -> Grid | None:
    """The grid of a table: cells where their spans put them; None when it holds no text."""
    rows, merges = _laid_out(table.rows)
    if not any(any(row) for row in rows):
        return None
    hidden = sum(1 for number in table.hidden if any(rows[number - 1]))
    name = _BLANKS.sub(" ", "".join(table.caption)).strip()
    findings = tuple(sheet_findings(name, hidden_rows=hidden))

    def numbered() -> Iterator[Numbered]:
        return ((number, list(row)) for number, row in enumerate(rows, start=1))

    return Grid(name, table.is_visible, numbered, tuple(merges), findings=findings)


def _laid_out(rows: list[list[_Cell]]) -> tuple[list[list[str]], list[Merge]]:
    laid: list[list[str]] = []
    merges: list[Merge] = []
    # Columns that a cell of a row above still covers, and for how many rows more.
    covered: dict[int, int] = {}
    area = 0
    for number, row in enumerate(rows, start=1):
        texts: list[str] = []
        below = {column: left - 1 for column, left in covered.items() if left > 1}
        for cell in row:
            while len(texts) in covered:
                texts.append("")
            left = len(texts)
            texts += [cell.text()] + [""] * (cell.across - 1)
            down = min(cell.down, len(rows) - number + 1)
            if cell.across > 1 or down > 1:
                merges.append(Merge(number, left, number + down - 1, left + cell.across - 1))
            if down > 1:
                below |= dict.fromkeys(range(left, left + cell.across), down - 1)
        covered = below
        area += len(texts)
        if area > MAX_CELLS:
            raise refusal(UNREADABLE, "La tabla HTML se expande más de lo admitido.")
        laid.append(texts)
    return laid, merges
