"""Rows that came apart: broken in two by a line end without quotes, or cut where the file ends.

Belongs here: telling them from rows whose last cells are empty, by the number of cells of every other row. Does not
belong here: quotes that do not close (csv_rows.py), or rows with more cells than the header (layout_checks.py).
"""

from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from assets.reading.columns import BLANK, DATE, HOLE, NUMBER, TEXT, Column, Line, profile
from assets.reading.layout_rows import Body
from assets.reading.refusals import AMBIGUOUS, UNREADABLE, refusal

_LEAST_ROWS = 3
_CUT = (
    "La última fila termina antes que todas las demás: el archivo parece cortado, o esa línea no es una fila. Envíelo "
    "completo."
)


def check_split_name(header: Line, lines: Sequence[Line]) -> None:
    """A header with one cell more than every row, one of which begins with a blank, may be a name with a comma.

    Raises:
        TransferError: ARC-10.
    """
    spaced = [cell[:1] == " " for cell in header.cells[1:]]
    is_longer = bool(lines) and all(len(line.cells) == len(header.cells) - 1 for line in lines)
    if is_longer and any(spaced) and not all(spaced):
        cause = (
            "El encabezado tiene una celda más que todas las filas, y una comienza con un espacio: un nombre puede "
            "llevar dentro el separador. Ponga ese nombre entre comillas."
        )
        raise refusal(AMBIGUOUS, cause, place=f"línea {header.number}")


def check_fragments(lines: Sequence[Line], body: Body, width: int, *, place: str) -> None:
    """No row of a table may have come apart.

    Args:
        lines: what stands below the header, down to the end of the table.
        body: what became of it.
        width: cells of the header down to its last name.
        place: the sheet.

    Raises:
        TransferError: ARC-10, lines that make one row together; ARC-02, the last row ends early.
    """
    short = [line for line in lines if len(line.cells) < width]
    if not short or len(lines) < _LEAST_ROWS:
        return
    full = [line for line in lines if len(line.cells) >= width]
    columns = profile(full)
    widths = {width, *(len(line.cells) for line in full)}
    joinable = list(_joinable(short, width, widths))
    for parts in joinable:
        fits = _fits(_joined(parts), columns) if full else _all_joinable(short, joinable)
        if fits and not all(_begins_row(part, columns or profile(parts[:1])) for part in parts[1:]):
            cause = (
                f"Las líneas {parts[0].number} a {parts[-1].number} parecen una sola fila, partida por un salto de "
                "línea dentro de una celda. Ponga la celda entre comillas, o quite el salto."
            )
            raise refusal(AMBIGUOUS, cause, place=_place(place, parts[0].number))
    _check_cut(short, full, body, place)


def _check_cut(short: Sequence[Line], full: Sequence[Line], body: Body, place: str) -> None:
    data = {item.number for item in body.data if isinstance(item, Line)}
    rows = [line for line in short if line.number in data]
    last = max((*data, *body.asides), default=0)
    exact = {len(line.cells) for line in full if line.number in data}
    if len(rows) == 1 == len(exact) and rows[0].number == last and len(full) >= _LEAST_ROWS:
        raise refusal(UNREADABLE, _CUT, place=_place(place, last))


def _joinable(short: Sequence[Line], width: int, widths: Set[int]) -> Iterator[list[Line]]:
    """Lines on end that have, put together, as many cells as a row."""
    for at in range(len(short)):
        cells = len(short[at].cells)
        for end, (before, line) in enumerate(pairwise(short[at:]), start=at + 2):
            if line.number != before.number + 1:
                break
            cells += len(line.cells) - 1
            if cells >= width:
                if cells in widths:
                    yield list(short[at:end])
                break


def _all_joinable(short: Sequence[Line], joinable: Sequence[Sequence[Line]]) -> bool:
    """Whether there is no line that could not be joined to others: where every row came apart."""
    return len(joinable) > 1 and len({line.number for parts in joinable for line in parts}) == len(short)


def _joined(parts: Sequence[Line]) -> Line:
    """Some lines as one: the last cell of each goes on in the first of the next."""
    cells = list(parts[0].cells)
    for part in parts[1:]:
        cells[-1] += f" {part.cells[0]}"
        cells += part.cells[1:]
    return Line(parts[0].number, cells)


def _fits(line: Line, columns: dict[int, Column]) -> bool:
    """Whether a line is like a row: numbers and dates where rows have them, and not one of the others missing."""
    is_filled = all(line.kind(column) != BLANK for column, found in columns.items() if found.is_usual)
    typed = [column for column, found in columns.items() if found.is_typed and found.is_usual]
    return is_filled and all(line.kind(column) in (columns[column].kind, HOLE) for column in typed)


def _begins_row(line: Line, columns: dict[int, Column]) -> bool:
    """Whether the cells of a line are what rows begin with."""
    return all(
        line.kind(column) in (found.kind, BLANK, HOLE)
        for column, found in columns.items()
        if column < len(line.cells) and found.is_usual and found.kind in (NUMBER, DATE, TEXT)
    )


def _place(sheet: str, row: int) -> str:
    return f"{sheet}, fila {row}" if sheet else f"fila {row}"
