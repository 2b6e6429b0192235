"""A text under its contract: CSV in any dialect, and columns of fixed width.

Belongs here: which way a text is read, and what of its form is found out. Does not belong here: finding out
(text_grid.py), splitting (csv_text.py), or the header (contract_header.py).

A plain CSV goes the fast way, a block at a time in columns. Everything else goes row by row.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, dropwhile, islice
from typing import Any

import pyarrow as pa

from assets.reading.blanks import BLANKS, is_blank
from assets.reading.contract_header import HEADER_SEARCH_ROWS, SheetRead, find_header, has_header
from assets.reading.csv_blocks import Columns
from assets.reading.csv_text import Blocks, CsvFacts, Rows, examine, facts_of, first_rows, rows_after
from assets.reading.grid import Numbered
from assets.reading.text_grid import CSV, Hints, TextFile, open_text
from snis.contracts.layout import InstitutionContract

BATCH_ROWS = 50_000
_FAST_DELIMITERS = frozenset(",;\t|")


@dataclass(frozen=True)
class TextRead:
    """A text under its contract: its table, its rows in batches, and what was found out of its form."""

    sheet: SheetRead
    parts: Iterator[Rows | Columns]
    findings: dict[str, Any]


def read_text(blocks: Blocks, contract: InstitutionContract) -> TextRead:
    """A CSV or a text of fixed width.

    Raises:
        TransferError: it is not as the contract says, or what the contract leaves open has two readings.
    """
    file = contract.file
    if file.format == "csv" and file.encoding is not None and file.delimiter is not None:
        facts = examine(blocks, file.encoding)
        return _fast(blocks, facts, file.delimiter, contract)
    hints = Hints(
        file.encoding, file.delimiter, _starts(contract), lambda cells: has_header([(1, cells)], contract)
    )
    text = open_text(blocks, hints)
    if file.format == CSV and text.is_plain and text.dialect["separador"] in _FAST_DELIMITERS:
        return _fast(blocks, facts_of(text.encoding), text.dialect["separador"], contract)
    return _slow(text, contract)


def row_batches(rows: Iterator[Numbered], width: int) -> Iterator[Rows | Columns]:
    """Rows one by one as batches, each row with its true number of cells; blank ones are counted.

    A batch in which every row has as many cells as the header comes in columns, which costs far less.
    """
    while part := list(islice(rows, BATCH_ROWS)):
        filled = [row for row in part if (row[1] and row[1][0].strip(BLANKS)) or not is_blank(row[1])]
        lines = pa.array([number for number, _ in filled], pa.int64())
        blank = len(part) - len(filled)
        if filled and all(len(cells) == width for _, cells in filled):
            columns = zip(*(cells for _, cells in filled), strict=True)
            yield Columns(lines, tuple(pa.array(column, pa.string()) for column in columns), blank)
        else:
            yield Rows(lines, pa.array([cells for _, cells in filled], pa.list_(pa.string())), blank)


def _fast(blocks: Blocks, facts: CsvFacts, delimiter: str, contract: InstitutionContract) -> TextRead:
    head = first_rows(blocks, facts, delimiter, count=HEADER_SEARCH_ROWS)
    sheet = find_header("", head, contract)
    rows = rows_after(
        blocks, facts, delimiter, line=sheet.header_row, width=sheet.matched.width, tail=sheet.tail
    )
    findings = {
        "codificacion": facts.codec,
        "marca_bom": facts.has_bom,
        "separador": delimiter,
        "comillas": facts.has_quotes,
    }
    return TextRead(sheet, rows, findings)


def _slow(text: TextFile, contract: InstitutionContract) -> TextRead:
    head = list(islice(text.grid.rows(), HEADER_SEARCH_ROWS))
    sheet = find_header("", head, contract)
    below = dropwhile(lambda row: row[0] <= sheet.header_row, text.grid.rows())
    findings = {
        "codificacion": text.encoding.name,
        "marca_bom": text.encoding.bom > 0,
        "separador": text.dialect["separador"],
        "comillas": text.dialect["comillas"] is not None,
        "hallazgos": [vars(item) for item in text.findings],
    }
    return TextRead(sheet, row_batches(below, sheet.matched.width), findings)


def _starts(contract: InstitutionContract) -> tuple[int, ...] | None:
    """First characters of the columns, counted from 0."""
    if contract.file.starts is not None:
        return tuple(start - 1 for start in contract.file.starts)
    if contract.file.widths is not None:
        return tuple(accumulate(contract.file.widths[:-1], initial=0))
    return None
