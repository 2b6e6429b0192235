"""A file read under its contract: sheets, header rows, and rows as text with their address.

Belongs here: the way from bytes to rows for every format. Does not belong here: the formats (csv_text.py, workbook.py,
parquet.py), the header (contract_header.py), storing rows (rows.py), or judging them (assets/core).

The contract decides; what the file says otherwise is a refusal, never a guess.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from assets.reading.cells import ROW_SCHEMA, as_lists, batch_of, column_schema, to_columns, to_lists
from assets.reading.container import find_member, member_blocks
from assets.reading.contract_header import HEADER_SEARCH_ROWS, SheetRead, find_header, has_header
from assets.reading.csv_blocks import Columns
from assets.reading.csv_text import BLANKS, Rows, examine, first_rows, rows_after
from assets.reading.parquet import open_parquet, parquet_rows
from assets.reading.refusals import EMPTY, UNREADABLE, refusal
from assets.reading.workbook import Sheet, Workbook, is_blank, open_sheet, open_workbook
from snis.contracts.layout import InstitutionContract

_BATCH_ROWS = 50_000

Blocks = Callable[[], Iterable[bytes]]
Numbered = tuple[int, list[str]]


class Tally:
    """Rows of a file as they pass by: those with text, and blank ones, which are no rows."""

    def __init__(self) -> None:
        self.rows = self.blank = 0


@dataclass(frozen=True)
class Reading:
    """A file under its contract.

    Attributes:
        sheets: its tables, in file order.
        findings: what was found out about its form, for the receipt.
        batches: its rows in columns (cells.py), readable once. What goes wrong on the way raises a TransferError.
        tally: rows that have passed; complete when the batches are used up.
    """

    sheets: tuple[SheetRead, ...]
    findings: Mapping[str, Any]
    batches: Iterator[pa.RecordBatch]
    tally: Tally

    def reader(self) -> pa.RecordBatchReader:
        """The rows as an Arrow stream of lists of cells (hoja, fila, valores)."""
        return as_lists(self.columns())

    def columns(self) -> pa.RecordBatchReader:
        """The rows as an Arrow stream with their cells in columns."""
        return pa.RecordBatchReader.from_batches(column_schema(_width(self.sheets)), self.batches)


def read_file(blocks: Blocks, contract: InstitutionContract) -> Reading:
    """Read a file under its contract.

    Args:
        blocks: gives the bytes of the file, from the start, each time it is called.
        contract: what the file should look like.

    Raises:
        TransferError: the file is refused; the error names rule, place, cause and remedy.
    """
    findings: dict[str, Any] = {"formato": contract.file.format}
    if contract.file.container is not None:
        content = b"".join(blocks())
        member = find_member(content, contract.file.format)
        findings["contenedor"] = contract.file.container
        return _read_format(lambda: member_blocks(content, member), contract, findings)
    return _read_format(blocks, contract, findings)


def _read_format(blocks: Blocks, contract: InstitutionContract, findings: dict[str, Any]) -> Reading:
    if contract.file.format == "csv":
        return _read_csv(blocks, contract, findings)
    content = b"".join(blocks())
    if contract.file.format == "parquet":
        return _read_parquet(content, contract, findings)
    return _read_workbook(content, contract, findings)


def _read_csv(blocks: Blocks, contract: InstitutionContract, findings: dict[str, Any]) -> Reading:
    encoding, delimiter = contract.file.encoding or "", contract.file.delimiter or ""
    facts = examine(blocks, encoding)
    head = first_rows(blocks, facts, delimiter, count=HEADER_SEARCH_ROWS)
    sheet = find_header("", head, contract)
    rows = rows_after(
        blocks, facts, delimiter, line=sheet.header_row, width=sheet.matched.width, tail=sheet.tail
    )
    findings |= {
        "codificacion": facts.codec,
        "marca_bom": facts.has_bom,
        "separador": delimiter,
        "comillas": facts.has_quotes,
        "hojas": [_sheet_findings(sheet)],
    }
    tally = Tally()
    return Reading((sheet,), findings, (_batch(sheet, part, tally, sheet.matched.width) for part in rows), tally)


def _read_parquet(content: bytes, contract: InstitutionContract, findings: dict[str, Any]) -> Reading:
    file = open_parquet(content)
    sheet = find_header("", [(0, list(file.schema_arrow.names))], contract)
    findings["hojas"] = [_sheet_findings(sheet)]
    tally = Tally()
    batches = (_batch(sheet, part, tally, sheet.matched.width) for part in parquet_rows(file))
    return Reading((sheet,), findings, batches, tally)


def _read_workbook(content: bytes, contract: InstitutionContract, findings: dict[str, Any]) -> Reading:
    workbook = open_workbook(content, contract.file.format)
    chosen: list[tuple[SheetRead, Sheet]] = []
    ignored = []
    for name, is_visible in workbook.sheets:
        sheet = _sheet_of_contract(workbook, name, is_visible, contract)
        if sheet is None:
            ignored.append({"hoja": name, "visible": is_visible})
        else:
            head = list(islice(sheet.rows(), HEADER_SEARCH_ROWS))
            chosen.append((find_header(name, head, contract), sheet))
    if not chosen:
        raise refusal(EMPTY, f"Ninguna hoja visible corresponde a {contract.file.sheets or '*'!r} con filas.")
    for read, sheet in chosen:
        _check_marks(read, sheet)
    findings |= {
        "macros": workbook.has_macros,
        "hojas": [_sheet_findings(read) for read, _ in chosen],
        "hojas_ignoradas": ignored,
    }
    tally = Tally()
    sheets = tuple(read for read, _ in chosen)
    parts = (
        _batch(read, part, tally, _width(sheets))
        for read, sheet in chosen
        for part in _workbook_parts(sheet, read=read)
    )
    return Reading(sheets, findings, parts, tally)


def _sheet_of_contract(
    workbook: Workbook, name: str, is_visible: bool, contract: InstitutionContract
) -> Sheet | None:
    """The sheet, when it carries rows; None when it is none of the contract's, or empty, or hidden.

    A hidden sheet is never read. One that has the contract's header may be an old copy or half of the rows:
    nobody can tell, so the file is refused.
    """
    if not fnmatchcase(name.strip().lower(), (contract.file.sheets or "*").lower()):
        return None
    sheet = open_sheet(workbook, name)
    head = [row for row in islice(sheet.rows(), HEADER_SEARCH_ROWS) if not is_blank(row[1])]
    if not is_visible and has_header(head, contract):
        raise refusal(
            UNREADABLE, "Una hoja oculta trae el encabezado del contrato; muéstrela o quítela.", place=name
        )
    is_empty = not head and all(is_blank(cells) for _, cells in sheet.rows())
    return None if is_empty or not is_visible else sheet


def _check_marks(read: SheetRead, sheet: Sheet) -> None:
    """Below the header nothing may be missing that the sender sees on the screen."""
    for row in sheet.marks.uncomputed:
        if row >= read.header_row:
            cause = "Una fórmula no trae su resultado; abra el libro en su programa y guárdelo otra vez."
            raise refusal(UNREADABLE, cause, place=f"{read.name}, fila {row}")
    for top, bottom in sheet.marks.tall_merges:
        if bottom > read.header_row:
            cause = f"Hay celdas combinadas de la fila {top} a la {bottom}; sepárelas y repita su valor en cada fila."
            raise refusal(UNREADABLE, cause, place=f"{read.name}, fila {top}")


def _workbook_parts(sheet: Sheet, *, read: SheetRead) -> Iterator[Rows]:
    """Rows under the header; a workbook pads every row, so its padding beyond the header goes again."""
    below = islice(sheet.rows(), read.header_row, None)
    while part := list(islice(below, _BATCH_ROWS)):
        filled = [(number, _cut(cells, read.matched.width)) for number, cells in part if not is_blank(cells)]
        lines = pa.array([number for number, _ in filled], pa.int64())
        cells = pa.array([cells for _, cells in filled], pa.list_(pa.string()))
        yield Rows(lines, cells, len(part) - len(filled))


def _cut(cells: list[str], width: int) -> list[str]:
    """Cells to the width of the header: blank ones beyond it go, missing ones are empty."""
    if len(cells) > width:
        return cells[:width] if is_blank(cells[width:]) else cells
    return cells + [""] * (width - len(cells))


def _sheet_findings(sheet: SheetRead) -> dict[str, Any]:
    return {"hoja": sheet.name, "fila_encabezado": sheet.header_row, "filas_de_titulo": sheet.title_rows}


def _width(sheets: Iterable[SheetRead]) -> int:
    return max(sheet.matched.width for sheet in sheets)


def _batch(sheet: SheetRead, rows: Rows | Columns, tally: Tally, width: int) -> pa.RecordBatch:
    """Rows in columns, for a file whose widest header has `width` cells."""
    tally.rows += len(rows.lines)
    tally.blank += rows.blank
    own = sheet.matched.width
    if isinstance(rows, Columns):
        if all(_is_empty(column) for column in rows.cells[own:]):
            return batch_of(sheet.name, rows.lines, rows.cells[:own], width)
        by_row = to_lists(batch_of("", rows.lines, rows.cells, len(rows.cells))).column("valores")
        rows = Rows(rows.lines, by_row)
    names = pa.repeat(pa.scalar(sheet.name, pa.string()), len(rows.lines))
    cells = _without_tail(rows.cells, own, sheet.tail)
    return to_columns(pa.record_batch([names, rows.lines, cells], schema=ROW_SCHEMA), width)


def _is_empty(column: pa.Array) -> bool:
    return not pc.any(pc.not_equal(pc.utf8_trim(column, BLANKS), "")).as_py()


def _without_tail(cells: pa.ListArray, width: int, tail: int) -> pa.ListArray:
    """Rows without the empty cells that stand under empty headers at the end (a delimiter after the last column)."""
    if not tail or not len(cells):
        return cells
    extra = pc.list_slice(cells, width, width + tail, return_fixed_size_list=False)
    filled = pc.not_equal(pc.utf8_trim(pc.list_flatten(extra), BLANKS), "")
    rows_with_text = set(pc.list_parent_indices(extra).filter(filled).to_pylist())
    lengths = pc.list_value_length(cells).to_pylist()
    cuts = [
        width if width < length <= width + tail and row not in rows_with_text else length
        for row, length in enumerate(lengths)
    ]
    if all(cut == width for cut in cuts):
        return pc.list_slice(cells, 0, width, return_fixed_size_list=False)
    kept = [row[:cut] for row, cut in zip(cells.to_pylist(), cuts, strict=True)]
    return pa.array(kept, pa.list_(pa.string()))
