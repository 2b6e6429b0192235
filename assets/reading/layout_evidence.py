"""The evidence that some lines are a header: how their cells contrast with the columns below, or the words they use.

Belongs here: weighing. Does not belong here: looking for the lines (layout_header.py).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from assets.reading.columns import TEXT, Column, Line, is_known_word, is_label, is_sequence, is_year
from assets.reading.totals import is_sentence
from snis.names import normal_form

# Fewer texts show no habit of writing; more different texts are no answers to choose from.
_FEW_TEXTS = 4
_FEW_ANSWERS = 5
_RANGE = re.compile(r"\d{1,3}\s*(?:-|–|a|A)\s*\d{1,3}|\d{1,3}\s*\+|[<>]=?\s*\d{1,3}")


def weigh(band: Sequence[Line], columns: dict[int, Column], sample: Sequence[Line]) -> bool | None:
    """Whether lines are a header, by what the lines below say of their columns.

    True: beyond doubt; False: by its words alone; None: no.
    """
    used = used_columns(columns)
    names = {column: line.text(column) for line in band for column in line.filled}
    if not _covers(names, used, band, columns):
        return None
    named = {column: names[column] for column in used if column in names}
    others = [column for column, text in named.items() if not is_label(text) and not is_short_code(text)]
    if others and not _is_series(others, named, columns, len(band)):
        return None
    if len(band) > 1 and any(set(used) <= set(line.filled) for line in band):
        return None
    if len({line.filled for line in band}) == 1 and _is_data_like(named, columns):
        return None
    typed = [
        column for column in named if column not in others and _contrasts(named[column], columns[column])
    ]
    if typed or others:
        return True
    return False if _speaks_like_a_header(named, columns, sample) else None


def _covers(
    names: dict[int, str], used: Sequence[int], band: Sequence[Line], columns: dict[int, Column]
) -> bool:
    """Whether a line names the columns that the lines below it use; a few may go without a name."""
    missing = [column for column in used if column not in names]
    named = len(used) - len(missing)
    if not missing:
        return True
    if len(used) == 2 and missing == [used[0]]:
        return len(band) == 1 and columns[used[1]].is_typed and len(names) == 1 and not band[0].gap
    return named >= 2 and len(missing) <= max(1, len(used) // 3)


def is_short_code(text: str) -> bool:
    """Q1, T2: the quarters of a year, which could also be amounts; 0-4, 60+: ages."""
    return re.fullmatch(r"[A-Za-z][1-9]", text) is not None or _RANGE.fullmatch(text) is not None


def _is_series(others: Sequence[int], named: dict[int, str], columns: dict[int, Column], size: int) -> bool:
    """Whether cells of a would-be header that are numbers or dates are those of a crosstab: years, days, ordinals."""
    texts = [named[column] for column in others]
    below = {normal_form(text) for text in texts}
    if any(below & columns[column].values for column in others) and all(map(is_year, texts)):
        return False
    if any(is_year(value) for column in others for value in columns[column].values) and all(
        map(is_year, texts)
    ):
        return False
    if len(texts) == 1:
        return is_year(texts[0]) and len(named) > 1
    if size > 1 and all(map(is_year, texts)):
        return True
    return is_sequence(texts) and (len(named) > len(others) or min(others) > min(columns))


def _is_data_like(named: dict[int, str], columns: dict[int, Column]) -> bool:
    """Whether texts of a would-be header occur below in their own columns, as no header does."""
    again = [column for column, text in named.items() if normal_form(text) in columns[column].values]
    return len(again) * 3 > len(named) or (bool(again) and all(columns[c].is_category for c in again))


def _contrasts(text: str, column: Column) -> bool:
    """Whether a text stands out from its column by its kind."""
    return column.is_typed or (column.has_digits and not any(sign.isdigit() for sign in text))


def _speaks_like_a_header(named: dict[int, str], columns: dict[int, Column], sample: Sequence[Line]) -> bool:
    """Evidence where everything is text: words of headers, letters as names, capitals over small letters."""
    texts = [named[column] for column in sorted(named)]
    if any(is_sentence(text) for text in texts) or len({normal_form(text) for text in texts}) == 1 < len(
        texts
    ):
        return False
    known = sum(map(is_known_word, texts))
    if known * 2 >= len(texts) + (len(texts) == 2):
        return len(texts) > 1 or _is_list(texts[0], sample)
    if len(texts) > 1 and [text.upper() for text in texts] == [chr(65 + n) for n in range(len(texts))]:
        return True
    below = [line.text(column) for line in sample for column in named if line.kind(column) == TEXT]
    small = sum(1 for text in below if not text.isupper())
    if len(texts) > 1 and all(text.isupper() for text in texts) and small >= 0.9 * len(below):
        return True
    # Names of columns in small letters over texts that all begin with a capital, or over a few answers that all share.
    is_small = len(texts) > 1 and all(text.islower() for text in texts) and len(below) >= _FEW_TEXTS
    if is_small and sum(1 for text in below if text[0].isupper()) >= 0.9 * len(below):
        return True
    if _answers_below(named, sample):
        return True
    return known > 0 and any(columns[column].is_category for column in named)


def _answers_below(named: dict[int, str], sample: Sequence[Line]) -> bool:
    """Whether several columns hold nothing but a few answers that they share, and none of their names is one."""
    cells = {column: [normal_form(line.text(column)) for line in sample] for column in named}
    stands_in = Counter(text for texts in cells.values() for text in {*texts} if text)
    shared = [
        column
        for column, texts in cells.items()
        if any(texts) and all(stands_in[text] > 1 for text in texts if text)
    ]
    names = {normal_form(named[column]) for column in shared}
    answers = {text for column in shared for text in cells[column] if text}
    given = sum(1 for column in shared for text in cells[column] if text)
    is_few = len(answers) * 2 <= given and len(answers) <= _FEW_ANSWERS
    return len(shared) > 1 and is_few and len(names) == len(shared) and not names & stands_in.keys()


def _is_list(text: str, sample: Sequence[Line]) -> bool:
    """Whether a single column of texts is a list with a name, rather than prose."""
    prose = sum(1 for line in sample if is_sentence(line.text(line.filled[0])))
    return (
        len(text.split()) <= 4 and not prose and len(sample) > 1 and not any(line.gap for line in sample[1:])
    )


def is_written_like(texts: Iterable[str], names: Iterable[str], rows: Sequence[Line]) -> bool:
    """Whether texts are all in capitals, or all in small letters, as the names of a header and unlike its rows."""
    cells = [line.text(column) for line in rows for column in line.filled if line.kind(column) == TEXT]
    own, known = list(texts), list(names)
    return any(
        all(map(habit, own)) and all(map(habit, known)) and sum(map(habit, cells)) * 10 <= len(cells)
        for habit in (str.isupper, str.islower)
    )


def used_columns(columns: dict[int, Column]) -> list[int]:
    """Columns that rows really use; one that hardly any row fills says nothing of a header."""
    used = [column for column, found in columns.items() if found.share >= 0.3]
    return used or list(columns)
