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
    width = max(len(line.cells) for line in band)
    levels = [_level(band, index, width, merges) for index in range(len(band))]
    names = {}
    for column in range(width):
        parts = [level[column] for level in levels if level.get(column)]
        distinct = [part for place, part in enumerate(parts) if place == 0 or part != parts[place - 1]]
        if distinct:
            names[column] = JOIN.join(distinct)
    return names


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
    if index + 1 == len(band):
        return texts
    spread = dict(texts)
    group = ""
    for column in range(width):
        is_named_below = any(below.kind(column) != BLANK for below in band[index + 1 :])
        if column in texts:
            # Without a name under it, a text is the name of its own column, and no group.
            group = texts[column] if is_named_below else ""
        elif group and is_named_below and not _is_upper_blank(band[:index], column, group_line=texts):
            spread[column] = group
        elif not is_named_below:
            group = ""
    return spread


def _is_upper_blank(above: Sequence[Line], column: int, *, group_line: dict[int, str]) -> bool:
    """Whether a line further up already begins a group of its own at this column."""
    return any(line.kind(column) != BLANK for line in above) and column not in group_line
