"""When each file is due, and what became of it: expected, on time, late, not yet due, missing.

Belongs here: the periods of cadences, their due days, the state of every expected delivery, service levels. Does not
belong here: which period a file is about (delivery_period.py), reading the register (assets), or "today" (passed in).

A delivery is on time until the last day of grace; one that comes later is late by the days since it was due. What an
institution owed ends with its acta or with its contract; what it delivered stays.
"""

import calendar as months
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from snis import periods
from snis.contracts.layout import Every, InstitutionContract
from snis.errors import PeriodError
from snis.registers import Row

_KINDS: Mapping[str, periods.Kind] = {
    "month": periods.Kind.MONTH,
    "bimester": periods.Kind.BIMESTER,
    "cuatrimester": periods.Kind.CUATRIMESTER,
    "semester": periods.Kind.SEMESTER,
    "year": periods.Kind.YEAR,
}
_WEEK = timedelta(days=7)
_FIRST_FORTNIGHT_DAYS = 15


class State(StrEnum):
    """What became of an expected delivery, or what an arrival beyond the expected one was."""

    ON_TIME = "a_tiempo"
    LATE = "tardia"
    PENDING = "pendiente"
    MISSING = "faltante"
    REPLACES = "reemplazo"
    ADDS = "complemento"
    REPEATED = "repetida"


@dataclass(frozen=True, order=True)
class Span:
    """One period of a cadence: its days and its code (2026-03-04, 2026-W10, 2026-03-Q1, 2026-03, 2026-B2, ...)."""

    first: date
    last: date
    code: str


@dataclass(frozen=True)
class Arrival:
    """One file that was received and could be read.

    Attributes:
        institution, contract: who sent it, under which contract.
        day: the day it was received.
        period: code of the period that it is about.
        replaces: whether it took the place of an earlier file.
        repeats: days on which the same bytes came again, or nothing.
        transfer: id of the file in the register, for those who look it up.
    """

    institution: str
    contract: str
    day: date
    period: str
    replaces: bool = False
    repeats: int = 0
    transfer: str = ""


@dataclass(frozen=True)
class Entry:
    """One line of the calendar: a period that was owed or delivered, or one more arrival for it.

    Attributes:
        due: the day on which the file is expected.
        received: the day it came; None when it did not.
        days: days since it was due, for late and missing ones; 0 for the others.
        owed: whether the line is an expected delivery; the others were delivered without being owed.
        transfer: id of the file that came; empty where none did.
    """

    institution: str
    contract: str
    period: str
    due: date
    received: date | None
    state: State
    days: int
    owed: bool
    transfer: str = ""


@dataclass(frozen=True)
class Service:
    """How well an institution keeps its calendar.

    Attributes:
        expected: deliveries whose last day of grace has passed, or that came before it.
        on_time, late, missing: what became of them.
        next_due: the earliest delivery that is still to come, or None.
    """

    institution: str
    expected: int
    on_time: int
    late: int
    missing: int
    next_due: date | None

    @property
    def received(self) -> int:
        """Expected deliveries that came."""
        return self.on_time + self.late

    @property
    def on_time_pct(self) -> float | None:
        """Share of the expected deliveries that came in time, in percent; None when nothing was expected."""
        return round(100 * self.on_time / self.expected, 1) if self.expected else None


def span_of(every: Every, day: date) -> Span:
    """The period of a cadence in which a day lies."""
    if every in _KINDS:
        period = periods.containing(day, _KINDS[every])
        return Span(period.first_day, period.last_day, period.code)
    if every == "week":
        monday = day - timedelta(days=day.weekday())
        year, week, _ = monday.isocalendar()
        return Span(monday, monday + _WEEK - timedelta(days=1), f"{year:04d}-W{week:02d}")
    if every == "fortnight":
        if day.day <= _FIRST_FORTNIGHT_DAYS:
            return Span(
                day.replace(day=1), day.replace(day=_FIRST_FORTNIGHT_DAYS), f"{day.isoformat()[:7]}-Q1"
            )
        last = day.replace(day=months.monthrange(day.year, day.month)[1])
        return Span(day.replace(day=_FIRST_FORTNIGHT_DAYS + 1), last, f"{day.isoformat()[:7]}-Q2")
    return Span(day, day, day.isoformat())


def following(every: Every, span: Span) -> Span:
    """The period after one."""
    return span_of(every, span.last + timedelta(days=1))


def preceding(every: Every, day: date) -> Span:
    """The last period that was over on a day: what a file received then is about when nothing else says so."""
    return span_of(every, span_of(every, day).first - timedelta(days=1))


def spans_between(every: Every, first: date, last: date) -> Iterator[Span]:
    """The periods that end from the first day to the last."""
    span = span_of(every, first)
    while span.last <= last:
        yield span
        span = following(every, span)


def due_day(contract: InstitutionContract, span: Span) -> date:
    """The day on which the file about a period is expected: counted in the period after it, within its first month."""
    start = following(contract.cadence.every, span).first
    length = months.monthrange(start.year, start.month)[1]
    return start + timedelta(days=min(contract.cadence.due_day, length) - 1)


def last_day_of_grace(contract: InstitutionContract, span: Span) -> date:
    """The last day on which the file about a period is still on time."""
    return due_day(contract, span) + timedelta(days=contract.cadence.tolerance_days)


