"""Rows in which a merged label stands in each row that it covers, as its sender sees it.

Belongs here: filling down. Does not belong here: which merged cells may be filled (layout_checks.py,
contract_marks.py).
"""

from collections.abc import Iterable, Iterator, Sequence

from assets.reading.blanks import BLANKS
from assets.reading.grid import Merge, Numbered


def fill_down(rows: Iterable[Numbered], merges: Sequence[Merge]) -> Iterator[Numbered]:
    """Rows with the text of each merged cell repeated down its first column; a row without any text stays blank."""
    waiting = sorted(merges, key=lambda merge: merge.top)
    active: list[tuple[Merge, str]] = []
    place = 0
    for number, cells in rows:
        while place < len(waiting) and waiting[place].top <= number:
            merge = waiting[place]
            place += 1
            if merge.top == number and merge.left < len(cells):
                active.append((merge, cells[merge.left]))
        if active:
            active = [(merge, text) for merge, text in active if merge.bottom >= number]
            yield number, _with_labels(number, cells, active)
        else:
            yield number, cells


def _with_labels(number: int, cells: list[str], active: Sequence[tuple[Merge, str]]) -> list[str]:
    if not any(cell.strip(BLANKS) for cell in cells):
        return cells
    row = list(cells)
    for merge, text in active:
        if number > merge.top:
            row.extend([""] * (merge.left + 1 - len(row)))
            row[merge.left] = row[merge.left] if row[merge.left].strip(BLANKS) else text
    return row
