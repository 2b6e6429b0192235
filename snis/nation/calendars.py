"""The days on which a programme delivers.

Belongs here: schedules, each giving the days of one recipient. Does not belong here: who the recipients are
(offers.py). A month is given by its first day.
"""

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date
from random import Random

Months = Sequence[date]
Schedule = Callable[[Random, Months], list[date]]

_SUNDAY = 6


def on_day(number: int, *, skip_january: bool = False) -> Schedule:
    """The same day of each month, whatever the recipient."""

    def days(_rng: Random, months: Months) -> list[date]:
        return [month.replace(day=number) for month in months if not (skip_january and month.month == 1)]

    return days


def each_bimester(number: int) -> Schedule:
    """A day of the second month of each bimester."""

    def days(_rng: Random, months: Months) -> list[date]:
        return [month.replace(day=number) for month in months if month.month % 2 == 0]

    return days


def once(*, within: tuple[int, ...]) -> Schedule:
    """One working day in one of some months (1-12)."""

    def days(rng: Random, months: Months) -> list[date]:
        chosen = [month for month in months if month.month in within]
        return [_working_day(rng, rng.choice(chosen))] if chosen else []

    return days


def visits(least: int, most: int) -> Schedule:
    """So many different working days, anywhere in the months."""

    def days(rng: Random, months: Months) -> list[date]:
        wanted = rng.randint(least, most)
        return sorted({_working_day(rng, rng.choice(months)) for _ in range(wanted)})

    return days


def _working_day(rng: Random, month: date) -> date:
    while True:
        day = month.replace(day=rng.randint(1, monthrange(month.year, month.month)[1]))
        if day.weekday() != _SUNDAY:
            return day
