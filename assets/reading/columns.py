"""What kind of text stands in a cell and, by that, in a column.

Belongs here: kinds of cells, lines of a grid, the profile of columns, words that headers use. Does not belong here:
which line is the header (layout_header.py) or what is no data (totals.py, layout_body.py).
"""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from assets.reading.blanks import BLANKS
from assets.reading.layout_words import HEADER, MONTH, NAMING, words
from snis.names import normal_form

BLANK, NUMBER, DATE, HOLE, TEXT = " ", "n", "d", "h", "t"
# From this share of its cells on, a kind is the kind of the column.
_MOST = 0.6
_ALWAYS = 0.9
_NUMBER = re.compile(
    r"[-+(]?\s*(?:Q\.?|GTQ|US\$|\$|€)?\s*[-+]?(?:\d[\d.,'\s]*|[.,]\d+)(?:[eE][-+]?\d+)?\s*(?:%|Q)?\s*\)?",
    re.IGNORECASE,
)
_DIGITS_APART = re.compile(r"\d[\d\s.-]*\d|\d")
_MONTHS = "ene|feb|mar|abr|may|jun|jul|ago|sep|set|oct|nov|dic|jan|apr|aug|dec"
_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[ T]\d{1,2}:\d{2}.*)?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?:\s+\d{1,2}:\d{2}.*)?"
    rf"|\d{{1,2}}[-/ .](?:de )?(?:{_MONTHS})[a-z]*\.?[-/ .,]+(?:de )?\d{{2,4}}"
    r"|\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?\s*m\.?)?",
    re.IGNORECASE,
)
_HOLES = frozenset(
    {
        "ND",
        "N D",
        "NA",
        "N A",
        "SD",
        "S D",
        "NULL",
        "NONE",
        "NAN",
        "SIN DATO",
        "SIN DATOS",
        "NO DISPONIBLE",
        "NO APLICA",
    }
)
_YEAR_MONTH = re.compile(r"((?:19|20)\d{2})[-/]?(0[1-9]|1[0-2])")
_DAY_FIRST = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_INTEGER = re.compile(r"\d{1,3}")
_DIGIT = re.compile(r"\d")
# As pivot tables name what they count, whatever that is.
_COUNTS = re.compile(
    r"(?:SUMA|RECUENTO|PROMEDIO|CANTIDAD|SUM|COUNT|AVERAGE) (?:DE|OF) |CUENTA DE (?:CUI|DPI|NIT|FOLIO|ID|CODIGO)"
)
_CODED = re.compile(r"[A-Za-z]+(?:_[A-Za-z0-9]+)+|[A-Za-z]{1,8}\d{1,3}")


@dataclass(frozen=True)
class Line:
    """A row with text, seen from the layout.

    Attributes:
        number: its physical row or line.
        cells: its cells as sent.
        gap: blank rows directly above it.
    """

    number: int
    cells: Sequence[str]
    gap: int = 0

    @cached_property
    def kinds(self) -> str:
        """The kind of every cell, one letter each."""
        return "".join(map(kind_of, self.cells))

    @cached_property
    def filled(self) -> tuple[int, ...]:
        """Columns with text."""
        return tuple(column for column, kind in enumerate(self.kinds) if kind != BLANK)

    def text(self, column: int) -> str:
        """A cell without the blanks around it; empty beyond the end of the line."""
        return self.cells[column].strip(BLANKS) if column < len(self.cells) else ""

    def kind(self, column: int) -> str:
        """The kind of a cell; blank beyond the end of the line."""
        return self.kinds[column] if column < len(self.kinds) else BLANK


def is_spaced(line: Line) -> bool:
    """Whether every cell but the first begins with a blank, as where commas of a sentence cut it."""
    return len(line.cells) > 1 and all(cell[:1] == " " and cell.strip(BLANKS) for cell in line.cells[1:])


@lru_cache(maxsize=100_000)
def kind_of(cell: str) -> str:
    """Blank, a number, a date or hour, a sign for "nothing known", or text."""
    text = cell.strip(BLANKS)
    if not text:
        return BLANK
    if _NUMBER.fullmatch(text) or _DIGITS_APART.fullmatch(text):
        return DATE if _DATE.fullmatch(text) else NUMBER
    if _DATE.fullmatch(text):
        return DATE
    bare = normal_form(text)
    if bare in _HOLES or (text.startswith("#") and text.endswith(("!", "?", "/A"))) or not bare:
        return HOLE
    return TEXT


