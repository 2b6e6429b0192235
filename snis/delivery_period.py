"""Which period a file is about, and when it was extracted, as far as its name says.

Belongs here: reading names as people write them (2026_03, 202603, 2026-B2, bim2 2026, marzo 2026, 2026). Does not
belong here: a pattern that a contract gives (contracts/period_names.py), what the rows say, or due days (calendar.py).

A name that says less than the cadence needs (a year, for a monthly file) says nothing.
"""

import re
from datetime import date

from snis import periods
from snis.calendar import Span, span_of
from snis.contracts.layout import Every
from snis.errors import PeriodError
from snis.names import normal_form

_MONTHS = (
    "ENERO", "FEBRERO", "MARZO", "ABRIL", "MAYO", "JUNIO", "JULIO", "AGOSTO", "SEPTIEMBRE", "OCTUBRE", "NOVIEMBRE",
    "DICIEMBRE",
)  # fmt: skip
_WORDS = {
    "B": periods.Kind.BIMESTER, "BIM": periods.Kind.BIMESTER, "BIMESTRE": periods.Kind.BIMESTER,
    "C": periods.Kind.CUATRIMESTER, "CUATRIMESTRE": periods.Kind.CUATRIMESTER,
    "S": periods.Kind.SEMESTER, "SEM": periods.Kind.SEMESTER, "SEMESTRE": periods.Kind.SEMESTER,
    "M": periods.Kind.MONTH, "MES": periods.Kind.MONTH,
}  # fmt: skip
_LENGTH = {
    "day": 0, "week": 0, "fortnight": 0, "month": 1, "bimester": 2, "cuatrimester": 4, "semester": 6, "year": 12,
}  # fmt: skip
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_DATE = re.compile(r"(?<!\d)(20\d\d) ?(0[1-9]|1[0-2]) ?(0[1-9]|[12]\d|3[01])(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_YEAR_MONTH = re.compile(r"(?<!\d)(20\d\d) ?(0[1-9]|1[0-2])(?!\d)")
_MONTH_YEAR = re.compile(r"(?<!\d)(0[1-9]|1[0-2]) ?(20\d\d)(?!\d)")
_YEAR_NUMBERED = re.compile(rf"(?<!\d)(20\d\d) ?(?:({_WORD}) ?)?(\d)(?!\d)")
_NUMBERED_YEAR = re.compile(rf"(?<![A-Z])({_WORD}) ?(\d) ?(20\d\d)(?!\d)")
_VERSION = re.compile(r"(?<![A-Z])(?:V|VER|VERSION|ENVIO|CORTE|REV) ?(\d{1,4})(?!\d)")


def period_in_name(name: str, every: Every) -> Span | None:
    """The period that a file name says, as a period of the cadence; None when it says none, or two."""
    text = _plain(name)
    if _LENGTH[every] == 0:
        days = {day for match in _DATE.finditer(text) if (day := _day(*match.groups())) is not None}
        return span_of(every, days.pop()) if len(days) == 1 else None
    found = {period for period in _periods(_DATE.sub(" ", text), every) if period is not None}
    longest = [period for period in found if period.kind.months <= _LENGTH[every]]
    spans = {span_of(every, period.first_day) for period in longest}
    return spans.pop() if len(spans) == 1 else None


def extract_mark(name: str, every: Every) -> tuple[str, int] | None:
    """What orders two extracts about one period by their names: a date of extraction, or a number of version.

    Returns:
        What kind of mark it is, and its place in order; marks of two kinds cannot be compared. None without a mark.
    """
    text = _plain(name)
    if _LENGTH[every] > 0:
        days = {day for match in _DATE.finditer(text) if (day := _day(*match.groups())) is not None}
        if len(days) == 1:
            return "fecha", days.pop().toordinal()
    versions = {int(match.group(1)) for match in _VERSION.finditer(text)}
    return ("version", versions.pop()) if len(versions) == 1 else None


def _plain(name: str) -> str:
    """The name without its ending, in capitals, every mark a space."""
    return normal_form(re.sub(r"(\.[A-Za-z]{2,7})+$", "", name))


def _periods(text: str, every: Every) -> list[periods.Period | None]:
    if named := _named_month(text):
        return [named]
    if exact := [_period(periods.Kind.MONTH, m[1], m[2]) for m in _YEAR_MONTH.finditer(text)]:
        return list(exact)
    if exact := [_period(periods.Kind.MONTH, m[2], m[1]) for m in _MONTH_YEAR.finditer(text)]:
        return list(exact)
    if numbered := [(m[2], m[3], m[1]) for m in _YEAR_NUMBERED.finditer(text)]:
        return [_period(_kind(word, every), year, number) for word, number, year in numbered]
    if numbered := [(m[1], m[2], m[3]) for m in _NUMBERED_YEAR.finditer(text)]:
        return [_period(_kind(word, every), year, number) for word, number, year in numbered]
    return [_period(periods.Kind.YEAR, m[1], "1") for m in _YEAR.finditer(text)]


def _named_month(text: str) -> periods.Period | None:
    words = text.split()
    year = _YEAR.search(text)
    numbers = [
        number
        for number, month in enumerate(_MONTHS, start=1)
        if any(
            word in (month, month[:3]) or (month == "SEPTIEMBRE" and word == "SETIEMBRE") for word in words
        )
    ]
    return _period(periods.Kind.MONTH, year[1], str(numbers[0])) if year and len(numbers) == 1 else None


def _kind(word: str | None, every: Every) -> periods.Kind:
    """The kind that a word names; a bare number counts periods of the cadence."""
    if word:
        return _WORDS[word]
    return next(kind for kind in periods.Kind if kind.months == _LENGTH[every])


def _period(kind: periods.Kind, year: str, number: str) -> periods.Period | None:
    try:
        return periods.Period(kind, int(year), int(number))
    except PeriodError:
        return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