def calendar_of(
    contracts: Sequence[InstitutionContract],
    institutions: Iterable[Row],
    arrivals: Iterable[Arrival],
    today: date,
) -> list[Entry]:
    """Every delivery that was owed until today, the next one of each contract, and every arrival.

    Args:
        contracts: all contracts, all versions.
        institutions: rows of the register, with vigente_desde and vigente_hasta.
        arrivals: files received, in the order of their reception.
        today: the day that decides what is late.
    """
    register = {row["institucion_codigo"]: row for row in institutions}
    came: dict[tuple[str, str], list[Arrival]] = {}
    for arrival in arrivals:
        came.setdefault((arrival.contract, arrival.period), []).append(arrival)
    entries: list[Entry] = []
    for name in sorted({contract.contract for contract in contracts}):
        versions = sorted(
            (item for item in contracts if item.contract == name), key=lambda item: item.version
        )
        owed = {
            span.code: (contract, span)
            for contract in versions
            for span in _owed_spans(contract, register.get(contract.institution, {}), today)
        }
        for contract, span in owed.values():
            entries += _entries_of(contract, span, came.pop((name, span.code), []), today, owed=True)
        entries += _beyond(versions[-1], came, today)
    return sorted(entries, key=lambda item: (item.institution, item.contract, item.due, item.period))


def service_levels(entries: Iterable[Entry]) -> list[Service]:
    """How each institution keeps its calendar, in the order of their codes."""
    lines: dict[str, list[Entry]] = {}
    for entry in entries:
        lines.setdefault(entry.institution, []).append(entry)
    return [_service(institution, lines[institution]) for institution in sorted(lines)]


def _service(institution: str, entries: Sequence[Entry]) -> Service:
    counted = {state: sum(item.owed and item.state == state for item in entries) for state in State}
    to_come = [item.due for item in entries if item.state == State.PENDING]
    on_time, late, missing = (counted[state] for state in (State.ON_TIME, State.LATE, State.MISSING))
    return Service(institution, on_time + late + missing, on_time, late, missing, min(to_come, default=None))


def _owed_spans(contract: InstitutionContract, institution: Row, today: date) -> Iterator[Span]:
    """Periods that end while contract and institution are in force, and the one under way: it is the next to come."""
    starts = [contract.valid_from, *_days(institution, "vigente_desde")]
    ends = [day for day in (contract.valid_to, *_days(institution, "vigente_hasta")) if day is not None]
    every = contract.cadence.every
    last = min([span_of(every, today).last, *ends])
    yield from spans_between(every, max(starts), last)


def _days(institution: Row, column: str) -> list[date]:
    return [date.fromisoformat(institution[column])] if institution.get(column) else []


def _entries_of(
    contract: InstitutionContract, span: Span, arrivals: Sequence[Arrival], today: date, *, owed: bool
) -> Iterator[Entry]:
    due, grace = due_day(contract, span), last_day_of_grace(contract, span)

    def entry(state: State, arrival: Arrival | None, days: int = 0, *, counts: bool = False) -> Entry:
        received, transfer = (arrival.day, arrival.transfer) if arrival else (None, "")
        return Entry(
            contract.institution,
            contract.contract,
            span.code,
            due,
            received,
            state,
            days,
            owed and counts,
            transfer,
        )

    if not arrivals:
        if today > grace:
            yield entry(State.MISSING, None, (today - due).days, counts=True)
        else:
            yield entry(State.PENDING, None, counts=True)
        return
    first = arrivals[0]
    if first.day > grace:
        yield entry(State.LATE, first, (first.day - due).days, counts=True)
    else:
        yield entry(State.ON_TIME, first, counts=True)
    for arrival in arrivals[1:]:
        yield entry(State.REPLACES if arrival.replaces else State.ADDS, arrival)
    for arrival in arrivals:
        yield from (entry(State.REPEATED, arrival) for _ in range(arrival.repeats))


def _beyond(
    contract: InstitutionContract, came: Mapping[tuple[str, str], Sequence[Arrival]], today: date
) -> Iterator[Entry]:
    """What was delivered for periods that nobody owes (any more): history stays."""
    for (name, code), arrivals in came.items():
        if name == contract.contract:
            span = span_with_code(contract.cadence.every, code, near=arrivals[0].day)
            yield from _entries_of(contract, span, arrivals, today, owed=False)


def span_with_code(every: Every, code: str, *, near: date) -> Span:
    """The period of a code; when the cadence changed since and has no such code, the one before a day."""
    start = span_of(every, _day_in(code) or near)
    for span in (start, following(every, start)):
        if span.code == code:
            return span
    return preceding(every, near)


def _day_in(code: str) -> date | None:
    """Some day of the period of a code."""
    try:
        if "-W" in code:
            year, week = code.split("-W")
            return date.fromisocalendar(int(year), int(week), 1)
        if "-Q" in code:
            month, number = code.split("-Q")
            return date.fromisoformat(f"{month}-{'01' if number == '1' else '16'}")
        return date.fromisoformat(code) if len(code) == len("2026-01-01") else periods.parse(code).first_day
    except (ValueError, PeriodError):
        return None
