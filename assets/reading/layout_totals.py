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
    if is_statistic(line) and (_is_half_empty(line, shape) or around.is_under_total):
        return TOTAL, "dice promedio o parecido, debajo del total o sin las celdas que identifican"
    if is_carried(line) and _blank_labels(line, shape):
        return SUBTOTAL, "dice que la suma pasa de una página a otra"
    if label := total_label(line):
        return _labelled(line, label, shape, around)
    if is_whole_country(line) and _sums(line, shape, around):
        return TOTAL, "dice el país y suma las demás filas"
    return _unlabelled(line, shape, around)


def plain(items: Sequence[Item]) -> Iterator[Line]:
    """Lines one by one; runs are read again."""
    for item in items:
        if isinstance(item, Line):
            yield item
        else:
            yield from item.lines()


def _labelled(line: Line, label: str, shape: Shape, around: Around) -> Verdict | None:
    kind = SUBTOTAL if label == SUBTOTAL or not around.is_last else TOTAL
    if reason := _label_evidence(line, shape, around):
        return kind, reason
    if sums := _sums(line, shape, around):
        return (sums if label == TOTAL else SUBTOTAL), "dice total y es igual a la suma de las filas"
    return None


def _label_evidence(line: Line, shape: Shape, around: Around) -> str:
    """Why a line with the label of a total is one, by what it leaves open; empty when it may be a row of data."""
    usual = [column for column in shape.usual if column in shape.labels]
    blank = _blank_labels(line, shape)
    first = line.filled[0]
    if len(line.filled) == 1:
        return "dice total y no trae las demás celdas"
    if is_bare_total(line) and (blank or (len(usual) <= 1 and around.is_last)):
        return "dice total y no identifica a nadie"
    if is_bare_total(line) and line.kind(first) == TEXT and first not in shape.columns:
        return "dice total fuera de las columnas de la tabla"
    others = [column for column in usual if column != first]
    if others and len(blank) * 2 >= len(others) and blank:
        return "dice total y deja vacías las celdas que identifican"
    return ""


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


def _is_half_empty(line: Line, shape: Shape) -> bool:
    missing = [column for column in shape.usual if line.kind(column) == BLANK]
    return len(missing) * 2 >= max(2, len(shape.usual))
