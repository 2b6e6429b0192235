"""The lines of a grid as the layout needs them: the first thousands one by one, then long runs of ordinary rows as one.

Belongs here: passing over a grid of any length without holding it. Does not belong here: what a line is
(layout_body.py).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assets.reading.blanks import BLANKS
from assets.reading.columns import DATE, NUMBER, TEXT, Line, kind_of, profile
from assets.reading.grid import Grid
from assets.reading.layout_evidence import used_columns
from assets.reading.layout_header import body_sample, find_header
from assets.reading.refusals import UNREADABLE, refusal

HEAD_LINES = 5_000
MAX_ODD_LINES = 200_000
_TELLING = re.compile(
    r"\s*(?:sub|gran|tot|sum|parcial|rep|todo|nacional|consol|#|p[aá]g|hoja)", re.IGNORECASE
)
_ENOUGH = 0.6
_NEARLY_ALL = 0.99


@dataclass(frozen=True)
class Run:
    """Many rows on end that look like the rows above them.

    Attributes:
        first: physical row of the first.
        last: physical row of the last.
        filled: columns beyond the head's in which one of them has text.
        lines: gives them again, one by one.
    """

    first: int
    last: int
    filled: frozenset[int]
    lines: Callable[[], Iterator[Line]]


def lines_of(grid: Grid) -> list[Line | Run]:
    """Everything with text on a grid, in its order.

    Raises:
        TransferError: ARC-02, too many rows have nothing in common with the first ones.
    """
    rows = iter(_lines(grid))
    head: list[Line | Run] = []
    for line in rows:
        head.append(line)
        if len(head) == HEAD_LINES:
            return head + list(_runs(grid, rows, [item for item in head if isinstance(item, Line)]))
    return head


def _lines(grid: Grid) -> Iterator[Line]:
    gap = 0
    for number, cells in grid.rows():
        if any(cell and not cell.isspace() and cell.strip(BLANKS) for cell in cells):
            yield Line(number, cells, gap)
            gap = 0
        else:
            gap += 1


def _runs(grid: Grid, rows: Iterator[Line], head: Sequence[Line]) -> Iterator[Line | Run]:
    is_ordinary = _ordinary(head)
    known = frozenset(column for line in head for column in line.filled)
    first = last = odd = 0
    extra: set[int] = set()
    for line in rows:
        if not line.gap and is_ordinary(line):
            first, last = first or line.number, line.number
            if len(line.cells) > len(known):
                extra.update(column for column in line.filled if column not in known)
            continue
        if first:
            yield _run(grid, first, last, extra)
            first, extra = 0, set()
        odd += 1
        if odd > MAX_ODD_LINES:
            raise refusal(UNREADABLE, "Demasiadas filas no se parecen a las primeras.", place=grid.name)
        yield line
    if first:
        yield _run(grid, first, last, extra)


def _run(grid: Grid, first: int, last: int, extra: set[int]) -> Run:
    def lines() -> Iterator[Line]:
        for line in _lines(grid):
            if line.number > last:
                return
            if line.number >= first:
                yield line

    return Run(first, last, frozenset(extra), lines)


def _ordinary(head: Sequence[Line]) -> Callable[[Line], bool]:
    """What tells an ordinary row of a long table, cheaply; any other row is looked at for itself."""
    header = find_header(head)
    start = header.body if header else 0
    names = {text.strip(BLANKS) for text in header.names.values()} if header else set()
    columns = profile(body_sample(head, start) if header else head[-200:])
    usual = [column for column in used_columns(columns) if columns[column].is_usual] or used_columns(columns)
    typed = [column for column in usual if columns[column].kind in (NUMBER, DATE)]
    label = next((column for column in usual if column not in typed), usual[0])
    least = max(1, round(_ENOUGH * len(usual)))
    named = max(header.names) + 1 if header else 0
    full = sum(1 for line in head[start:] if len(line.cells) >= named)
    # Where rows have all their cells, one with fewer may be part of a row.
    shortest = named if full >= _NEARLY_ALL * len(head[start:]) else 0

    def is_ordinary(line: Line) -> bool:
        cells = line.cells
        width = len(cells)
        if width < shortest:
            return False
        filled = sum(
            1 for column in usual if column < width and cells[column] and not cells[column].isspace()
        )
        if filled < least or (len(usual) > 1 and filled < 2):
            return False
        text = cells[label] if label < width else ""
        if text in names or _TELLING.match(text) or (width and cells[0][:1] in "#*"):
            return False
        wrong = sum(
            1 for c in typed if c < width and not cells[c][:1].isdigit() and kind_of(cells[c]) == TEXT
        )
        return wrong * 2 <= len(typed)

    return is_ordinary
