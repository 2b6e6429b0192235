"""The rows of a workbook of returned rows that was mended, each with the row that it answers.

Belongs here: its sheets, its rows under the contract of the file that they were first sent in, and their references.
Does not belong here: recognising it (returned.py), or what becomes of the row that was answered (assets/core).

The columns that explain are left out, and the last of them says where a row came from. Rows may be sorted, filtered,
taken away or added; one without a reference is a row like any other.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import pyarrow as pa

from assets.reading.blanks import is_blank
from assets.reading.cells import ROW_SCHEMA, to_columns
from assets.reading.contract_header import HEADER_SEARCH_ROWS, SheetRead, find_header
from assets.reading.contract_marks import check_formulas, check_merges
from assets.reading.contract_sheets import cut
from assets.reading.grid import Grid
from assets.reading.merged_cells import fill_down
from assets.reading.refusals import EMPTY, FOREIGN_RETURN, UNREADABLE, refusal
from assets.reading.returned import EXPLANATION, Returned
from assets.reading.under_contract import Reading, Tally
from assets.reading.workbook import Sheet, open_sheet, open_workbook
from snis.contracts.layout import InstitutionContract
from snis.names import normal_form

ORIGIN_SCHEMA = pa.schema(
    [
        ("hoja", pa.string()),
        ("fila", pa.int64()),
        ("origen_transferencia_id", pa.string()),
        ("origen_hoja", pa.string()),
        ("origen_fila", pa.int64()),
    ]
)
_REFERENCE = re.compile(r"(T[0-9a-f]{16}):(.*):([0-9]{1,9})(?:#([0-9]{1,5}))?", re.DOTALL)


@dataclass(frozen=True)
class Origin:
    """The row that a mended row answers; `cells` is how many it had, when they were not as many as its header's."""

    transfer_id: str
    sheet: str
    line: int
    cells: int | None = None


@dataclass(frozen=True)
class ReturnedReading:
    """A mended workbook under its contract.

    Attributes:
        reading: its rows, addressed by sheet and row of the workbook itself.
        origins: for each of them that answers a row sent before: the address of that one (ORIGIN_SCHEMA).
    """

    reading: Reading
    origins: pa.Table


def read_returned(content: bytes, returned: Returned, contract: InstitutionContract) -> ReturnedReading:
    """Read a mended workbook under the contract of its rows.

    Args:
        content: its bytes.
        returned: what it says of itself.
        contract: what its transfer was read under.

    Raises:
        TransferError: ARC-01 no rows; ARC-02 unreadable; ARC-05, ARC-06 its own columns were changed; ARC-17 the column
            of references is gone, or names another transfer.
    """
    workbook = open_workbook(content, returned.kind)
    tables: list[_Table] = []
    ignored = []
    for name, is_visible in workbook.sheets:
        table = _table_of(open_sheet(workbook, name), name, returned, contract)
        if table is None:
            ignored.append({"hoja": name, "visible": is_visible})
        elif not is_visible:
            raise refusal(UNREADABLE, "Una hoja oculta trae filas; muéstrela o quítela.", place=name)
        else:
            tables.append(table)
    if not tables:
        raise refusal(FOREIGN_RETURN, f"El libro ya no trae la columna {EXPLANATION[-1]}.")
    if not any(table.lines for table in tables):
        raise refusal(EMPTY)
    tally = Tally()
    width = max(table.read.matched.width for table in tables)
    findings = {
        "formato": returned.kind,
        "devuelta_de": returned.transfer_id,
        "hojas": [
            {"hoja": table.read.name, "fila_encabezado": table.read.header_row, "filas_de_titulo": 0}
            for table in tables
        ],
        "hojas_ignoradas": ignored,
        "hallazgos": [_finding(returned, tables)],
    }
    batches = (table.batch(tally, width) for table in tables)
    reading = Reading(tuple(table.read for table in tables), findings, batches, tally)
    return ReturnedReading(reading, pa.concat_tables([table.origins() for table in tables]))


