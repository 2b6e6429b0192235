"""Delimited text until text_grid.py opens it: the delimiter that gives most lines the same number of cells.

Belongs here: nothing for long. Does not belong here: anything better.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from assets.reading.encoding import as_utf8, find_encoding
from assets.reading.grid import Grid, Numbered
from assets.reading.open_file import Opened, blocks_of


def open_text(content: bytes) -> Opened:
    """A delimited text."""
    encoding = find_encoding(lambda: blocks_of(content))
    text = b"".join(as_utf8(lambda: blocks_of(content), encoding)).decode()
    delimiter = max(",;\t|", key=lambda sign: _evenness(text, sign))

    def rows() -> Iterator[Numbered]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        line = 1
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1

    dialect = {
        "separador": delimiter,
        "comillas": '"',
        "escape": None,
        "fin_de_linea": None,
        "comentario": None,
    }
    return Opened(
        "csv", (), (Grid("", True, rows),), encoding.name, encoding.bom > 0, dialect, encoding.findings
    )


def _evenness(text: str, delimiter: str) -> tuple[int, int]:
    rows = list(csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=delimiter))
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(widths.values(), default=0), max(widths, default=0)
