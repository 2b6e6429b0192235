"""When two modalities cover a person on the same days: the readable reference of assets/link/link_coincidencia.sql.

Belongs here: the rule, day by day, on plain values. Does not belong here: the bulk computation (SQL, with a mask of
31 bits a month), what a pair means (coincidences.yaml of the deployment), or protected figures (snis/disclosure.py).
A property test proves that this module and the SQL give equal rows on generated deliveries.

Source: docs/metodo/coincidencias.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class CoveringDelivery:
    """A delivery and the days that it covers, both ends included.

    Attributes:
        day: day of the delivery.
        amount: quetzales.
    """

    person: str
    modality: str
    day: date
    first: date
    last: date
    amount: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True, order=True)
class Coincidence:
    """One row of link_coincidencia: person, pair (a < b) and month with at least one day covered by both.

    Attributes:
        month: first day of the month.
        overlap_days: days of the month that both cover, 1 to 31.
        deliveries_a, deliveries_b: deliveries that cover some day of the month.
        amount_a, amount_b: quetzales of the deliveries dated in the month.
    """

    person: str
    modality_a: str
    modality_b: str
    month: date
    overlap_days: int
    deliveries_a: int
    deliveries_b: int
    amount_a: Decimal
    amount_b: Decimal


def coincidences(deliveries: Iterable[CoveringDelivery]) -> list[Coincidence]:
    """All coincidences, in person, pair and month order.

    Months after the last delivery of all are left out: a yearly benefit covers nothing that the data have not
    reached. A delivery counts in each month that it covers, its amount in the month of its day only.
    """
    known = list(deliveries)
    reached = max((delivery.day for delivery in known), default=date.min)
    covering: dict[str, dict[str, list[CoveringDelivery]]] = defaultdict(lambda: defaultdict(list))
    for delivery in known:
        covering[delivery.person][delivery.modality].append(delivery)
    return sorted(
        coincidence
        for by_modality in covering.values()
        for a, b in combinations(sorted(by_modality), 2)
        for coincidence in _of_pair(by_modality[a], by_modality[b], reached=reached)
    )


def _of_pair(a: list[CoveringDelivery], b: list[CoveringDelivery], *, reached: date) -> Iterator[Coincidence]:
    shared = _days_by_month(a)
    others = _days_by_month(b)
    for month in sorted(shared.keys() & others.keys()):
        both = shared[month] & others[month]
        if both and month <= reached:
            yield Coincidence(
                person=a[0].person,
                modality_a=a[0].modality,
                modality_b=b[0].modality,
                month=month,
                overlap_days=len(both),
                deliveries_a=_covering(a, month),
                deliveries_b=_covering(b, month),
                amount_a=_dated(a, month),
                amount_b=_dated(b, month),
            )


def _days_by_month(deliveries: Iterable[CoveringDelivery]) -> dict[date, set[date]]:
    months: dict[date, set[date]] = defaultdict(set)
    for delivery in deliveries:
        for day in _days(delivery):
            months[day.replace(day=1)].add(day)
    return months


def _covering(deliveries: Iterable[CoveringDelivery], month: date) -> int:
    return sum(any(day.replace(day=1) == month for day in _days(delivery)) for delivery in deliveries)


def _dated(deliveries: Iterable[CoveringDelivery], month: date) -> Decimal:
    """Amount of the deliveries that cover the month and are dated in it."""
    return sum(
        (
            delivery.amount
            for delivery in deliveries
            if delivery.day.replace(day=1) == month
            and any(day.replace(day=1) == month for day in _days(delivery))
        ),
        Decimal(0),
    )


def _days(delivery: CoveringDelivery) -> Iterator[date]:
    day = delivery.first
    while day <= delivery.last:
        yield day
        day += _DAY
