"""Rows that sum the rows below them, or above, without saying so: departments among their municipalities.

Belongs here: finding such rows by arithmetic, and whether they look unlike the rows that they sum. Does not belong
here: totals that say so, or that stand alone without a label (layout_totals.py).

The sums have to part the whole table: every row is either a sum or in one. Two equal amounts on end prove nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from assets.reading.columns import BLANK, DATE, Line
from assets.reading.grid import Finding
from assets.reading.layout_rows import Body, Shape
from assets.reading.layout_words import DEPARTMENT, words
from assets.reading.refusals import AMBIGUOUS, refusal
from assets.reading.totals import SUBTOTAL, TOTAL, adds_up, amount, is_bare_total
from snis.names import normal_form

_MOST_ROWS = 1_000
_LEAST_GROUPS = 2
_LEAST_VALUES = 3
_ROWS_AFTER_TOTAL = 3
_CODE_DIGITS = 8
_IN_A_WHOLE = 1_000
_CENT = 11
_SUM_OR_ROW = (
    "Hay filas que son la suma de las que están junto a ellas, y nada más las distingue: pueden ser totales de grupo o "
    "datos. Quite los totales de grupo, o diga «Total» en ellos."
)
_AFTER_TOTAL = (
    "Debajo del total hay filas que pueden ser datos o cuentas hechas con el total. Ponga el total al final, o deje "
    "una fila en blanco debajo de él."
)


@dataclass(frozen=True)
class _Part:
    """A row and the rows that it sums, by their places among the data."""

    head: int
    rows: tuple[int, ...]


def settle_parts(body: Body, shape: Shape) -> None:
    """Set aside rows that sum their neighbours and look unlike them.

    Raises:
        TransferError: ARC-10, they look like any other row.
    """
    lines = [item for item in body.data if isinstance(item, Line)]
    if not _LEAST_VALUES <= len(lines) == len(body.data) <= _MOST_ROWS:
        return
    lines.sort(key=lambda line: line.number)
    whole, parts = _parted(lines, shape)
    if not parts:
        _check_codes(lines, shape)
        return
    if _are_records([lines[part.head] for part in parts], shape):
        return
    if not _is_unlike(lines, parts, shape):
        raise refusal(AMBIGUOUS, _SUM_OR_ROW, place=f"fila {lines[parts[0].head].number}")
    for part in parts:
        body.set_aside(lines[part.head], SUBTOTAL, "es igual a la suma de las filas de su grupo")
    if whole is not None:
        body.set_aside(lines[whole], TOTAL, "es igual a la suma de los grupos")
    body.data = [line for line in lines if line.number not in body.asides]
    text = f"{len(parts)} filas son la suma de las de su grupo y no son datos."
    body.findings.append(Finding("filas_de_grupo", text, f"fila {lines[parts[0].head].number}"))


def check_after_total(body: Body, items: Sequence[object], shape: Shape) -> None:
    """Under a total of everything there may be no few rows more, which may be goals, gaps or rates.

    Raises:
        TransferError: ARC-10.
    """
    lines = {item.number: item for item in items if isinstance(item, Line)}
    sums = [row for row, aside in body.asides.items() if aside.kind in (TOTAL, SUBTOTAL) and row in lines]
    if len(sums) != 1 or not is_bare_total(lines[sums[0]]):
        return
    total = lines[sums[0]]
    rows = [item for item in body.data if isinstance(item, Line)]
    above = [line for line in rows if line.number < total.number]
    below = [line for line in rows if line.number > total.number]
    if len(rows) < len(body.data) or not 0 < len(below) <= min(_ROWS_AFTER_TOTAL, len(above) - 1):
        return
    if adds_up(above, total, shape.amounts) and not any(line.gap for line in below):
        raise refusal(AMBIGUOUS, _AFTER_TOTAL, place=f"fila {below[0].number}")


def _parted(lines: Sequence[Line], shape: Shape) -> tuple[int | None, list[_Part]]:
    """The row that sums the whole, if there is one, and the parts into which the table falls, if it does."""
    turned = list(range(len(lines)))[::-1]
    for column, comma in product(shape.amounts, (False, True)):
        values = [_thousandths(line.text(column), comma_is_decimal=comma) for line in lines]
        if sum(1 for value in values if value) * 2 < len(values):
            continue
        for order in (turned[::-1], turned):
            found = _with_whole([values[place] for place in order])
            if found is not None:
                whole, parts = found
                placed = [_Part(order[p.head], tuple(order[row] for row in p.rows)) for p in parts]
                return None if whole is None else order[whole], placed
    return None, []


def _with_whole(values: Sequence[int | None]) -> tuple[int | None, list[_Part]] | None:
    """Parts of a table of sums above their rows, the first of which may sum all parts."""
    for make in (_parts, _nested):
        parts = make(values, 0)
        if _tell(parts, values):
            return None, parts
        parts = make(values, 1)
        inner = {row for part in parts for row in part.rows}
        heads = [values[part.head] for part in parts if part.head not in inner]
        if _tell(parts, values) and _is_sum(values[0], heads):
            return 0, parts
    return None


def _parts(values: Sequence[int | None], first: int) -> list[_Part]:
    """Each row from some row on as a sum of rows below it, or one of those; nothing, when rows are left over."""
    count = len(values)
    after = [0] * count + [count]
    for head in range(count - 1, first - 1, -1):
        wanted, found = values[head], 0
        if wanted is None:
            continue
        for row in range(head + 1, count):
            found += values[row] or 0
            if found > wanted + _CENT:
                break
            if abs(found - wanted) <= _CENT and after[row + 1]:
                after[head] = row + 1
                break
    parts: list[_Part] = []
    at = first
    while at < count and after[at]:
        parts.append(_Part(at, tuple(range(at + 1, after[at]))))
        at = after[at]
    return parts if at == count else []


def _nested(values: Sequence[int | None], first: int) -> list[_Part]:
    """The same, with sums of sums: regions of departments of municipalities; the rows of a region are those sums."""
    count = len(values)
    found: list[_Part] = []
    at = first
    while at < count:
        wanted, total, row, inner = values[at], 0, at + 1, list[_Part]()
        while wanted is not None and row < count and total < wanted - _CENT:
            part = _one_part(values, row)
            if part is None:
                return []
            inner.append(part)
            total += values[row] or 0
            row = part.rows[-1] + 1
        if wanted is None or not inner or abs(total - wanted) > _CENT:
            return []
        found += [_Part(at, tuple(part.head for part in inner)), *inner]
        at = row
    return found


def _one_part(values: Sequence[int | None], head: int) -> _Part | None:
    """A row and those right below it that make its sum first."""
    wanted, total = values[head], 0
    for row in range(head + 1, len(values)):
        total += values[row] or 0
        if wanted is None or total > wanted + _CENT:
            return None
        if abs(total - wanted) <= _CENT:
            return _Part(head, tuple(range(head + 1, row + 1)))
    return None


def _tell(parts: Sequence[_Part], values: Sequence[int | None]) -> bool:
    """Whether parts are no chance: several of several rows, and amounts that differ."""
    large = [part for part in parts if len(part.rows) > 1 and values[part.head]]
    heads = {values[part.head] for part in large}
    rows = {values[row] for part in parts for row in part.rows}
    return len(large) >= _LEAST_GROUPS and len(heads) >= _LEAST_GROUPS and len(rows) >= _LEAST_VALUES


def _check_codes(lines: Sequence[Line], shape: Shape) -> None:
    """Where codes say that some rows are groups of the others, they may not sum them in part only.

    Raises:
        TransferError: ARC-10.
    """
    for column in shape.labels:
        codes = [line.text(column) for line in lines]
        heads = [at for at, (code, below) in enumerate(pairwise(codes)) if _begins(code, below)]
        if len(heads) < _LEAST_GROUPS or heads[0] or not all(codes):
            continue
        ends = [*heads[1:], len(lines)]
        parts = [_Part(head, tuple(range(head + 1, end))) for head, end in zip(heads, ends, strict=True)]
        if not all(_begins(codes[part.head], codes[row]) for part in parts for row in part.rows):
            continue
        for amounts in shape.amounts:
            values = [_thousandths(line.text(amounts), comma_is_decimal=False) for line in lines]
            true = [part for part in parts if _is_sum(values[part.head], [values[row] for row in part.rows])]
            if len(true) * 2 >= len(parts):
                raise refusal(AMBIGUOUS, _SUM_OR_ROW, place=f"fila {lines[heads[0]].number}")


def _begins(code: str, other: str) -> bool:
    """Whether a code is the beginning of a longer one."""
    return code.isdigit() and other.startswith(code) and len(other) > len(code)


def _are_records(heads: Sequence[Line], shape: Shape) -> bool:
    """Whether would-be sums carry a date or a long code, as rows of persons and payments do."""
    return any(
        line.kind(column) == DATE or (text.isdigit() and len(text) >= _CODE_DIGITS)
        for line in heads
        for column in shape.labels
        for text in (line.text(column),)
    )


def _is_unlike(lines: Sequence[Line], parts: Sequence[_Part], shape: Shape) -> bool:
    """Whether sums look unlike their rows: cells left open, indents, capitals, departments, shorter codes."""
    heads = [lines[part.head] for part in parts]
    sums = {part.head for part in parts}
    rows = [lines[row] for part in parts for row in part.rows if row not in sums]
    for column in {column for line in (*heads, *rows) for column in line.filled} - set(shape.amounts):
        for one, other in ((heads, rows), (rows, heads)):
            if all(line.kind(column) == BLANK for line in one) and all(line.text(column) for line in other):
                return True
        if not all(line.text(column) for line in (*heads, *rows)):
            continue
        indents = [[line.cells[column][:1].isspace() for line in group] for group in (rows, heads)]
        capitals = [[line.text(column).isupper() for line in group] for group in (heads, rows)]
        if (
            _differ(*indents)
            or _differ(*capitals)
            or {normal_form(line.text(column)) for line in heads} <= words(DEPARTMENT)
            or all(_is_prefix(lines, part, column) for part in parts)
        ):
            return True
    return False


def _differ(having: Sequence[bool], without: Sequence[bool]) -> bool:
    """Whether all of some lines have a mark and none of the others."""
    return all(having) and not any(without)


def _is_prefix(lines: Sequence[Line], part: _Part, column: int) -> bool:
    """Whether the code of a sum begins the longer codes of all its rows."""
    return all(_begins(lines[part.head].text(column), lines[row].text(column)) for row in part.rows)


def _thousandths(text: str, *, comma_is_decimal: bool) -> int | None:
    """A cell as an amount in thousandths; nothing where it has none."""
    found = amount(text, comma_is_decimal) if text else None
    return None if found is None or not found.is_finite() else round(found * _IN_A_WHOLE)


def _is_sum(wanted: int | None, parts: Sequence[int | None]) -> bool:
    return wanted is not None and abs(sum(part or 0 for part in parts) - wanted) <= _CENT
