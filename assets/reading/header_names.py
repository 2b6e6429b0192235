"""The name of each column under a header of one, two or three lines.

Belongs here: joining a group with what stands under it. Does not belong here: which lines are the header.
"""

from collections.abc import Sequence

from assets.reading.columns import BLANK, Line
from assets.reading.grid import Merge

JOIN = " / "


def column_names(band: Sequence[Line], merges: Sequence[Merge]) -> dict[int, str]:
    """The text of each named column: "Grupo / Columna" where a group spans it, the text as sent otherwise."""
    if len(band) == 1:
        return {column: band[0].cells[column] for column in band[0].filled}
    return {column: JOIN.join(parts) for column, parts in column_parts(band, merges).items()}


def column_parts(band: Sequence[Line], merges: Sequence[Merge]) -> dict[int, list[str]]:
    """The texts of each named column from its widest group down to its own; one that spans lines counts once."""
    width = max(len(line.cells) for line in band)
    levels = [_level(band, index, width, merges) for index in range(len(band))]
    found = {}
    for column in range(width):
        parts = [level[column] for level in levels if level.get(column)]
        distinct = [part for place, part in enumerate(parts) if place == 0 or part != parts[place - 1]]
        if distinct:
            found[column] = distinct
    return found


def _level(band: Sequence[Line], index: int, width: int, merges: Sequence[Merge]) -> dict[int, str]:
    """The texts of one line, each over all columns that it spans."""
    line = band[index]
    texts = {column: line.text(column) for column in line.filled}
    wide = [
        merge for merge in merges if merge.top <= line.number <= merge.bottom and merge.right > merge.left
    ]
    if wide:
        for merge in wide:
            if merge.left in texts and merge.top == line.number:
                texts |= dict.fromkeys(range(merge.left, merge.right + 1), texts[merge.left])
        return texts
    return texts if index + 1 == len(band) else _spread(texts, band, index, width)


def _spread(texts: dict[int, str], band: Sequence[Line], index: int, width: int) -> dict[int, str]:
    """Without merged cells a group goes on over the blank cells after it that have a name below."""
    spread = dict(texts)
    group = ""
    for column in range(width):
        is_named_below = any(below.kind(column) != BLANK for below in band[index + 1 :])
        begins_above = any(above.kind(column) != BLANK for above in band[:index])
        if column in texts:
            # Without a name under it, a text is the name of its own column, and no group.
            group = texts[column] if is_named_below else ""
        elif not is_named_below or begins_above:
            group = ""
        elif group:
            spread[column] = group
    return spread