@dataclass(frozen=True)
class _Table:
    """The rows of one sheet, and the row that each one answers."""

    read: SheetRead
    lines: Sequence[int]
    cells: Sequence[list[str]]
    answers: Sequence[Origin | None]
    blank: int

    def batch(self, tally: Tally, width: int) -> pa.RecordBatch:
        """The rows in columns, as every reading gives them."""
        tally.rows += len(self.lines)
        tally.blank += self.blank
        rows = pa.record_batch(
            [
                pa.array([self.read.name] * len(self.lines), pa.string()),
                pa.array(self.lines, pa.int64()),
                pa.array(self.cells, pa.list_(pa.string())),
            ],
            schema=ROW_SCHEMA,
        )
        return to_columns(rows, width)

    def origins(self) -> pa.Table:
        """The rows that answer one sent before; of two that name the same, only the first does."""
        seen: set[Origin] = set()
        found = []
        for line, origin in zip(self.lines, self.answers, strict=True):
            if origin is not None and origin not in seen:
                seen.add(origin)
                found.append((self.read.name, line, origin.transfer_id, origin.sheet, origin.line))
        columns = list(zip(*found, strict=True)) or [()] * len(ORIGIN_SCHEMA)
        return pa.table(
            [pa.array(column, field.type) for column, field in zip(columns, ORIGIN_SCHEMA, strict=True)],
            schema=ORIGIN_SCHEMA,
        )


def _table_of(sheet: Sheet, name: str, returned: Returned, contract: InstitutionContract) -> _Table | None:
    """The rows of a sheet; None for one without references, as the instructions are."""
    head = list(islice(sheet.rows(), HEADER_SEARCH_ROWS))
    place = _reference_place(head)
    if place is None:
        return None
    row, first, column = place
    own = [(number, cells[:first]) for number, cells in head if number == row]
    read = find_header(name, own, contract)
    marks = sheet.marks
    check_formulas(read, Grid(name, True, sheet.rows, marks.merges, marks.uncomputed), contract)
    fills = check_merges(read, marks.merges)
    lines, kept, answers, blank = [], [], [], 0
    for number, cells in islice(fill_down(sheet.rows(), fills), row, None):
        if is_blank(cells[:first]):
            blank += not is_blank(cells)
            continue
        origin = _origin(cells[column] if column < len(cells) else "", returned, f"{name}, fila {number}")
        lines.append(number)
        kept.append(_as_sent(cells[:first], read.matched.width, origin))
        answers.append(origin)
    return _Table(read, lines, kept, answers, blank)


def _reference_place(head: Sequence[tuple[int, list[str]]]) -> tuple[int, int, int] | None:
    """Row of the header, first column that explains, column of references: the last one that is called so."""
    reference = normal_form(EXPLANATION[-1])
    others = {normal_form(text) for text in EXPLANATION[:-1]}
    for number, cells in head:
        names = [normal_form(text) for text in cells]
        if reference in names:
            column = len(names) - 1 - names[::-1].index(reference)
            first = column
            while first and names[first - 1] in others:
                first -= 1
            return number, first, column
    return None


def _origin(text: str, returned: Returned, place: str) -> Origin | None:
    """The row that a reference names; None for a row that was added by hand."""
    if not text.strip():
        return None
    parts = _REFERENCE.fullmatch(text.strip())
    if parts is None:
        raise refusal(FOREIGN_RETURN, "Una referencia fue cambiada.", place=place)
    if parts[1] != returned.transfer_id:
        raise refusal(FOREIGN_RETURN, "Una referencia es de otra transferencia.", place=place)
    return Origin(parts[1], parts[2], int(parts[3]), int(parts[4]) if parts[4] else None)


def _as_sent(cells: list[str], width: int, origin: Origin | None) -> list[str]:
    """Cells to the width of the header; a row that had fewer, and got none, has fewer still."""
    whole = cut(cells, width)
    if origin is not None and origin.cells is not None and is_blank(whole[origin.cells :]):
        return whole[: origin.cells]
    return whole


def _finding(returned: Returned, tables: Sequence[_Table]) -> dict[str, str]:
    answering = sum(len(table.origins()) for table in tables)
    return {
        "hallazgo": "libro_devuelto",
        "texto": f"Es el libro de filas devueltas de {returned.transfer_id}; {answering} filas dicen cuál corrigen.",
        "lugar": "",
    }
