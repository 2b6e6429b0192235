"""What has to hold before a layout is believed: nothing missing, nothing doubled, no second reading.

Belongs here: the refusals of a layout and what is worth a finding. Does not belong here: finding it (layout.py).
"""

from collections.abc import Mapping, Sequence
from statistics import mode

from assets.reading.columns import BLANK, NUMBER, TEXT, Line, is_known_word, kind_of, names_things, profile
from assets.reading.grid import Finding, Grid, Merge
from assets.reading.layout_header import Header, body_sample
from assets.reading.layout_rows import Body
from assets.reading.refusals import AMBIGUOUS, UNREADABLE, refusal
from snis.names import normal_form

_CALCULATED = frozenset({"total", "subtotal", "titulo", "nota"})
_CODE_DIGITS = 8
_ENOUGH_ROWS = 3
_LYING = (
    "La tabla parece estar acostada: los nombres de los campos bajan por la primera columna y los registros van hacia "
    "la derecha. Pegue los datos traspuestos, con un registro en cada fila."
)


def check_uncomputed(grid: Grid, asides: Mapping[int, str]) -> None:
    """Formulas without a saved value may only stand in rows that are no data.

    Raises:
        TransferError: ARC-02 with the first row.
    """
    for row in grid.uncomputed:
        if asides.get(row) not in _CALCULATED:
            cause = "Una fórmula no trae su resultado; abra el libro en su programa y guárdelo otra vez."
            raise refusal(UNREADABLE, cause, place=_place(grid.name, row))


def check_above(above: Sequence[Line], header: Header, body: Body, *, place: str) -> None:
    """Rows above the header may not look like its data: then it is the header of another page, or none.

    Raises:
        TransferError: ARC-10.
    """
    data = [item for item in body.data[:200] if isinstance(item, Line)]
    columns = profile(data)
    typed = {column for column, found in columns.items() if found.is_typed}
    for line in above:
        same = [column for column in typed if line.kind(column) == columns[column].kind]
        if (
            typed
            and len(same) == len(typed)
            and len(line.filled) * 4 >= len(header.names) * 3
            and len(line.filled) > 1
        ):
            cause = (
                f"Hay filas de datos encima del encabezado de la fila {header.rows[0]}: puede ser la segunda página de "
                "una tabla cuyo encabezado falta, u otra tabla. Ponga el encabezado arriba de todas las filas."
            )
            raise refusal(AMBIGUOUS, cause, place=_place(place, line.number))


def check_headerless(lines: Sequence[Line], *, place: str) -> None:
    """A sheet of rows without a header cannot be read, since nobody says what its columns are.

    Raises:
        TransferError: ARC-10; nothing, when it is only text.
    """
    sample = body_sample(lines, 0)
    columns = profile(sample)
    wide = [line for line in sample if len(line.filled) > 1]
    is_typed = any(column.is_typed for column in columns.values())
    if (len(wide) >= 2 and len(wide) * 2 >= len(sample)) or (is_typed and len(lines) > 1 and sample):
        cause = (
            "No se encontró un encabezado: la primera fila puede ser de datos o de nombres de columnas. Agregue una "
            "fila con el nombre de cada columna."
        )
        raise refusal(AMBIGUOUS, cause, place=place)


def check_transposed(lines: Sequence[Line], *, place: str) -> None:
    """Records that go from left to right, with the names of fields down the first column, are not read.

    Raises:
        TransferError: ARC-10.
    """
    rows = [line for line in lines[:60] if len(line.filled) > 1]
    if len(rows) < 2 or len(rows) != len(lines[:60]) or len({line.filled[0] for line in rows}) != 1:
        return
    first = rows[0].filled[0]
    if _are_pairs(rows, first) or _lies_down(rows, first) or _lies_down(rows[1:], first):
        raise refusal(AMBIGUOUS, _LYING, place=place)


def _are_pairs(rows: Sequence[Line], first: int) -> bool:
    """Whether a sheet is a list of fields, each with its value: one record, and no table."""
    is_narrow = all(len(line.filled) == 2 for line in rows)
    known = sum(1 for line in rows if is_known_word(line.text(first)))
    values = [line.text(line.filled[1]) for line in rows]
    return is_narrow and len(rows) > 1 and known == len(rows) and not is_known_word(values[0])


def _lies_down(rows: Sequence[Line], first: int) -> bool:
    """Whether each row is of one kind, rows are of several, and the first column names fields."""
    if len(rows) < 3 or len(rows[0].filled) < 3:
        return False
    labels = [line.text(first) for line in rows]
    known = sum(1 for text in labels if is_known_word(text) and kind_of(text) == TEXT)
    if known * 3 < len(rows) * 2 or len({normal_form(text) for text in labels}) < len(labels):
        return False
    kinds = [{line.kind(column) for column in line.filled[1:]} for line in rows]
    own = {next(iter(kind)) for kind in kinds if len(kind) == 1}
    is_even = sum(1 for kind in kinds if len(kind) == 1) * 4 >= len(kinds) * 3
    heads = sum(1 for column in rows[0].filled if is_known_word(rows[0].text(column)))
    return is_even and len(own) > 1 and heads * 2 <= len(rows[0].filled)


