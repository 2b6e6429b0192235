"""A block of plain CSV lines as columns, when every line is an ordinary row.

Belongs here: the fast way through a text without quotes. Does not belong here: anything out of the ordinary; a block
with a ragged row, a stray carriage return or a cell beyond the limit is left to csv_text.py, which a test holds this
to: whatever this module splits, it splits the same.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from assets.reading.blanks import BLANKS
from assets.reading.csv_rows import MAX_CELL


@dataclass(frozen=True)
class Columns:
    """Rows that all have the same number of cells: the line of each, their cells by column, and blank rows left out."""

    lines: pa.Array
    cells: tuple[pa.Array, ...]
    blank: int

    @property
    def height(self) -> int:
        """Rows with those left out."""
        return len(self.lines) + self.blank

    def after(self, line: int) -> "Columns":
        """The same rows, counted from another line."""
        return Columns(pc.add(self.lines, line), self.cells, self.blank)


class BlockSplitter:
    """Splits blocks of lines in UTF-8 that have no quotes, or none but those around whole cells of one line.

    Args:
        delimiter: between cells.
        width: cells of an ordinary row.
        quoted: cells may be between double quotes; the caller has made sure that every quote is one of those.
        bare_cr: some line of the text may end with a CR alone.
    """

    def __init__(self, delimiter: str, width: int, *, quoted: bool = False, bare_cr: bool = True) -> None:
        self._names = [f"c{number}" for number in range(1, width + 1)]
        self._bare_cr = bare_cr
        self._parse = arrow_csv.ParseOptions(
            delimiter=delimiter,
            quote_char='"' if quoted else False,
            double_quote=quoted,
            ignore_empty_lines=False,
        )
        self._convert = arrow_csv.ConvertOptions(
            column_types={name: pa.string() for name in self._names},
            strings_can_be_null=False,
            check_utf8=False,
        )

    def split(self, block: bytes) -> Columns | None:
        """The rows of a block, its lines counted from 1; None when one of them is out of the ordinary."""
        if len(self._names) < 2 or (self._bare_cr and block.count(b"\r") != block.count(b"\r\n")):
            return None
        # The block at one go, so that each column is one array.
        whole = arrow_csv.ReadOptions(column_names=self._names, use_threads=False, block_size=len(block))
        try:
            table = arrow_csv.read_csv(
                pa.BufferReader(block),
                read_options=whole,
                parse_options=self._parse,
                convert_options=self._convert,
            )
        except pa.ArrowInvalid:  # a row with more or fewer cells
            return None
        cells = [
            column.chunk(0) if column.num_chunks else pa.array([], pa.string()) for column in table.columns
        ]
        if any(_may_be_long(column) for column in cells):
            return None
        return _without_blank_rows(pa.array(np.arange(1, table.num_rows + 1)), cells)


def _may_be_long(column: pa.Array) -> bool:
    """Whether a cell is longer than admitted; only a column longer than that is looked at closely."""
    return column.nbytes > MAX_CELL and pc.max(pc.binary_length(column)).as_py() > MAX_CELL


def _without_blank_rows(lines: pa.Array, cells: list[pa.Array]) -> Columns:
    """Nearly every row has text in its first cell; only of the others the rest is looked at."""
    blank = pc.indices_nonzero(_is_blank(cells[0]))
    for column in cells[1:]:
        if not len(blank):
            return Columns(lines, tuple(cells), 0)
        blank = blank.filter(_is_blank(column.take(blank)))
    keep = np.ones(len(lines), np.bool_)
    keep[blank.to_numpy()] = False
    return Columns(lines.filter(keep), tuple(cell.filter(keep) for cell in cells), len(blank))


def _is_blank(column: pa.Array) -> pa.Array:
    return pc.equal(pc.utf8_trim(column, BLANKS), "")
