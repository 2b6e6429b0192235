"""Merged cells and formulas without a value below the header of a contract.

Belongs here: what may be repeated down its rows, and what refuses the file. Does not belong here: finding such cells
(the formats), or filling down (merged_cells.py).
"""

from collections.abc import Sequence

from assets.reading.columns import Line
from assets.reading.contract_header import SheetRead
from assets.reading.grid import Grid, Merge
from assets.reading.refusals import AMBIGUOUS, UNREADABLE, refusal
from assets.reading.totals import total_label
from snis.contracts.input_fields import NUMBER_FIELDS
from snis.contracts.layout import InstitutionContract
from snis.names import normal_form

# Merged over several rows, one of these may stand for one delivery or for as many as there are rows.
_IDENTIFYING = frozenset(
    {"cui", "folio", "nombre_completo", "nombres", "apellidos", "nombre1", "nombre2", "nombre3", "apellido1"}
    | {"apellido2", "apellido_casada"}
)
_UNCOMPUTED = "Una fórmula no trae su resultado; abra el libro en su programa y guárdelo otra vez."


def check_formulas(read: SheetRead, grid: Grid, contract: InstitutionContract) -> None:
    """Below the header only a row of totals may hold a formula without a value.

    Raises:
        TransferError: ARC-02 with the first row.
    """
    open_rows = {row for row in grid.uncomputed if row >= read.header_row}
    if not open_rows:
        return
    totals = {
        number for number, cells in grid.rows() if number in open_rows and _is_total(number, cells, contract)
    }
    if rest := sorted(open_rows - totals):
        raise refusal(UNREADABLE, _UNCOMPUTED, place=_place(read.name, rest[0]))


def check_merges(read: SheetRead, merges: Sequence[Merge]) -> tuple[Merge, ...]:
    """The merged labels below the header, whose text goes for each of their rows.

    Raises:
        TransferError: ARC-10, what is merged says how much, or whose delivery it is.
    """
    fields = {column: name.split(".")[0] for name, column in read.matched.positions.items()}
    tall = [merge for merge in merges if merge.bottom > max(merge.top, read.header_row)]
    for merge in tall:
        field = fields.get(merge.left + 1, "")
        if merge.top <= read.header_row or field in NUMBER_FIELDS or field in _IDENTIFYING:
            cause = (
                f"Hay celdas combinadas de la fila {merge.top} a la {merge.bottom}: pueden valer para cada fila o una "
                "sola vez para todas; sepárelas y repita su valor en cada fila."
            )
            raise refusal(AMBIGUOUS, cause, place=_place(read.name, merge.top))
    return tuple(tall)


def _is_total(number: int, cells: Sequence[str], contract: InstitutionContract) -> bool:
    line = Line(number, cells)
    if not line.filled:
        return False
    first = normal_form(line.text(line.filled[0]))
    is_said = any(first.startswith(normal_form(text)) for text in contract.totals)
    return (is_said or bool(total_label(line))) and len(line.filled) * 2 <= max(2, len(cells))


def _place(sheet: str, row: int) -> str:
    return f"{sheet}, fila {row}" if sheet else f"fila {row}"
