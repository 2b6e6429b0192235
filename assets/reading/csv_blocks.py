"""A block of plain CSV lines as columns, when every line is an ordinary row.

Belongs here: the fast way through a text without quotes. Does not belong here: anything out of the ordinary; a block
with a ragged row, a stray carriage return or a line beyond the limit is left to csv_text.py, which a test holds this
to: whatever this module splits, it splits the same.
"""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

MAX_LINE = 1 << 20


@dataclass(frozen=True)
class Columns:
    """Rows that all have the same number of cells: the line of each, their cells by column, and blank rows left out."""

    lines: pa.Array
    cells: tuple[pa.Array, ...]
    blank: int


class BlockSplitter:
    """Splits blocks of lines in UTF-8 that have no quotes, or none but those around whole cells of one line.

    Args:
        delimiter: between cells.
        width: cells of an ordinary row.
        blanks: characters that are as good as nothing.
        quoted: cells may be between double quotes; the caller has made sure that every quote is one of those.
    """

    def __init__(self, delimiter: str, width: int, blanks: str, *, quoted: bool = False) -> None:
        self._names = [f"c{number}" for number in range(1, width + 1)]
        self._blanks = blanks
        self._irregular = False
        self._parse = arrow_csv.ParseOptions(
            delimiter=delimiter,
            quote_char='"' if quoted else False,
            double_quote=quoted,
            ignore_empty_lines=False,
            invalid_row_handler=self._note,
        )
        self._convert = arrow_csv.ConvertOptions(
            column_types={name: pa.string() for name in self._names},
            strings_can_be_null=False,
            check_utf8=False,
        )
        self._read = arrow_csv.ReadOptions(column_names=self._names, use_threads=False, block_size=MAX_LINE)

    def split(self, block: bytes, first: int) -> Columns | None:
        """The rows of a block whose first line has the number `first`; None when one of them is out of the ordinary."""
        if len(self._names) < 2 or block.count(b"\r") != block.count(b"\r\n"):
            return None
        self._irregular = False
        try:
            table = arrow_csv.read_csv(
                pa.BufferReader(block),
                read_options=self._read,
                parse_options=self._parse,
                convert_options=self._convert,
            ).combine_chunks()
        except pa.ArrowInvalid:
            return None
        if self._irregular:
            return None
        cells = [
            column.chunk(0) if column.num_chunks else pa.array([], pa.string()) for column in table.columns
        ]
        lines = pa.array(range(first, first + table.num_rows), pa.int64())
        return self._without_blank_rows(lines, cells)

    def _note(self, row: arrow_csv.InvalidRow) -> str:
        self._irregular = True
        return "skip"

    def _without_blank_rows(self, lines: pa.Array, cells: list[pa.Array]) -> Columns:
        """Nearly every row has text in one of its first two cells; only the others are looked at whole."""
        suspect = pc.and_(self._is_blank(cells[0]), self._is_blank(cells[1]))
        if not suspect.true_count:
            return Columns(lines, tuple(cells), 0)
        blank = suspect
        for column in cells[2:]:
            blank = pc.and_(blank, self._is_blank(column))
        if not blank.true_count:
            return Columns(lines, tuple(cells), 0)
        keep = pc.invert(blank)
        return Columns(lines.filter(keep), tuple(cell.filter(keep) for cell in cells), blank.true_count)

    def _is_blank(self, column: pa.Array) -> pa.Array:
        return pc.equal(pc.utf8_trim(column, self._blanks), "")