@dataclass(frozen=True)
class Column:
    """What some rows say of a column.

    Attributes:
        share: part of the rows in which it has text.
        kind: NUMBER, DATE or TEXT when most of its cells are; BLANK when it has none; HOLE when none prevails.
        has_digits: nearly every cell has a digit.
        values: its different texts, in the normal form.
        is_category: few texts, often repeated.
    """

    share: float
    kind: str
    has_digits: bool
    values: frozenset[str]
    is_category: bool

    @property
    def is_typed(self) -> bool:
        """Whether its cells can be told from a header by their kind."""
        return self.kind in (NUMBER, DATE)

    @property
    def is_usual(self) -> bool:
        """Whether it is filled in nearly every row."""
        return self.share >= _ALWAYS


def profile(lines: Sequence[Line]) -> dict[int, Column]:
    """The columns that some rows fill."""
    width = max((len(line.cells) for line in lines), default=0)
    found = {}
    for column in range(width):
        texts = [line.text(column) for line in lines if line.kind(column) != BLANK]
        if texts:
            found[column] = _column(texts, len(lines))
    return found


def _column(texts: list[str], rows: int) -> Column:
    kinds = [kind for kind in map(kind_of, texts) if kind != HOLE]
    kind = next(
        (kind for kind in (NUMBER, DATE, TEXT) if kinds and kinds.count(kind) >= _MOST * len(kinds)), HOLE
    )
    values = frozenset(map(normal_form, texts))
    digits = sum(1 for text in texts if _DIGIT.search(text))
    is_category = len(texts) >= 6 and len(values) * 3 <= len(texts)
    return Column(len(texts) / rows, kind, digits >= _ALWAYS * len(texts), values, is_category)


def is_label(text: str) -> bool:
    """Whether a text can head a column at all: no number, no date, no sentence."""
    bare = text.strip(BLANKS)
    if kind_of(bare) == HOLE:
        return bare.upper() in ("#", "NO.", "N°", "Nº", "NA", "%") or normal_form(bare) in (
            "NO APLICA",
            "SIN DATO",
        )
    return kind_of(bare) == TEXT and len(bare) <= 250


def is_known_word(text: str) -> bool:
    """Whether a text uses a word that headers use, or is written as a name of a column in a program."""
    parts = normal_form(text).split()
    if text.strip(BLANKS) == "#" or (len(parts) <= 6 and any(word in words(HEADER) for word in parts)):
        return True
    return _CODED.fullmatch(text.strip(BLANKS)) is not None or " ".join(parts) in words(MONTH)


def names_things(header: str) -> bool:
    """Whether the numbers under a header name something (a code, a year) and count nothing."""
    bare = normal_form(header)
    return _COUNTS.match(bare) is None and any(word in words(NAMING) for word in bare.split())


def is_sequence(texts: Iterable[str]) -> bool:
    """Whether cells are years, days or whole numbers that go up by one step, as in the header of a crosstab."""
    items = [text.strip(BLANKS) for text in texts]
    if len(items) < 2:
        return False
    if all(_YEAR.fullmatch(item) for item in items):
        return is_rising([int(item) for item in items])
    if all(_INTEGER.fullmatch(item) for item in items):
        numbers = [int(item) for item in items]
        return len(items) >= 3 and all(after - before == 1 for before, after in itertools.pairwise(numbers))
    if all(kind_of(item) == DATE and re.match(r"\d{4}-", item) for item in items):
        return all(before < after for before, after in itertools.pairwise(items))
    months = [_YEAR_MONTH.fullmatch(item) for item in items]
    if all(months):
        steps = [int(month[1]) * 12 + int(month[2]) for month in months if month]
        return is_rising(steps) and (not items[0].isdigit() or abs(steps[-1] - steps[0]) == len(steps) - 1)
    days = [_DAY_FIRST.fullmatch(item) for item in items]
    written = [(int(day[3]), int(day[2]), int(day[1])) for day in days if day]
    return len(written) == len(items) and all(before < after for before, after in itertools.pairwise(written))


def has_digit(text: str) -> bool:
    """Whether a text has a digit anywhere."""
    return _DIGIT.search(text) is not None


def is_year(text: str) -> bool:
    """Whether a cell can be a year."""
    return _YEAR.fullmatch(text.strip(BLANKS)) is not None


def is_rising(numbers: Sequence[int]) -> bool:
    """Whether numbers only go up or only go down."""
    pairs = list(itertools.pairwise(numbers))
    return all(before < after for before, after in pairs) or all(before > after for before, after in pairs)
