"""Sheets of a workbook that speak of the workbook: cover, index, instructions.

Belongs here: telling them from tables of data. Does not belong here: sheets without any table (layout.py).
"""

from collections.abc import Sequence
from itertools import islice

from assets.reading.blanks import BLANKS
from assets.reading.columns import TEXT, kind_of
from assets.reading.grid import Grid
from assets.reading.layout_words import INDEX, words
from snis.names import normal_form

_ROWS = 60
_COLUMNS = 3


def is_index(grid: Grid, names: Sequence[str]) -> bool:
    """Whether a sheet only lists the others, or bears the name of such a sheet and holds nothing but text.

    Args:
        grid: the sheet.
        names: of all sheets of the book.
    """
    rows = [
        [cell.strip(BLANKS) for cell in cells if cell.strip(BLANKS)]
        for _, cells in islice(grid.rows(), _ROWS)
    ]
    rows = [texts for texts in rows if texts]
    others = {normal_form(name) for name in names if name != grid.name}
    listed = sum(1 for texts in rows if any(normal_form(text) in others for text in texts))
    if listed > 1 and listed * 2 >= len(rows):
        return True
    is_narrow = all(len(texts) <= _COLUMNS for texts in rows)
    is_text = is_narrow and all(kind_of(texts[-1]) == TEXT for texts in rows)
    return bool(set(normal_form(grid.name).split()) & words(INDEX)) and is_text and len(rows) > 0
