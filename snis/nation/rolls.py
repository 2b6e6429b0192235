"""Who is enrolled in a programme, meets its duties, and collects what it pays.

Belongs here: padrones, compliance of the families of Bono Social, payments that nobody collected. Does not belong
here: what registers outside the programmes know (registers.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from snis.nation.calendars import Months
from snis.nation.model import Delivery, Entry, Person
from snis.nation.registers import DIED

ROLL, SCHOOL, HEALTH = "mides_padron", "mineduc_cumplimiento", "mspas_cumplimiento"
PAID, UNCOLLECTED, RETURNED = "entregada", "no_cobrada", "devuelta"
# Modalities with a padrón, and the age from which one can stand in it.
_ENROLLED = {"P04": 18, "P41": 65}
_TODAY = date(2026, 1, 1)
_DUTIES = {"P01": HEALTH, "P02": SCHOOL}
_OLD_AGE = "P41"
# Parts of those who are paid: never enrolled, out before a payment, in after one.
_NEVER, _OUT, _LATE = 0.025, 0.025, 0.015
# Part of the duties of which the deliverer says something else than the school or the clinic.
_SAID_OTHERWISE = 0.04
_LEAVES_IT, _COMES_BACK, _DEAD_PAID = 0.03, 0.02, 0.6
_EXPELLED = date(2026, 2, 15)


def enrol(seed: int, persons: Sequence[Person], deliveries: Sequence[Delivery]) -> Iterator[Entry]:
    """The padrones, each in person order: who is paid, but for a few, and others who wait."""
    rng = Random(f"{seed}:rolls")  # noqa: S311 - invented data wants a repeatable stream
    for modality, youngest in _ENROLLED.items():
        payments = _payments(modality, deliveries)
        grown = [person.number for person in persons if person.age_on(_TODAY) >= youngest]
        numbers = {*payments, *rng.sample(grown, min(len(payments) // 10, len(grown)))}
        for person in persons:
            if person.number not in numbers or not person.cui:
                continue
            enrolled = date(2023, 1, 1) + timedelta(days=rng.randrange(900))
            chance, left = rng.random(), None
            if chance < _NEVER:
                continue
            if chance < _NEVER + _OUT:
                left = _EXPELLED - timedelta(days=rng.randrange(60))
            elif chance < _NEVER + _OUT + _LATE:
                enrolled = _EXPELLED + timedelta(days=rng.randrange(60))
            yield Entry(ROLL, person, enrolled, enrolled, left, modality)


def comply(seed: int, deliveries: Sequence[Delivery], *, months: Months) -> Iterator[Entry]:
    """What clinic and school say of the duties of each family, bimester by bimester."""
    rng = Random(f"{seed}:duties")  # noqa: S311 - invented data wants a repeatable stream
    starts = [month for month in months if month.month % 2 == 1]
    for modality, register in _DUTIES.items():
        seen: set[tuple[int, date]] = set()
        for item in deliveries:
            start = max((day for day in starts if day <= item.day), default=None)
            if item.modality != modality or item.person is None or not item.person.cui or start is None:
                continue
            if (item.person.number, start) in seen:
                continue
            seen.add((item.person.number, start))
            complies = item.complies != (rng.random() < _SAID_OTHERWISE)
            yield Entry(
                register, item.person, start, ended=_bimester_end(start), modality=modality, complies=complies
            )


def collect(seed: int, deliveries: Sequence[Delivery], entries: Sequence[Entry]) -> tuple[Delivery, ...]:
    """The same deliveries; some old-age payments were not collected, or came back."""
    rng = Random(f"{seed}:collection")  # noqa: S311 - invented data wants a repeatable stream
    died = {entry.person.number: entry.occurred for entry in entries if entry.register == DIED}
    fate: dict[int, tuple[str, date]] = {}
    for number, payments in _payments(_OLD_AGE, deliveries).items():
        chance, since = rng.random(), rng.choice(payments)
        dead_since = died.get(number)
        if dead_since:
            fate[number] = (PAID if rng.random() < _DEAD_PAID else UNCOLLECTED, dead_since)
        elif chance < _LEAVES_IT:
            fate[number] = UNCOLLECTED, since
        elif chance < _LEAVES_IT + _COMES_BACK:
            fate[number] = RETURNED, since
    return tuple(_settled(item, fate) for item in deliveries)


def _settled(item: Delivery, fate: dict[int, tuple[str, date]]) -> Delivery:
    if item.modality != _OLD_AGE or item.person is None or item.person.number not in fate:
        return item
    state, since = fate[item.person.number]
    return replace(item, state=state) if item.day >= since else item


def _payments(modality: str, deliveries: Sequence[Delivery]) -> dict[int, list[date]]:
    found: dict[int, list[date]] = {}
    for item in deliveries:
        if item.modality == modality and item.person:
            found.setdefault(item.person.number, []).append(item.day)
    return found


def _bimester_end(start: date) -> date:
    following = start.replace(month=start.month + 2) if start.month < 11 else date(start.year + 1, 1, 1)
    return following - timedelta(days=1)
