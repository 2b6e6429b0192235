"""Sheets of a workbook that speak of the workbook: cover, index, instructions.

Belongs here: telling them from tables of data. Does not belong here: sheets without any table (layout.py).
"""

from collections.abc import Sequence
from itertools import islice

from assets.reading.columns import TEXT, kind_of
from assets.reading.csv_text import BLANKS
from assets.reading.grid import Grid
from assets.reading.layout import Table
from assets.reading.layout_words import INDEX, words
from snis.names import normal_form

_ROWS = 60


def is_index(grid: Grid, tables: Sequence[Table], names: Sequence[str]) -> bool:
    """Whether a sheet only lists the others, or bears the name of such a sheet and holds nothing but text."""
    rows = [cells for table in tables for _, cells in islice(table.rows(), _ROWS)]
    texts = [cell.strip(BLANKS) for cells in rows for cell in cells if cell.strip(BLANKS)]
    others = {normal_form(name) for name in names if name != grid.name}
    listed = sum(
        1 for cells in rows if any(normal_form(cell) in others for cell in cells if cell.strip(BLANKS))
    )
    if rows and listed * 2 > len(rows):
        return True
    is_text = all(kind_of(text) == TEXT for cells in rows for text in cells[1:] if text.strip(BLANKS))
    return bool(set(normal_form(grid.name).split()) & words(INDEX)) and is_text and bool(texts)
