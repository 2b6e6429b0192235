"""The publication calendar: which releases are due, until when, and which came.

Belongs here: due dates from the plan, states from the register of editions, and the calendar as iCalendar. Does not
belong here: the plan (opening.py), the register (editions.py), pages (governance_pages.py).

Source: active transparency with a calendar whose misses are shown (domain.md, S39); RFC 5545.
"""

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from publish.datasets import DatasetSpec
from publish.editions import Register, month_of
from publish.opening import Commitment, Opening

ON_TIME, LATE, DUE, MISSED = "a_tiempo", "tarde", "por_publicar", "vencida"
STATE_WORDS = {ON_TIME: "publicada a tiempo", LATE: "publicada tarde", DUE: "por publicar", MISSED: "vencida"}
# Months that a release of each frequency is about; what is renewed more often is due once a month.
_MONTHS = {"DAILY": 1, "WEEKLY": 1, "MONTHLY": 1, "QUARTERLY": 3, "ANNUAL_2": 6, "ANNUAL": 12}
_AHEAD_DAYS = 120


@dataclass(frozen=True)
class Due:
    """One release that is expected.

    Attributes:
        dataset, title, owner: whose.
        period: the last month that it is about.
        due: last day for it.
        published: day on which the first release that covers the period came; None while there is none.
        release: that release.
        state: ON_TIME, LATE, DUE or MISSED.
    """

    dataset: str
    title: str
    owner: str
    period: str
    due: date
    published: date | None
    release: str
    state: str


def release_calendar(
    opening: Opening, specs: Sequence[DatasetSpec], register: Register, today: date
) -> list[Due]:
    """What was due until today and what is due in the next months, by date."""
    by_name = {spec.name: spec for spec in specs}
    found = [
        due
        for commitment in opening.plan
        if commitment.dataset in by_name
        for due in _of(commitment, by_name[commitment.dataset], opening, register, today)
    ]
    return sorted(found, key=lambda due: (due.due, due.dataset))


def kept_share(entries: Sequence[Due]) -> tuple[int, int]:
    """How many releases came on time, of those whose day has come or that came before it."""
    closed = [due for due in entries if due.state != DUE]
    return sum(1 for due in closed if due.state == ON_TIME), len(closed)


def as_icalendar(entries: Sequence[Due], *, title: str, stamp: str) -> str:
    """The calendar for agendas.

    Args:
        entries: what is due.
        title: name of the deployment.
        stamp: moment that it speaks for, such as 20260430T000000Z.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Padron//Calendario de publicacion//ES"]
    lines.append(f"X-WR-CALNAME:{_escaped(title)}: calendario de publicación")
    for due in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{due.dataset}-{due.period}@padron",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{due.due:%Y%m%d}",
            f"SUMMARY:{_escaped(due.title)}: edición {due.period}",
            f"DESCRIPTION:{_escaped(STATE_WORDS[due.state])}",
            f"STATUS:{'CONFIRMED' if due.published else 'TENTATIVE'}",
            "END:VEVENT",
        ]
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _of(
    commitment: Commitment, spec: DatasetSpec, opening: Opening, register: Register, today: date
) -> Iterator[Due]:
    step = _MONTHS[spec.update]
    days = opening.calendar.days_after_year if step == 12 else opening.calendar.days_after_month
    year, month = (int(part) for part in commitment.first.split("-"))
    # A period ends with the last month of its quarter, half or year.
    month = -(-month // step) * step
    waiting = 0
    while True:
        last = date(year, month, calendar.monthrange(year, month)[1])
        due = max(last + timedelta(days=days), commitment.committed)
        # The next one is always told, however far off.
        if due > today + timedelta(days=_AHEAD_DAYS) and last > today and waiting:
            return
        waiting += due > today
        yield _due(commitment, spec, register, period=f"{year}-{month:02d}", due=due, today=today)
        month += step
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1


def _due(
    commitment: Commitment, spec: DatasetSpec, register: Register, *, period: str, due: date, today: date
) -> Due:
    came = [
        item
        for item in register.revisions
        if item.dataset == spec.name and month_of(item.release) >= period and item.number == 0
    ]
    first = min(came, key=lambda item: item.published, default=None)
    published = date.fromisoformat(first.published[:10]) if first else None
    if published is not None:
        state = ON_TIME if published <= due else LATE
    elif today > due:
        state = MISSED
    else:
        state = DUE
    return Due(
        spec.name, spec.title, commitment.owner, period, due, published, first.release if first else "", state
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Lines of at most 75 octets; what goes on begins with a blank."""
    first = True
    while line:
        room, cut = 75 if first else 74, len(line)
        while len(line[:cut].encode()) > room:
            cut -= 1
        yield line[:cut] if first else f" {line[:cut]}"
        line, first = line[cut:], False
