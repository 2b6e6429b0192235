"""How the texts of a column are written, found out from all of them: formats that all but a few keep.

Belongs here: which date, number and place formats fit, and whether they agree on what the texts say. Does not belong
here: which field a column is (header_words.py), or the draft (drafting.py).

No text leaves this module but the few that a coded column repeats: see `listable`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from snis.contracts.formats import (
    DATE_FORMATS,
    MONTH_WORDS,
    NUMBER_FORMATS,
    DatePattern,
    date_patterns,
    number_pattern,
)
from snis.names import normal_form

# Enough texts to tell one format from another; a longer column is judged by its first ones.
MOST_TEXTS = 20_000
MOST_CODES = 40
_LONGEST_CODE = 40
_FEWEST_OF_A_CODE = 2
# A file has a few mistakes; a format that reads nearly as many texts as another leaves a doubt.
_NEARLY_ALL, _NEARLY_AS_MANY = 0.95, 0.9
# One or two characters name nobody.
_INITIALS = 2
_MONTHS = dict(MONTH_WORDS)
# Every date format reads an ISO day too; when all are, that is what it is.
_BY_PREFERENCE = ("aaaa-mm-dd", *(name for name in DATE_FORMATS if name != "aaaa-mm-dd"))
_EPOCHS = {"n": date(1899, 12, 30), "n4": date(1904, 1, 1)}
_FIRST, _LAST = date(1900, 1, 1), date(2100, 12, 31)
_LOOKS_PERSONAL = re.compile(r"[0-9]{5}|@|[0-9]{1,2}[/-][0-9]{1,2}[/-][0-9]{2}")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Fitting:
    """Formats that the texts of a column keep, all but a few mistakes.

    Attributes:
        formats: the one that most cells keep, and those that nearly as many keep and that read them otherwise; none
            when no format will do.
        agree: whether nothing is in doubt.
        strange: cells that the first one does not read.
    """

    formats: tuple[str, ...]
    agree: bool
    strange: int = 0

    @property
    def only(self) -> str | None:
        """The format to use, when there is no doubt."""
        return self.formats[0] if self.formats and self.agree else None


class Texts:
    """The distinct texts of a column, and how often each stands in it."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, text: str) -> None:
        """One cell of the column."""
        text = text.strip()
        if text and (text in self._counts or len(self._counts) < MOST_TEXTS):
            self._counts[text] += 1

    @property
    def distinct(self) -> tuple[str, ...]:
        """The distinct texts."""
        return tuple(self._counts)

    def nearly_all(self, holds: Callable[[str], bool]) -> bool:
        """Whether something holds of all cells but a few mistakes."""
        total = sum(self._counts.values())
        return (
            bool(total)
            and sum(self._counts[text] for text in self._counts if holds(text)) >= _NEARLY_ALL * total
        )

    def listable(self, known: Iterable[str] = ()) -> tuple[str, ...]:
        """The texts of a coded column that may be shown: known ones, and short ones that repeat and name nobody."""
        codes = {normal_form(text) for text in known}
        if len(self._counts) > MOST_CODES:
            return tuple(sorted(text for text in self._counts if normal_form(text) in codes))
        return tuple(
            sorted(
                text
                for text, count in self._counts.items()
                if normal_form(text) in codes
                or len(text) <= _INITIALS
                or (
                    count >= _FEWEST_OF_A_CODE
                    and len(text) <= _LONGEST_CODE
                    and not _LOOKS_PERSONAL.search(text)
                )
            )
        )

    def date_formats(self) -> Fitting:
        """Date formats that the texts keep."""
        return _fitting(self._counts, _BY_PREFERENCE, _day_reader)

    def number_formats(self, *, currency: str | None = None) -> Fitting:
        """Number formats that the texts keep."""
        return _fitting(self._counts, NUMBER_FORMATS, lambda name: _number_reader(name, currency))


def _fitting(
    counts: Mapping[str, int],
    names: Sequence[str],
    reader_of: Callable[[str], Callable[[str], Value | None]],
) -> Fitting:
    """Formats that read nearly all cells, and those that read nearly as many in another way: they are in doubt."""
    if not counts:
        return Fitting((), agree=False)
    values = {name: {text: read(text) for text in counts} for name in names for read in [reader_of(name)]}
    cells = {
        name: sum(counts[text] for text, value in found.items() if value is not None)
        for name, found in values.items()
    }
    first = max(names, key=lambda name: cells[name])
    total = sum(counts.values())
    if cells[first] < _NEARLY_ALL * total:
        return Fitting((), agree=False)
    rivals = tuple(
        name
        for name in names
        if cells[name] >= _NEARLY_AS_MANY * cells[first]
        and any(mine is not None and mine != values[first][text] for text, mine in values[name].items())
    )
    return Fitting((first, *rivals), not rivals, total - cells[first])


def _day_reader(name: str) -> Callable[[str], date | None]:
    patterns = [(re.compile(pattern.pattern), pattern) for pattern in date_patterns(name)]

    def read(text: str) -> date | None:
        for expression, pattern in patterns:
            if match := expression.fullmatch(text):
                return _day(match, pattern)
        return None

    return read


def _day(match: re.Match[str], pattern: DatePattern) -> date | None:
    try:
        if pattern.order in _EPOCHS:
            day = _EPOCHS[pattern.order] + timedelta(days=int(match[1]))
        else:
            parts = dict(zip(pattern.order, match.groups(), strict=True))
            month = _MONTHS.get(parts["m"].upper()) or int(parts["m"])
            year = int(parts["a"])
            day = date(year + 2000 if len(parts["a"]) == 2 else year, month, int(parts["d"]))
    except (ValueError, OverflowError):
        return None
    return day if _FIRST <= day <= _LAST else None


def _number_reader(name: str, currency: str | None) -> Callable[[str], str | None]:
    pattern = number_pattern(name, currency=currency)
    expression = re.compile(pattern.pattern)

    def read(text: str) -> str | None:
        if not expression.fullmatch(text.upper()):
            return None
        bare = re.sub(r"QUETZALES|GTQ|Q[.]?|[^0-9,.]", "", text.upper())
        plain = bare.replace(pattern.thousands, "") if pattern.thousands else bare
        whole, _, decimals = plain.replace(pattern.decimal, ".").partition(".")
        return f"{int(whole)}.{decimals.rstrip('0')}"

    return read
