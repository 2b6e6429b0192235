"""Which lines of a table are sums of others: by their label and with evidence, or without a label by the sums alone.

Belongs here: weighing a label against blank cells and arithmetic. Does not belong here: what labels look like
(totals.py), or any other kind of line (layout_body.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assets.reading.columns import BLANK, HOLE, NUMBER, TEXT, Line
from assets.reading.layout_rows import Item, Shape
from assets.reading.totals import (
    SUBTOTAL,
    TOTAL,
    adds_up,
    averages,
    is_bare_total,
    is_carried,
    is_statistic,
    is_whole_country,
    total_label,
)

Verdict = tuple[str, str]


@dataclass(frozen=True)
class Around:
    """What stands around a line.

    Attributes:
        recent: data since the last subtotal.
        above: all data of the table so far.
        below: everything that follows on the sheet.
        is_last: no data of the table follows.
        is_under_total: the line above is a total.
    """

    recent: Sequence[Item]
    above: Sequence[Item]
    below: Sequence[Item]
    is_last: bool
    is_under_total: bool


def total_kind(line: Line, shape: Shape, around: Around) -> Verdict | None:
    """Type and reason of a line that is a sum, or tells of sums; None for one that may be data."""
    if (
        is_statistic(line)
        and _names_nobody(line, shape)
        and (around.is_under_total or _blank_labels(line, shape) or _is_mean(line, shape, around))
    ):
        return TOTAL, "dice promedio o parecido, y lo es, o no trae las celdas que identifican"
    if is_carried(line) and _blank_labels(line, shape):
        return SUBTOTAL, "dice que la suma pasa de una página a otra"
    if label := total_label(line):
        return _labelled(line, label, shape, around)
    if is_whole_country(line) and _sums(line, shape, around):
        return TOTAL, "dice el país y suma las demás filas"
    return _unlabelled(line, shape, around)


def _is_mean(line: Line, shape: Shape, around: Around) -> bool:
    """Whether a line holds the means of the rows above, none of which is a statistic itself."""
    rows = list(plain(around.above))
    return averages(rows, line, shape.amounts) and not any(map(is_statistic, rows))


def plain(items: Sequence[Item]) -> Iterator[Line]:
    """Lines one by one; runs are read again."""
    for item in items:
        if isinstance(item, Line):
            yield item
        else:
            yield from item.lines()


def _labelled(line: Line, label: str, shape: Shape, around: Around) -> Verdict | None:
    """A label alone is no proof: it may be a surname, a place or a firm. What the line leaves open is, or its sums."""
    first = _label_column(line)
    others = [column for column in shape.usual if column in shape.labels and column != first]
    blank = [column for column in others if line.kind(column) == BLANK]
    kind = SUBTOTAL if label == SUBTOTAL or not around.is_last else TOTAL
    if len(line.filled) == 1:
        return kind, "dice total y no trae las demás celdas"
    is_open = len(blank) * 2 >= len(others)
    beside = [c for c in shape.labels if c != first and line.kind(c) not in (BLANK, HOLE)]
    if _names_nobody(line, shape) and (
        len(blank) > 1 or (is_open and around.is_last and is_bare_total(line))
    ):
        return kind, "dice total y no identifica a nadie"
    sums = _sums(line, shape, around) if is_open and len(beside) < 2 else ""
    if sums:
        return (sums if label == TOTAL else SUBTOTAL), "dice total y es igual a la suma de las filas"
    if len(blank) == len(others) and _repeats_one(line, shape, around, is_open=bool(others)):
        return SUBTOTAL, "dice total y repite la única fila de su grupo"
    if around.is_last and is_bare_total(line) and _counts_rows(line, first, around):
        return kind, "dice total y cuenta las filas"
    if is_open and others and _is_count(line, first, shape):
        return kind, "dice total y deja vacías las celdas que identifican"
    return None


def _names_nobody(line: Line, shape: Shape) -> bool:
    """Whether no cell but the label says which row it is."""
    first = _label_column(line)
    return all(line.kind(column) in (BLANK, HOLE) for column in shape.labels if column != first)


def _label_column(line: Line) -> int:
    """The first column with text."""
    return next(column for column in line.filled if line.kind(column) in (TEXT, HOLE))


def _repeats_one(line: Line, shape: Shape, around: Around, *, is_open: bool) -> bool:
    """Whether a line sums a group of one row: it leaves open what that row fills, or another subtotal stands above."""
    is_group = is_open or len(around.recent) < len(around.above)
    rows = list(plain(around.recent)) if is_group and not around.is_last else []
    return len(rows) == 1 and adds_up(rows, line, shape.amounts, least=1)


def _counts_rows(line: Line, first: int, around: Around) -> bool:
    """Whether all that a line has beside its label is the number of rows above."""
    beside = [line.text(column) for column in line.filled if column != first]
    return len(beside) == 1 and beside[0] == str(sum(1 for _ in plain(around.above)))


def _is_count(line: Line, first: int, shape: Shape) -> bool:
    """Whether what stands beside the label of a total is of another kind than its column: a count, for one."""
    beside = [column for column in shape.labels if column != first and line.kind(column) not in (BLANK, HOLE)]
    return bool(beside) and not any(
        line.kind(column) == shape.columns[column].kind or shape.columns[column].has_digits
        for column in beside
    )


def _unlabelled(line: Line, shape: Shape, around: Around) -> Verdict | None:
    if not shape.labels or any(line.kind(column) not in (BLANK, HOLE) for column in shape.labels):
        return None
    if not any(line.kind(column) == NUMBER for column in shape.amounts):
        return None
    if around.is_last and adds_up(plain(around.above), line, shape.amounts):
        return TOTAL, "última fila, sin rótulo, igual a la suma de las de arriba"
    if adds_up(plain(around.recent), line, shape.amounts):
        return SUBTOTAL, "sin rótulo, igual a la suma de las filas de arriba"
    return None


def _sums(line: Line, shape: Shape, around: Around) -> str:
    """Total when a line is the sum of all rows above or below, subtotal of those since the last one, or empty."""
    below = [item for item in around.below if isinstance(item, Line)]
    rows = [item for item in below if len(item.filled) * 2 > len(shape.used) and not total_label(item)]
    if adds_up(plain(around.above), line, shape.amounts):
        return TOTAL if around.is_last else SUBTOTAL
    if adds_up(plain(around.recent), line, shape.amounts):
        return SUBTOTAL
    return TOTAL if adds_up(rows, line, shape.amounts) else ""


def _blank_labels(line: Line, shape: Shape) -> list[int]:
    """Columns that identify a row, filled in nearly every one and blank in this line."""
    return [column for column in shape.usual if column in shape.labels and line.kind(column) == BLANK]
