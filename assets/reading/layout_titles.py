"""What stands above a header without being one: titles, and pairs of a label and its value.

Belongs here: what such a line looks like. Does not belong here: which line is the header (layout_header.py).
"""

from collections.abc import Sequence

from assets.reading.columns import Line, is_known_word
from assets.reading.layout_words import TITLE, words
from snis.names import normal_form

# A line of one text is a title where at least a tenth of so many lines is wider.
_SAMPLE = 200
_KEY_VALUE_LINES = 8
GROUP_WORDS = 4
# Over a header of more columns, two texts on end name no groups of them.
_MOST_IN_A_GROUPED_PAIR = 3


def may_be_metadata(lines: Sequence[Line], index: int) -> bool:
    """Whether a weak header begins a small block of pairs that a gap ends."""
    if len(lines[index].filled) == 1:
        return True
    for offset, line in enumerate(lines[index : index + _KEY_VALUE_LINES]):
        if offset and line.gap:
            return True
        if len(line.filled) > 2:
            return False
    return False


def is_pair(line: Line) -> bool:
    """A label with a colon and its value, as in the block above many tables."""
    texts = [line.text(column) for column in line.filled]
    return len(texts) <= 4 and texts[0].endswith(":") and not all(text.endswith(":") for text in texts)


def is_entry(lines: Sequence[Line], index: int) -> bool:
    """Whether a line right above a header is a pair without a colon: a known word and no other, or one of several."""
    line, header = lines[index], lines[index + 1]
    first = header.filled[0]
    if line.filled != (first, first + 1) or len(header.filled) <= _MOST_IN_A_GROUPED_PAIR:
        return False
    texts = [line.text(column) for column in line.filled]
    is_one_of_several = index > 0 and lines[index - 1].filled == line.filled
    return is_known_word(texts[0]) and (is_one_of_several or not is_known_word(texts[1]))


def widens(lines: Sequence[Line]) -> bool:
    """Whether wider lines follow: then a single text is a title, and no list of one column."""
    ahead = lines[:_SAMPLE]
    return sum(1 for line in ahead if len(line.filled) > 1) * 10 > len(ahead)


def stands_above(title: Line, below: Line) -> bool:
    """Whether one text above another is a title by its words or the gap, and the other the name of a column."""
    text = title.text(title.filled[0])
    name = below.text(below.filled[0])
    return is_known_word(name) and (below.gap > 0 or is_title_like(text) or len(text.split()) > GROUP_WORDS)


def is_title_like(text: str) -> bool:
    """Whether a text uses a word that titles use."""
    return bool(set(normal_form(text).split()) & words(TITLE))