def check_second_header(names: Mapping[int, str], below: Line | None, *, place: str) -> None:
    """A first row that is made of words of headers alone may be another line of the header.

    Raises:
        TransferError: ARC-10.
    """
    if below is None or len(below.filled) < max(2, len(names)):
        return
    if all(is_known_word(below.text(c)) and kind_of(below.text(c)) == TEXT for c in below.filled):
        cause = (
            "La línea bajo el encabezado también parece de nombres de columnas: puede ser parte del encabezado o la "
            "primera fila. Deje un solo encabezado."
        )
        raise refusal(AMBIGUOUS, cause, place=_place(place, below.number))


def check_first_row(header: Header, body: Body, *, place: str) -> None:
    """The first row may not have text in every column of numbers and dates, nor words alone beside blank names.

    Raises:
        TransferError: ARC-10, it may be another line of the header, or say what has to be written below.
    """
    lines = [item for item in body.data[:200] if isinstance(item, Line)]
    if len(lines) < _ENOUGH_ROWS or lines[0].gap or lines[0].number > header.rows[-1] + 1:
        return
    first, columns = lines[0], profile(lines[1:])
    usual = [column for column, found in columns.items() if found.is_usual and column in header.names]
    typed = [column for column in usual if columns[column].is_typed]
    contradicts = len(typed) > 1 and all(first.kind(column) == TEXT for column in typed)
    is_apart = len(usual) > 1 and all(first.kind(column) == BLANK for column in usual[:2])
    words = [c for c in first.filled if first.kind(c) == TEXT and c in columns]
    is_new = len(words) == len(first.filled) > 2 and not any(
        normal_form(first.text(column)) in columns[column].values for column in words
    )
    if contradicts or (is_apart and is_new):
        cause = (
            "La primera fila bajo el encabezado no es como las demás: puede ser otra línea del encabezado, o decir "
            "cómo se llena. Quítela, o corríjala si es una fila."
        )
        raise refusal(AMBIGUOUS, cause, place=_place(place, first.number))


def check_merges(
    merges: Sequence[Merge], header: Header, body: Body, *, place: str
) -> tuple[tuple[Merge, ...], list[Finding]]:
    """Cells merged over several rows of data: labels go for each of them, amounts refuse the file.

    Raises:
        TransferError: ARC-10, a merged amount would be lost or counted more than once.
    """
    lines = {item.number: item for item in body.data if isinstance(item, Line)}
    if not merges or not lines:
        return (), []
    columns = profile(list(lines.values()))
    fills, findings = [], []
    for merge in merges:
        rows = [row for row in range(merge.top, merge.bottom + 1) if row in lines]
        if not rows:
            continue
        if merge.right > merge.left:
            findings.append(
                Finding(
                    "celdas_combinadas",
                    "Hay celdas combinadas a lo ancho; su texto queda en la primera columna.",
                    _place(place, merge.top),
                )
            )
        if len(rows) < 2:
            continue
        found = columns.get(merge.left)
        if (
            found is not None
            and found.kind == NUMBER
            and not _names(header.names.get(merge.left, ""), found.values)
        ):
            cause = (
                f"Una cantidad está combinada de la fila {merge.top} a la {merge.bottom}: puede valer para cada fila "
                "o una sola vez para todas. Separe las celdas y escriba en cada fila lo que le toca."
            )
            raise refusal(AMBIGUOUS, cause, place=_place(place, merge.top))
        fills.append(merge)
    if fills:
        findings.append(
            Finding(
                "celdas_combinadas",
                f"{len(fills)} celdas combinadas a lo alto; su texto vale para cada una de sus filas.",
                place,
            )
        )
    return tuple(fills), findings


def check_shifted(header_width: int, body: Body, *, place: str) -> None:
    """Where most rows have more cells than the header, nobody can tell which column lacks its name, or holds commas.

    Raises:
        TransferError: ARC-10.
    """
    lines = [item for item in body.data if isinstance(item, Line)]
    longer = [line.filled[-1] + 1 for line in lines if line.filled[-1] >= header_width]
    if header_width > 1 and len(longer) * 2 >= len(lines) and lines:
        cause = (
            f"El encabezado tiene {header_width} celdas y las filas {mode(longer)}: le puede faltar el nombre de "
            "cualquiera de las columnas, o el separador también está dentro de las celdas. Complete el encabezado, o "
            "ponga las celdas entre comillas."
        )
        raise refusal(AMBIGUOUS, cause, place=place)


def header_findings(header: Sequence[str], place: str) -> list[Finding]:
    """Columns without a name, and names that stand twice."""
    findings = []
    unnamed = [number for number, text in enumerate(header, start=1) if not text.strip()]
    if unnamed:
        columns = ", ".join(map(str, unnamed))
        findings.append(
            Finding("columna_sin_nombre", f"Tienen valores y no nombre las columnas {columns}.", place)
        )
    names = [normal_form(text) for text in header if text.strip()]
    repeated = [
        number
        for number, text in enumerate(header, start=1)
        if text.strip() and names.count(normal_form(text)) > 1
    ]
    if repeated:
        columns = ", ".join(map(str, repeated))
        findings.append(Finding("encabezado_repetido", f"Se llaman igual las columnas {columns}.", place))
    return findings


def _names(header: str, values: frozenset[str]) -> bool:
    """Whether the numbers of a column name things: by its header, or because they are codes of many digits."""
    return names_things(header) or all(
        (len(value) >= _CODE_DIGITS and value.isdigit()) or (value.startswith("0") and len(value) > 1)
        for value in values
    )


def _place(sheet: str, row: int) -> str:
    return f"{sheet}, fila {row}" if sheet else f"fila {row}"
