"""Lines with hardly any cell: headings of groups, loose text below a table, or rows that are nearly empty.

Belongs here: deciding that, once the whole table is known. Does not belong here: lines that say themselves what they
are (totals.py).
"""

from collections.abc import Sequence

from assets.reading.columns import HOLE, TEXT, Line
from assets.reading.grid import Finding, Merge
from assets.reading.layout_rows import GROUP, NOTE, Body, Shape
from assets.reading.layout_words import DEPARTMENT, words
from assets.reading.refusals import AMBIGUOUS, refusal
from assets.reading.totals import SUBTOTAL, is_sentence
from snis.names import normal_form

_GROUP_OR_ROW = (
    "La primera línea bajo el encabezado trae una sola celda: puede encabezar un grupo de filas o ser una fila sin los "
    "demás datos. Combine sus celdas si es un grupo, o complete la fila."
)
_LOOKED_AT = 200
_NAME_WORDS = 3


def settle_sparse(sparse: Sequence[Line], body: Body, shape: Shape, merges: Sequence[Merge]) -> None:
    """Below the last row: notes. Between rows: headings of groups with evidence, data otherwise."""
    first = min((item.number if isinstance(item, Line) else item.first for item in body.data), default=0)
    last = max((item.number if isinstance(item, Line) else item.last for item in body.data), default=0)
    inner = [line for line in sparse if line.number < last]
    for line in sparse:
        if line.number > last:
            _settle_tail(line, last, body, shape)
    if inner:
        _settle_inner(inner, first, body, shape, merges)


def _settle_tail(line: Line, last: int, body: Body, shape: Shape) -> None:
    column = line.filled[0]
    text = line.text(column)
    found = shape.columns.get(column)
    is_of_its_column = found is not None and line.kind(column) == found.kind
    is_apart = line.gap or any(last < number < line.number for number in body.asides)
    is_long = found is not None and found.kind == TEXT and column == 0 and len(text.split()) > _NAME_WORDS
    if not normal_form(text) and is_apart:
        body.set_aside(line, NOTE, "signos sueltos debajo de la última fila")
    elif line.kind(column) == HOLE:
        _doubt(line, body)
    elif is_apart or is_sentence(text) or not is_of_its_column or is_long:
        body.set_aside(line, NOTE, "texto suelto debajo de la última fila")
    else:
        _doubt(line, body)


def _settle_inner(
    inner: Sequence[Line], first: int, body: Body, shape: Shape, merges: Sequence[Merge]
) -> None:
    """A heading is merged, in capitals, of another kind than its column, or the table opens with one."""
    opens = inner[0].number < first and len({line.filled[0] for line in inner}) == 1
    both = [line for line in inner if _may_be_both(line, body, shape, merges)] if opens else []
    if both and not _has_typed_beside(inner[0], shape) and len(both) == len(inner):
        # Headings are fewer than the rows that they head.
        opens = len(inner) < sum(
            1 if isinstance(item, Line) else item.last - item.first + 1 for item in body.data
        )
        if opens:
            raise refusal(AMBIGUOUS, _GROUP_OR_ROW, place=f"fila {inner[0].number}")
    elif both and (len(inner) == 1 or not _is_grouped(inner, body)):
        raise refusal(AMBIGUOUS, _GROUP_OR_ROW, place=f"fila {inner[0].number}")
    groups = 0
    for line in inner:
        column = line.filled[0]
        found = shape.columns.get(column)
        is_other_kind = found is None or (found.is_typed and line.kind(column) == TEXT)
        is_text = line.kind(column) == TEXT
        if is_text and (opens or is_other_kind or _is_merged(line, merges) or _shouts(line, body)):
            body.set_aside(line, GROUP, "una sola celda que encabeza las filas que siguen")
            groups += 1
        else:
            _doubt(line, body)
    if groups:
        text = f"{groups} filas encabezan grupos y no son datos; lo que dicen no está en ninguna columna."
        body.findings.append(Finding("filas_de_grupo", text, f"fila {inner[0].number}"))


def _is_grouped(inner: Sequence[Line], body: Body) -> bool:
    """Whether something besides the lines themselves says that rows stand in groups: sums, gaps, departments."""
    if any(aside.kind == SUBTOTAL for aside in body.asides.values()) or all(line.gap for line in inner[1:]):
        return True
    column = inner[0].filled[0]
    rows = [item for item in body.data[:_LOOKED_AT] if isinstance(item, Line) and len(item.filled) > 1]
    heads = {normal_form(line.text(column)) for line in inner}
    below = {normal_form(row.text(column)) for row in rows}
    is_indented = all(row.cells[column][:1] == " " for row in rows if row.text(column))
    return is_indented or (heads <= words(DEPARTMENT) and not below & words(DEPARTMENT))


def _has_typed_beside(line: Line, shape: Shape) -> bool:
    """Whether rows have a number or a date in a column that a line leaves open, as no row without data would."""
    return any(shape.columns[column].is_typed for column in shape.usual if column not in line.filled)


def _may_be_both(line: Line, body: Body, shape: Shape, merges: Sequence[Merge]) -> bool:
    """Whether the one text that opens a table may head it as well as be its first row."""
    found = shape.columns.get(line.filled[0])
    is_label = found is not None and found.kind == TEXT == line.kind(line.filled[0])
    has_colon = ":" in line.text(line.filled[0])
    return is_label and not (has_colon or _is_merged(line, merges) or _shouts(line, body))


def _shouts(line: Line, body: Body) -> bool:
    """Whether a line is in capitals and the rows in its column are not."""
    column = line.filled[0]
    rows = [item for item in body.data[:_LOOKED_AT] if isinstance(item, Line)]
    texts = [row.text(column) for row in rows if row.kind(column) == TEXT]
    return line.text(column).isupper() and bool(texts) and not any(text.isupper() for text in texts)


def _is_merged(line: Line, merges: Sequence[Merge]) -> bool:
    return any(
        merge.top == line.number == merge.bottom and merge.right > merge.left and merge.left == line.filled[0]
        for merge in merges
    )


def _doubt(line: Line, body: Body) -> None:
    """A line that may be a row with hardly any cell is data, and a person should look at it."""
    body.data.append(line)
    text = "La fila trae una sola celda; se toma como fila de datos."
    body.findings.append(Finding("fila_dudosa", text, f"fila {line.number}"))
