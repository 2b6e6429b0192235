"""Tables side by side: whether columns without any text part a sheet, or only space one table.

Belongs here: cutting a sheet into bands of columns. Does not belong here: what stands in a band.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assets.reading.columns import NUMBER, TEXT, Line, names_things, profile
from assets.reading.grid import Merge
from assets.reading.layout_header import Header, find_header
from assets.reading.layout_lines import Run
from assets.reading.refusals import AMBIGUOUS, refusal
from assets.reading.totals import total_label
from snis.names import normal_form

Item = Line | Run
_DENSE = 0.8
_ENOUGH_ROWS = 3
_ENOUGH_COLUMNS = 3
_FAR = 3


@dataclass(frozen=True)
class Band:
    """Columns of a sheet from left to right, both included."""

    left: int
    right: int


@dataclass(frozen=True)
class _Part:
    """What a band has on its own: its header, its title, and how far down its rows go."""

    header: Header
    header_row: int
    title_rows: frozenset[int]
    rows: tuple[int, ...]
    totals: frozenset[int]
    is_dense: bool
    has_key: bool

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(normal_form(self.header.names[column]) for column in sorted(self.header.names))


def bands_of(items: Sequence[Item], merges: Sequence[Merge], *, place: str) -> list[Band]:
    """One band, or one for each of the tables that stand side by side.

    Raises:
        TransferError: ARC-10, one table with a blank column and two tables are equally possible.
    """
    filled: set[int] = set()
    for item in items:
        filled.update(item.filled)
    whole = Band(min(filled), max(filled))
    bands = _gaps(filled)
    if len(bands) == 1 or any(isinstance(item, Run) for item in items):
        return [whole]
    _check_far_column(items, bands, merges, place)
    parts = [_part(items, band, merges) for band in bands]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return [whole]
    if _stand_apart(known):
        return bands
    ends = len({part.rows[-1] for part in known})
    if all(part.is_dense for part in known) and (ends > 1 or all(part.has_key for part in known)):
        why = "una de las partes termina una fila antes" if ends > 1 else "cada parte nombra sus filas"
        cause = (
            f"Puede ser una tabla con una columna vacía en medio, o dos tablas lado a lado; {why}. Quite la columna "
            "vacía o ponga cada tabla en su hoja."
        )
        raise refusal(AMBIGUOUS, cause, place=place)
    return [whole]


def on_band(items: Sequence[Item], band: Band) -> list[Item]:
    """The lines of a band, with everything else blank; lines without text in it become its gaps."""
    found: list[Item] = []
    gap = 0
    for line in items:
        if isinstance(line, Run):
            found.append(line)
            continue
        cells = [
            "" if column < band.left else cell for column, cell in enumerate(line.cells[: band.right + 1])
        ]
        own = Line(line.number, cells, gap + line.gap)
        if own.filled:
            found.append(own)
            gap = 0
        else:
            gap += 1 + line.gap
    return found


def _check_far_column(
    items: Sequence[Item], bands: Sequence[Band], merges: Sequence[Merge], place: str
) -> None:
    """A single column far to the right of a table may be part of it, or a list that somebody keeps there.

    Raises:
        TransferError: ARC-10.
    """
    before, last = bands[-2:]
    is_far = last.left - before.right > _FAR and last.left == last.right
    if not is_far or before.right - before.left + 1 < _ENOUGH_COLUMNS:
        return
    rows = [item for item in items if last.left in item.filled]
    if len(rows) >= _ENOUGH_ROWS and not any(merge.right > before.right for merge in merges):
        cause = (
            "Hay una columna lejos de la tabla: puede ser una de sus columnas, o una lista aparte. Péguela a la tabla, "
            "o póngala en otra hoja."
        )
        raise refusal(AMBIGUOUS, cause, place=place)


def _gaps(filled: set[int]) -> list[Band]:
    columns = sorted(filled)
    starts = [column for column in columns if column - 1 not in filled]
    ends = [column for column in columns if column + 1 not in filled]
    return [Band(left, right) for left, right in zip(starts, ends, strict=True)]


def _part(items: Sequence[Item], band: Band, merges: Sequence[Merge]) -> _Part | None:
    lines = [item for item in on_band(items, band) if isinstance(item, Line)]
    header = find_header(lines, [merge for merge in merges if band.left <= merge.left <= band.right])
    if header is None or header.body >= len(lines) or band.right == band.left:
        return None
    body = lines[header.body :]
    rows = tuple(line.number for line in body)
    totals = frozenset(line.number for line in body if total_label(line))
    plain = [line for line in body if line.number not in totals]
    first = [line for line in plain if line.text(min(header.names))]
    full = [line for line in plain if len(line.filled) * 2 > band.right - band.left + 1]
    is_dense = len(first) >= _DENSE * len(plain) and len(full) >= _DENSE * len(plain)
    titles = frozenset(line.number for line in lines[: header.start])
    return _Part(header, header.rows[0], titles, rows, totals, is_dense, _has_key(header, plain))


def _has_key(header: Header, rows: Sequence[Line]) -> bool:
    """Whether a part begins with texts that are all different, which counts or amounts follow: a table of its own."""
    columns = profile(rows)
    first = min(header.names)
    key = columns.get(first)
    is_key = key is not None and key.kind == TEXT and len(key.values) == len(rows) >= _ENOUGH_ROWS
    return is_key and any(
        found.kind == NUMBER and not names_things(header.names.get(column, ""))
        for column, found in columns.items()
        if column > first
    )


def _stand_apart(parts: Sequence[_Part]) -> bool:
    """Whether bands are tables of their own: same header, headers or titles of their own, or clearly other lengths."""
    first = parts[0]
    if all(part.names == first.names for part in parts[1:]):
        return True
    if all(part.is_dense for part in parts):
        if len({part.header_row for part in parts}) == len(parts):
            return True
        if all(part.title_rows for part in parts) and len(parts) > 1:
            return True
        if _one_ends_beside_another(parts):
            return True
        lengths = sorted(len(part.rows) for part in parts)
        return lengths[-1] - lengths[0] > 1
    return False


def _one_ends_beside_another(parts: Sequence[_Part]) -> bool:
    """Whether the total under all rows of one part stands beside a row of another."""
    ends = [
        {row for row in part.totals if part.totals.issuperset(range(row, part.rows[-1] + 1))}
        for part in parts
    ]
    return any(
        row in other.rows and row not in other.totals for total in ends for row in total for other in parts
    )
