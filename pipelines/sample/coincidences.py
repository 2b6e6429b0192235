"""Coincidences by counting days, to check the system's answer against.

Belongs here: the definition, in plain Python, on purpose the slow way. Does not belong here: anything that the system
itself uses.

Definition: for a person, a modality and a month, the set of days that accepted deliveries of the modality cover; two
modalities coincide in a month when the sets share a day, and overlap by as many days as they share. A delivery covers
the period of its modality around its day; a single one covers its day. Months after that of the last delivery in the
data do not count: a yearly benefit covers nothing that the data have not reached.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

_MONTHS = {"mes": 1, "bimestre": 2, "cuatrimestre": 4, "semestre": 6, "anio": 12}


@dataclass(frozen=True)
class Coincidence:
    """Two modalities (a before b) of a person in a month, and the days they share."""

    person: int
    modality_a: str
    modality_b: str
    month: date
    days: int


def coincidences(deliveries: Iterable[tuple[int, str, date]], periods: dict[str, str]) -> list[Coincidence]:
    """Coincidences among accepted deliveries (person, modality, day), in person, modality and month order.

    Args:
        deliveries: accepted deliveries of persons.
        periods: periodicity of each modality.
    """
    known = list(deliveries)
    last = max((day for _, _, day in known), default=date.max)
    covered: dict[int, dict[str, set[date]]] = defaultdict(lambda: defaultdict(set))
    for person, modality, day in known:
        covered[person][modality].update(covered_days(day, periods[modality]))
    found: list[Coincidence] = []
    for person, modalities in sorted(covered.items()):
        for a, b in combinations(sorted(modalities), 2):
            found.extend(_by_month(person, a, b, modalities[a] & modalities[b]))
    return [coincidence for coincidence in found if coincidence.month <= last]


def covered_days(day: date, period: str) -> list[date]:
    """Days that a delivery covers."""
    months = _MONTHS.get(period)
    if months is None:
        return [day]
    first_month = day.month - (day.month - 1) % months
    last_month = first_month + months - 1
    first, last = (
        date(day.year, first_month, 1),
        date(day.year, last_month, monthrange(day.year, last_month)[1]),
    )
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _by_month(person: int, a: str, b: str, shared: set[date]) -> Iterator[Coincidence]:
    months: dict[date, int] = defaultdict(int)
    for day in shared:
        months[day.replace(day=1)] += 1
    for month, days in sorted(months.items()):
        yield Coincidence(person, a, b, month, days)
