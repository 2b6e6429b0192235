"""Two modalities under a rule on the same days: the readable reference of assets/link/link_coincidencia_regla.sql.

Belongs here: the rule, day by day, on plain values. Does not belong here: the bulk computation (SQL, with a mask of 31
bits a month), coincidences whatever the rules say (coincidence.py), or registers (crossing.py). A property test proves
that this module and the SQL give equal rows on generated deliveries.

Source: docs/metodo/coincidencias.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from snis.coincidence_rules import ASKING
from snis.coincidence_table import Effective

_DAY = timedelta(days=1)
# What was not handed over, or came back, is no benefit that somebody has.
NOT_MADE = frozenset({"no_cobrada", "devuelta"})


@dataclass(frozen=True, kw_only=True, order=True)
class Delivery:
    """A delivery and the days that it covers, both ends included; the order breaks ties of one modality with itself.

    Attributes:
        first, last: the days that it covers.
        day: day of the delivery.
        address: transfer, sheet and row.
        household: None when the institution does not number it.
    """

    first: date
    last: date
    day: date
    address: tuple[str, str, int]
    modality: str
    person: str | None = None
    household: str | None = None
    amount: Decimal = Decimal(0)
    known: date = date.min
    state: str | None = None

    def subject(self, grain: str) -> str | None:
        """Whose days it covers: the person's, or the household's and, where nobody numbers it, the person's."""
        return self.person if grain == "persona" else self.household or self.person


@dataclass(frozen=True, kw_only=True, order=True)
class Overlap:
    """One row of link_coincidencia_regla: rule, subject, pair and year with more days in common than tolerated.

    Attributes:
        days: days of side a that side b, with its window, covers too.
        first_day: the first of them.
        deliveries_a, deliveries_b: deliveries that have some of them.
        amount_a, amount_b: quetzales of those deliveries.
        at_stake: the part of the two that the rule puts in doubt.
    """

    rule: str
    subject: str
    modality_a: str
    modality_b: str
    year: int
    days: int
    first_day: date
    deliveries_a: int
    deliveries_b: int
    amount_a: Decimal
    amount_b: Decimal
    at_stake: Decimal


@dataclass(frozen=True)
class _Sides:
    """Deliveries of both sides that have some of the days in common."""

    common: Set[date]
    a: Sequence[Delivery]
    b: Sequence[Delivery]


def overlaps(deliveries: Iterable[Delivery], rules: Iterable[Effective]) -> list[Overlap]:
    """All overlaps under rules that ask somebody, in rule, subject, pair and year order.

    Days after the month of the last delivery of all are left out: the data have not reached them.
    """
    made = [item for item in deliveries if item.state not in NOT_MADE]
    reached = max((_month_end(item.day) for item in made), default=date.min)
    stretches: dict[tuple[str, str, str], list[Effective]] = defaultdict(list)
    for rule in rules:
        if rule.modality_b is not None and rule.rule.verdict in ASKING:
            stretches[rule.rule.id, rule.modality_a, rule.modality_b].append(rule)
    return sorted(
        found
        for in_force in stretches.values()
        for subject, items in _by_subject(made, in_force).items()
        for found in _of_subject(in_force[0], subject, items, reached)
    )


def _by_subject(made: Iterable[Delivery], stretches: Sequence[Effective]) -> dict[str, list[Delivery]]:
    """Deliveries of the two modalities on days on which the rule is in force."""
    rule = stretches[0]
    found: dict[str, list[Delivery]] = defaultdict(list)
    for item in made:
        subject = item.subject(rule.rule.grain)
        in_force = any(_in_force(stretch, item.day) for stretch in stretches)
        if subject and item.modality in {rule.modality_a, rule.modality_b} and in_force:
            found[subject].append(item)
    return found


def _of_subject(rule: Effective, subject: str, items: Sequence[Delivery], reached: date) -> Iterator[Overlap]:
    same = rule.modality_a == rule.modality_b
    everything = _repeated(rule, items, reached) if same else _shared(rule, items, reached)
    for year in sorted({day.year for day in everything}):
        common = {day for day in everything if day.year == year}
        if len(common) <= rule.rule.window.tolerance:
            continue
        sides = _later(rule, items, common) if same else _both(rule, items, common)
        paid_a, paid_b = (sum((item.amount for item in side), Decimal(0)) for side in (sides.a, sides.b))
        stakes = {"a": paid_a, "b": paid_b, "ambos": paid_a + paid_b, "menor": min(paid_a, paid_b)}
        yield Overlap(
            rule=rule.rule.id,
            subject=subject,
            modality_a=rule.modality_a,
            modality_b=rule.modality_b or "",
            year=year,
            days=len(common),
            first_day=min(common),
            deliveries_a=len(sides.a),
            deliveries_b=len(sides.b),
            amount_a=paid_a,
            amount_b=paid_b,
            at_stake=stakes[rule.rule.amount],
        )


def _shared(rule: Effective, items: Sequence[Delivery], reached: date) -> set[date]:
    """Days of a that b, with its window, covers too."""
    plain = {day for item in items if item.modality == rule.modality_a for day in _days(item)}
    wide = {day for item in items if item.modality == rule.modality_b for day in _wide(item, rule)}
    return {day for day in plain & wide if day <= reached}


def _both(rule: Effective, items: Sequence[Delivery], common: Set[date]) -> _Sides:
    return _Sides(
        common,
        [i for i in items if i.modality == rule.modality_a and common & set(_days(i))],
        [i for i in items if i.modality == rule.modality_b and common & set(_wide(i, rule))],
    )


def _repeated(rule: Effective, items: Sequence[Delivery], reached: date) -> set[date]:
    """Days of a later delivery that an earlier one, with its window, covered already."""
    return {
        day for _, days in _again(rule, items) for day in days if day <= reached
    }  # fmt: skip


def _later(rule: Effective, items: Sequence[Delivery], common: Set[date]) -> _Sides:
    """Side b is what came again; side a is what it repeats."""
    again = [item for item, days in _again(rule, items) if days & common]
    first = [item for item in items if item not in again and common & set(_wide(item, rule))]
    return _Sides(common, first, again)


def _again(rule: Effective, items: Sequence[Delivery]) -> Iterator[tuple[Delivery, set[date]]]:
    covered: set[date] = set()
    for item in sorted(items):
        yield item, set(_days(item)) & covered
        covered |= set(_wide(item, rule))


def _in_force(rule: Effective, day: date) -> bool:
    return rule.first <= day and (rule.last is None or day <= rule.last)


def _days(item: Delivery) -> Iterator[date]:
    return _span(item.first, item.last)


def _wide(item: Delivery, rule: Effective) -> Iterator[date]:
    window = rule.rule.window
    return _span(item.first - window.before * _DAY, item.last + window.after * _DAY)


def _span(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + number * _DAY


def _month_end(day: date) -> date:
    return (day.replace(day=28) + 4 * _DAY).replace(day=1) - _DAY
