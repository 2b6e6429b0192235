"""The period that the name of a file says: pam_{aaaa}_{mm}.csv.

Belongs here: the marks of such a pattern, and the days that a name stands for. Does not belong here: which period is
due, late or closed (snis/calendar.py), or the periods of a year themselves (snis/periods.py).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from snis.contracts.formats import MONTH_WORDS
from snis.contracts.layout import BY_DATES, Every, InstitutionContract
from snis.contracts.shape import Mistake
from snis.errors import PeriodError
from snis.periods import Kind, Period, containing

_MONTHS = "|".join(sorted((word for word, _ in MONTH_WORDS), key=len, reverse=True))
# Mark -> what stands in its place in a name.
_MARKS: Mapping[str, str] = {
    "aaaa": "[0-9]{4}",
    "aa": "[0-9]{2}",
    "mm": "[0-9]{1,2}",
    "mmm": _MONTHS,
    "dd": "[0-9]{1,2}",
    "n": "[0-9]{1,2}",
}
_MARK = re.compile(r"\{([^{}]*)\}")
_KINDS: Mapping[Every, Kind] = {
    "month": Kind.MONTH,
    "bimester": Kind.BIMESTER,
    "cuatrimester": Kind.CUATRIMESTER,
    "semester": Kind.SEMESTER,
    "year": Kind.YEAR,
}
# Marks beside the year of which each cadence needs one set.
_NEEDED: Mapping[Every, tuple[frozenset[str], ...]] = {
    "day": (frozenset({"mm", "dd"}), frozenset({"mmm", "dd"})),
    "week": (frozenset({"n"}), frozenset({"mm", "dd"}), frozenset({"mmm", "dd"})),
    "fortnight": tuple(frozenset({month, half}) for month in ("mm", "mmm") for half in ("n", "dd")),
    "month": (frozenset({"mm"}), frozenset({"mmm"})),
    "bimester": (frozenset({"n"}), frozenset({"mm"}), frozenset({"mmm"})),
    "cuatrimester": (frozenset({"n"}), frozenset({"mm"}), frozenset({"mmm"})),
    "semester": (frozenset({"n"}), frozenset({"mm"}), frozenset({"mmm"})),
    "year": (frozenset(),),
}
_HALF = 15


@dataclass(frozen=True)
class Days:
    """A period by its first and last day."""

    first: date
    last: date


def period_of_name(contract: InstitutionContract, filename: str) -> Days | None:
    """The period that a file is about by its name; None when the contract does not say so, or the name does not fit."""
    if contract.period is None or contract.period == BY_DATES:
        return None
    match = _expression(contract.period).fullmatch(filename)
    if match is None:
        return None
    said = {mark: text for mark, text in match.groupdict().items() if text is not None}
    try:
        return _days(contract.cadence.every, said)
    except (ValueError, PeriodError):
        return None


def period_mistakes(contract: InstitutionContract) -> Iterator[Mistake]:
    """Everything that is wrong with the way in which a contract tells periods."""
    pattern, every = contract.period, contract.cadence.every
    if pattern is None or pattern == BY_DATES:
        return
    marks = _MARK.findall(pattern)
    if unknown := [mark for mark in marks if mark not in _MARKS]:
        yield Mistake(
            ("period",),
            f"marca desconocida: {{{unknown[0]}}}",
            f"use {', '.join(f'{{{mark}}}' for mark in _MARKS)}, o escriba entrega_fecha",
        )
    elif len(set(marks)) < len(marks):
        yield Mistake(("period",), "una marca está dos veces", "deje una; lo demás, con *")
    elif not _fits(every, frozenset(marks)):
        ways = " o ".join(
            "{aaaa}" + "".join(f" y {{{mark}}}" for mark in sorted(way)) for way in _NEEDED[every]
        )
        yield Mistake(("period",), f"del nombre no sale el período de every: {every}", f"ponga {ways}")


def _fits(every: Every, marks: frozenset[str]) -> bool:
    years = marks & {"aaaa", "aa"}
    return len(years) == 1 and (marks - years) in _NEEDED[every]


def _expression(pattern: str) -> re.Pattern[str]:
    """The pattern as an expression: marks are groups, `*` is any text, `?` one character."""
    parts = []
    at = 0
    for mark in _MARK.finditer(pattern):
        parts += [_literal(pattern[at : mark.start()]), f"(?P<{mark[1]}>{_MARKS[mark[1]]})"]
        at = mark.end()
    return re.compile("".join([*parts, _literal(pattern[at:])]), re.IGNORECASE)


def _literal(text: str) -> str:
    return re.escape(text).replace(r"\*", ".*").replace(r"\?", ".")


def _days(every: Every, said: Mapping[str, str]) -> Days:
    year = int(said["aaaa"]) if "aaaa" in said else 2000 + int(said["aa"])
    month = dict(MONTH_WORDS)[said["mmm"].upper()] if "mmm" in said else int(said.get("mm", "0"))
    number = int(said.get("n", "1"))
    if every in _KINDS:
        kind = _KINDS[every]
        period = (
            containing(date(year, month, 1), kind)
            if said.keys() & {"mm", "mmm"}
            else Period(kind, year, number)
        )
        return Days(period.first_day, period.last_day)
    if every == "fortnight":
        half = number if "n" in said else 1 if int(said["dd"]) <= _HALF else 2
        return _fortnight(Period(Kind.MONTH, year, month), half)
    if "n" in said:
        monday = date.fromisocalendar(year, number, 1)
        return Days(monday, monday + timedelta(days=6))
    day = date(year, month, int(said["dd"]))
    if every == "day":
        return Days(day, day)
    monday = day - timedelta(days=day.weekday())
    return Days(monday, monday + timedelta(days=6))


def _fortnight(month: Period, number: int) -> Days:
    middle = month.first_day.replace(day=_HALF)
    if number == 1:
        return Days(month.first_day, middle)
    if number == 2:
        return Days(middle + timedelta(days=1), month.last_day)
    raise ValueError
