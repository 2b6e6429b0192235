"""Months, bimesters, four-month periods (cuatrimestres), semesters and years, as values.

Belongs here: their codes, their days, their order, and which lie in which. Does not belong here: "today" (whoever needs
it passes a date), deadlines of institutions (contracts), or the bulk version (assets/core/core_entrega.sql counts from
the same first months).

Codes: 2026-03 (month), 2026-B2 (bimester), 2026-C1 (cuatrimestre), 2026-S1 (semester), 2026 (year). All of them are
parts of a calendar year.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from snis.errors import PeriodError

MONTHS = 12


class Kind(StrEnum):
    """Kinds of period; the values are those of periodicidad_codigo, the names in small letters those of cadences."""

    MONTH = "mes"
    BIMESTER = "bimestre"
    CUATRIMESTER = "cuatrimestre"
    SEMESTER = "semestre"
    YEAR = "anio"

    @property
    def months(self) -> int:
        """Length in months."""
        return _MONTHS[self]

    @property
    def per_year(self) -> int:
        """How many make a year."""
        return MONTHS // self.months


_MONTHS = {Kind.MONTH: 1, Kind.BIMESTER: 2, Kind.CUATRIMESTER: 4, Kind.SEMESTER: 6, Kind.YEAR: 12}
_LETTERS = {"B": Kind.BIMESTER, "C": Kind.CUATRIMESTER, "S": Kind.SEMESTER}
_CODE = re.compile(r"([0-9]{4})(?:-([0-9]{2})|-([BCS])([0-9]))?")


@dataclass(frozen=True)
class Period:
    """One period.

    Attributes:
        kind: which kind.
        year: calendar year, 1 to 9999.
        number: which one of its kind in the year, from 1.

    Raises:
        PeriodError: there is no such period.
    """

    kind: Kind
    year: int
    number: int = 1

    def __post_init__(self) -> None:
        if not (date.min.year <= self.year <= date.max.year and 1 <= self.number <= self.kind.per_year):
            raise PeriodError(
                f"un año no tiene ese {self.kind.value}", remedy=f"Use un número de 1 a {self.kind.per_year}."
            )

    @property
    def first_month(self) -> int:
        """Its first month, 1 to 12."""
        return (self.number - 1) * self.kind.months + 1

    @property
    def last_month(self) -> int:
        """Its last month, 1 to 12."""
        return self.number * self.kind.months

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.first_month, 1)

    @property
    def last_day(self) -> date:
        """Its last day, itself included."""
        return date(self.year, self.last_month, calendar.monthrange(self.year, self.last_month)[1])

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last_day - self.first_day).days + 1

    @property
    def code(self) -> str:
        """Its code; codes of one kind sort as their periods do."""
        if self.kind is Kind.YEAR:
            return f"{self.year:04d}"
        if self.kind is Kind.MONTH:
            return f"{self.year:04d}-{self.number:02d}"
        letter = next(letter for letter, kind in _LETTERS.items() if kind is self.kind)
        return f"{self.year:04d}-{letter}{self.number}"

    def __str__(self) -> str:
        """Its code."""
        return self.code

    def __contains__(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first_day <= day <= self.last_day

    def shifted(self, by: int) -> "Period":
        """The period of its kind `by` places later; earlier when negative.

        Raises:
            PeriodError: it would lie outside the years 1 to 9999.
        """
        years, index = divmod(self.number - 1 + by, self.kind.per_year)
        return Period(self.kind, self.year + years, index + 1)

    def holds(self, other: "Period") -> bool:
        """Whether another period lies wholly in this one."""
        return self.first_day <= other.first_day and other.last_day <= self.last_day

    def parts(self, kind: Kind) -> tuple["Period", ...]:
        """The periods of a shorter kind that tile it, in order.

        Raises:
            PeriodError: that kind does not tile it (a semester holds one and a half cuatrimestres).
        """
        if self.kind.months % kind.months:
            raise PeriodError(f"un {self.kind.value} no se divide en períodos de tipo {kind.value}")
        start = (self.first_month - 1) // kind.months + 1
        return tuple(Period(kind, self.year, start + at) for at in range(self.kind.months // kind.months))


def parse(code: str) -> Period:
    """The period of a code.

    Raises:
        PeriodError: the text is no code of a period.
    """
    match = _CODE.fullmatch(code)
    if match is None:
        raise PeriodError(
            "el texto no es un período", remedy="Escriba 2026, 2026-03, 2026-B2, 2026-C1 o 2026-S1."
        )
    year, month, letter, number = match.groups()
    if month:
        return Period(Kind.MONTH, int(year), int(month))
    if letter:
        return Period(_LETTERS[letter], int(year), int(number))
    return Period(Kind.YEAR, int(year))


def containing(day: date, kind: Kind) -> Period:
    """The period of a kind in which a day lies."""
    return Period(kind, day.year, (day.month - 1) // kind.months + 1)


def between(first: date, last: date, *, kind: Kind) -> Iterator[Period]:
    """The periods of a kind that touch the days from `first` to `last`, in order; none when `last` is earlier."""
    if last < first:
        return
    period, end = containing(first, kind), containing(last, kind)
    while period != end:
        yield period
        period = period.shifted(1)
    yield end
