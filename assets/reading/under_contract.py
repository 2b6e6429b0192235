"""A file read under its contract: sheets, header rows, and rows as text with their address.

Belongs here: the way from bytes to rows for every format. Does not belong here: texts (contract_text.py), sheets
(contract_sheets.py), the header (contract_header.py), storing rows (rows.py), or judging them (assets/core).

The contract decides; what it leaves open is found out, and what the file says otherwise is a refusal, never a guess.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from assets.reading.blanks import BLANKS
from assets.reading.cells import ROW_SCHEMA, as_lists, batch_of, column_schema, to_columns, to_lists
from assets.reading.container import find_member, member_blocks, unpack
from assets.reading.contract_header import SheetRead, find_header
from assets.reading.contract_text import read_text
from assets.reading.csv_blocks import Columns
from assets.reading.csv_text import Rows
from assets.reading.parquet import open_parquet, parquet_rows
from assets.reading.refusals import UNREADABLE, refusal
from assets.reading.signatures import not_a
from assets.reading.streams import blocks_of
from snis.contracts.layout import InstitutionContract

_PLAIN_TEXTS = frozenset({"csv", "fwf"})
# Formats of which one file among several in a zip is told by its name, and streamed.
_BY_MEMBER = frozenset({"csv", "xlsx", "ods", "parquet"})
_CONTAINERS = {"zip": "un zip", "gz": "un archivo gzip"}

Blocks = Callable[[], Iterable[bytes]]


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
    container = contract.file.container
    if container is None:
        return _read_format(blocks, contract, findings)
    content = b"".join(blocks())
    findings["contenedor"] = container
    if container == "zip" and contract.file.format in _BY_MEMBER:
        member = find_member(content, contract.file.format)
        return _read_format(lambda: member_blocks(content, member), contract, findings)
    unpacked = unpack(content)
    if unpacked.containers != (container,):
        raise refusal(UNREADABLE, not_a(_CONTAINERS[container], content))
    return _read_format(lambda: blocks_of(unpacked.content), contract, findings)


def _read_format(blocks: Blocks, contract: InstitutionContract, findings: dict[str, Any]) -> Reading:
    if contract.file.format in _PLAIN_TEXTS:
        text = read_text(blocks, contract)
        return _reading([(text.sheet, text.parts)], findings | text.findings)
    content = b"".join(blocks())
    if contract.file.format == "parquet":
        return _read_parquet(content, contract, findings)
    # What opens workbooks takes as long to load as a small text takes to read.
    from assets.reading.contract_sheets import read_sheets

    sheets = read_sheets(content, contract)
    return _reading([(sheet.read, sheet.parts()) for sheet in sheets.chosen], findings | sheets.findings)


def _read_parquet(content: bytes, contract: InstitutionContract, findings: dict[str, Any]) -> Reading:
    file = open_parquet(content)
    sheet = find_header("", [(0, list(file.schema_arrow.names))], contract)
    return _reading([(sheet, parquet_rows(file))], findings)


def _reading(
    tables: Sequence[tuple[SheetRead, Iterator[Rows | Columns] | Iterator[Rows]]], findings: dict[str, Any]
) -> Reading:
    sheets = tuple(sheet for sheet, _ in tables)
    tally, width = Tally(), _width(sheets)
    batches = (_batch(sheet, part, tally, width) for sheet, parts in tables for part in parts)
    return Reading(sheets, findings | {"hojas": [_sheet_findings(sheet) for sheet in sheets]}, batches, tally)


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
