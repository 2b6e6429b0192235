"""Whether the quotes of a block of text are all in order, without reading it row by row.

Belongs here: the check. Does not belong here: splitting (csv_blocks.py, csv_rows.py).

Where every quote opens a cell right after a delimiter or a line end, or closes it right before one, or is doubled
inside, any reader splits the text the same way. Everything else is left to the reader that goes row by row.
"""

from enum import Enum

import numpy as np

_QUOTE, _LF, _CR = 0x22, 0x0A, 0x0D


class Quotes(Enum):
    """What the quotes of a block are like."""

    IN_LINES = "in order, and no line end is between them"
    IN_ORDER = "in order"
    OPEN = "the last one opens a cell that the block does not close"
    ODD = "somewhere a quote is a letter, or out of place"


def check_quotes(block: bytes, delimiter: str) -> Quotes:
    """What the quotes of a block are like that begins with a row."""
    octets = np.frombuffer(b"\n" + block + b"\n", np.uint8)
    quotes = np.flatnonzero(octets == _QUOTE)
    borders = np.zeros(256, np.bool_)
    borders[[ord(delimiter), _LF, _CR, _QUOTE]] = True
    opening, closing = quotes[0::2], quotes[1::2]
    if not (borders[octets[opening - 1]].all() and borders[octets[closing + 1]].all()):
        return Quotes.ODD
    if len(quotes) % 2:
        return Quotes.OPEN
    ends = np.flatnonzero((octets == _LF) | (octets == _CR))
    inside = np.searchsorted(quotes, ends) % 2
    return Quotes.IN_ORDER if inside.any() else Quotes.IN_LINES
