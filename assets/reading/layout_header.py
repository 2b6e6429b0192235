"""Where a table's header is, without a contract: which lines, how many, and the name of each column.

Belongs here: weighing lines against what stands below them. Does not belong here: the lines below (layout_body.py), or
a header that a contract knows (contract_header.py).

A header is recognised by contrast: it names columns in which the lines below have numbers, dates or codes. Where there
is only text there is no contrast, and it must use words that headers use; otherwise there is no header, and no guess.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assets.reading.columns import (
    BLANK,
    TEXT,
    Line,
    is_known_word,
    is_label,
    is_spaced,
    is_year,
    profile,
)
from assets.reading.grid import Merge
from assets.reading.header_names import column_names
from assets.reading.layout_evidence import is_short_code, used_columns, weigh
from assets.reading.layout_titles import (
    GROUP_WORDS,
    is_entry,
    is_pair,
    is_title_like,
    may_be_metadata,
    stands_above,
    widens,
)
from assets.reading.refusals import AMBIGUOUS, refusal
from assets.reading.totals import (
    is_bracketed,
    is_carried,
    is_note,
    is_numbering,
    is_sentence,
    is_units,
    total_label,
)
from snis.names import normal_form

SEARCH_LINES = 60
MAX_HEADER_LINES = 3
_SAMPLE = 200
_TITLE_LINES = 4
_DOUBTFUL_GROUP = (
    "El texto encima del encabezado puede ser un título o el nombre de un grupo de columnas. Combine las celdas del "
    "grupo, o deje una fila en blanco debajo del título."
)


@dataclass(frozen=True)
class Header:
    """A header among some lines.

    Attributes:
        start: index of its first line.
        body: index of the first line below it and below its units.
        rows: physical rows of the header.
        units: physical rows of units or numbering under it.
        names: text of each named column.
        is_strong: its columns stand out from the lines below by their kind.
    """

    start: int
    body: int
    rows: tuple[int, ...]
    units: tuple[int, ...]
    names: dict[int, str]
    is_strong: bool


def find_header(
    lines: Sequence[Line], merges: Sequence[Merge] = (), *, search: int = SEARCH_LINES
) -> Header | None:
    """The first header among the first lines, or None."""
    found: list[tuple[int, int, bool]] = []
    for index in range(min(search, len(lines))):
        for size in range(1, MAX_HEADER_LINES + 1):
            # A band whose lower lines are a header by themselves is found from there, and completed upwards.
            if size > 1 and _strength(lines, index + 1, size - 1) is not None:
                break
            strength = _strength(lines, index, size)
            if strength is not None:
                found.append((index, size, strength))
                break
        if not found or found[-1][0] != index or _is_surpassed(lines, index, found[-1][1]):
            continue
        if found[-1][2] or not may_be_metadata(lines, index):
            break
    if not found:
        return None
    # Pairs of words above a table with evidence are what it is about (month, sender), and no table.
    index, size, strength = found[-1] if found[-1][2] else found[0]
    return _complete(lines, index, size, strength, merges)


def body_sample(lines: Sequence[Line], start: int, header: Sequence[Line] = ()) -> list[Line]:
    """Lines below a header that are most probably data: full ones, up to a gap when there are enough before it."""
    block: list[Line] = []
    repeated = {_norm(line) for line in header}
    for line in lines[start : start + _SAMPLE]:
        if line.gap and (len(block) >= 2 or (len(block) and len(line.filled) < 2)):
            break
        if _norm(line) not in repeated:
            block.append(line)
    full = [
        line
        for line in block
        if len(line.filled) > 1 and not (total_label(line) or is_carried(line)) and not _is_remark(line)
    ]
    widest = max((len(line.filled) for line in full), default=0)
    dense = [line for line in full if len(line.filled) * 2 > widest]
    return dense or full or block


def _is_remark(line: Line) -> bool:
    return len(line.filled) <= 2 and is_note(line)


def _norm(line: Line) -> tuple[str, ...]:
    return tuple(normal_form(line.text(column)) for column in line.filled)


def _is_surpassed(lines: Sequence[Line], index: int, size: int) -> bool:
    """Whether a line soon below is a header beyond doubt that names more columns: then this one is a title.

    A title breaks into cells where it has commas, or stands alone above a list of one column.
    """
    band = lines[index : index + size]
    if size > 1:
        return False
    width = len(band[0].filled)
    for at in range(index + 1, min(index + 1 + _TITLE_LINES, len(lines) - 1)):
        line = lines[at]
        if line.kinds.strip(BLANK + TEXT):
            return False
        is_wider = len(line.filled) > width or (is_spaced(band[0]) and len(line.filled) == width)
        is_below_title = width == len(line.filled) == 1 and at == index + 1 and stands_above(band[0], line)
        if (is_wider or is_below_title) and _strength(lines, at, 1):
            return True
    return False


def _strength(lines: Sequence[Line], index: int, size: int) -> bool | None:
    """True: a header beyond doubt; False: one by its words; None: none."""
    band = lines[index : index + size]
    if len(band) < size or any(line.gap for line in band[1:]):
        return None
    if size > 1 and any(len(line.filled) < 2 for line in band):
        return None
    if is_pair(band[0]):
        return None
    sample = body_sample(lines, index + size, band)
    if not sample:
        return _alone(band)
    if len(band[0].filled) == 1 and widens(lines[index:]):
        return None
    return weigh(band, profile(sample), sample)


def _alone(band: Sequence[Line]) -> bool | None:
    """A header without any line below it."""
    texts = [line.text(column) for line in band for column in line.filled]
    is_header = len(band) == 1 and len(texts) > 1 and all(is_known_word(t) and is_label(t) for t in texts)
    return False if is_header else None


def _complete(
    lines: Sequence[Line], index: int, size: int, strength: bool, merges: Sequence[Merge]
) -> Header:
    """Take in the lines of the header above and below the one that was recognised, and its units."""
    end = index + size
    while end - index < MAX_HEADER_LINES and _goes_on(lines, index, end, merges):
        end += 1
    units: list[int] = []
    while end < len(lines) and len(units) < 2 and _is_under_header(lines, index, end):
        units.append(lines[end].number)
        end += 1
    start = index
    if _is_doubtful_group(lines, index, merges):
        raise refusal(AMBIGUOUS, _DOUBTFUL_GROUP, place=f"fila {lines[index - 1].number}")
    last = end - len(units)
    while last - start < MAX_HEADER_LINES and start and not lines[start].gap:
        if not _is_group_line(lines[start - 1], lines[start:last], merges):
            break
        if not any(merge.top == lines[start - 1].number for merge in merges) and is_entry(lines, start - 1):
            break
        start -= 1
    band = lines[start:last]
    return Header(
        start, end, tuple(line.number for line in band), tuple(units), column_names(band, merges), strength
    )


def _is_doubtful_group(lines: Sequence[Line], index: int, merges: Sequence[Merge]) -> bool:
    """Whether the one text above a header may be a title in the middle as well as a group of some columns."""
    leaf, line = lines[index], lines[index - 1] if index else lines[index]
    if not index or leaf.gap or len(line.filled) != 1 or len(leaf.filled) < 3:
        return False
    column = line.filled[0]
    text = line.text(column)
    if any(merge.top <= line.number <= merge.bottom and merge.left == column for merge in merges):
        return False
    has_titles = any(len(above.filled) == 1 for above in lines[max(0, index - 3) : index - 1])
    is_title = is_title_like(text) or is_sentence(text) or len(text.split()) > GROUP_WORDS or is_note(line)
    return leaf.filled[0] < column < leaf.filled[-1] and not is_title and not has_titles


def _goes_on(lines: Sequence[Line], index: int, end: int, merges: Sequence[Merge]) -> bool:
    """Whether the line below a header is its next line."""
    if end >= len(lines) or lines[end].gap or end + 1 > len(lines):
        return False
    line, band = lines[end], lines[index:end]
    if any(merge.top <= band[-1].number < merge.bottom and merge.bottom >= line.number for merge in merges):
        return True
    if is_units(line) or (len(line.filled) < 2 and len(band[-1].filled) > 2):
        return False
    sample = body_sample(lines, end + 1, [*band, line])
    columns = profile(sample)
    if not all(
        is_label(text) or is_short_code(text) or is_year(text) for text in map(line.text, line.filled)
    ):
        return False
    if _complements(line, band[-1]):
        return True
    if not sample or not line.filled:
        return False
    typed = [column for column in line.filled if column in columns and columns[column].is_typed]
    contrasting = [column for column in typed if line.kind(column) == TEXT]
    all_typed = [column for column, found in columns.items() if found.is_typed]
    return (
        len(contrasting) >= 2
        and len(contrasting) * 4 >= len(all_typed) * 3
        and len({normal_form(line.text(column)) for column in contrasting}) > 1
    )


def _complements(line: Line, above: Line) -> bool:
    """Whether a line names what the line above leaves open under a group, and leaves open what that one names."""
    open_above = [c for c in line.filled if above.kind(c) == BLANK and any(f < c for f in above.filled)]
    left_open = [c for c in above.filled if line.kind(c) == BLANK]
    return len(open_above) > 0 and len(left_open) > 0 and len(line.filled) >= 2


def _is_under_header(lines: Sequence[Line], index: int, end: int) -> bool:
    """Whether a line directly under the header gives units, types or numbers of columns."""
    line = lines[end]
    if line.gap or end + 1 >= len(lines):
        return False
    sample = body_sample(lines, end + 1)
    columns = profile(sample)
    used = sorted(set(used_columns(columns)) | set(line.filled))
    if is_numbering(line, used):
        return is_bracketed(line) or any(columns[c].kind != "n" for c in used if c in columns)
    typed = [column for column in line.filled if column in columns and columns[column].is_typed]
    return bool(typed) and is_units(line)


def _is_group_line(line: Line, band: Sequence[Line], merges: Sequence[Merge]) -> bool:
    """Whether the line above a header names groups of its columns, rather than the table."""
    leaf = band[0]
    wide = [m for m in merges if m.top == line.number and m.right > m.left]
    texts = [line.text(column) for column in line.filled]
    if any(merge.top == line.number and merge.bottom >= leaf.number for merge in merges):
        return True
    if not texts or not all(is_label(text) or is_year(text) for text in texts) or is_pair(line):
        return False
    if any(is_sentence(text) for text in texts) or any(text.endswith(":") for text in texts):
        return False
    # A row of a table has as many cells as its header, blank ones too; a title cut by its commas has not.
    is_cut = len(line.cells) < len(leaf.cells) and line.filled == tuple(range(len(line.cells)))
    if not wide and (is_cut or (is_spaced(line) and not is_spaced(leaf))):
        return False
    if not set(line.filled) <= set(leaf.filled):
        is_name = len(texts) > 1 or (is_known_word(texts[0]) and not is_title_like(texts[0]))
        return is_name and _complements(leaf, line)
    first, last = leaf.filled[0], leaf.filled[-1]
    if len(texts) == 1:
        partial = [m for m in wide if m.left > first]
        return bool(partial)
    if wide:
        return any(merge.right - merge.left + 1 < last - first + 1 for merge in wide)
    repeats = len({normal_form(leaf.text(c)) for c in leaf.filled}) < len(leaf.filled)
    return repeats or line.filled[0] > first or not any(map(is_title_like, texts))
