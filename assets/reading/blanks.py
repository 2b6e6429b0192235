"""What counts as nothing: characters that no reader of a cell sees, and rows of nothing else.

Belongs here: that one answer, for the reading and for the judgement of rows. Does not belong here: what an empty cell
means for a field (assets/core).
"""

from collections.abc import Iterable

BLANKS = " \t\r\n\f\v\u00a0\u2007\u202f\u200b\ufeff"


def is_blank(cells: Iterable[str]) -> bool:
    """Whether cells hold no text at all."""
    return not any(cell.strip(BLANKS) for cell in cells)
