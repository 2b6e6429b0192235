"""What the verifiers know of people: RENAP, ONSEC, IGSS, MINFIN.

Belongs here: deaths, posts, pensions and contracts, some of them against a benefit. Does not belong here: who is
enrolled in a programme and meets its duties (rolls.py), or deliveries (offers.py).

What is against a benefit happened before it, inside the period that it pays, or was written down too late.
"""

from datetime import date, timedelta
from random import Random

from snis.nation.model import Delivery, Entry, Person

BORN, DIED, PAYROLL, PENSION = "renap_persona", "renap_defuncion", "onsec_planilla", "igss_pension"
CONTRACTOR = "minfin_contratista"
_UNKNOWN_TO_RENAP = 0.006
_ADULT, _RETIRED = 18, 62
# Modalities that a State salary or pension goes badly with.
_AGAINST_SALARY = frozenset({"P04", "P08", "P26", "P41", "P42"})
_AGAINST_PENSION = frozenset({"P41"})
_AGAINST_CONTRACT = _AGAINST_SALARY
_TO_HOLDERS = frozenset({"P01", "P02", "P04", "P26", "P32"})
_DEATHS_IN_TIME, _DEATHS_LATE, _DEATHS_BETWEEN, _DEATHS_AFTER = 0.035, 0.025, 0.03, 0.015
_DEATHS_OF_HOLDERS = 0.006
_FIRST_DAY, _LAST_DAY = date(2026, 1, 1), date(2026, 4, 30)


def register(seed: int, persons: tuple[Person, ...], deliveries: tuple[Delivery, ...]) -> tuple[Entry, ...]:
    """Entries of the registers, each in person order."""
    rng = Random(f"{seed}:registers")  # noqa: S311 - invented data wants a repeatable stream
    known = [person for person in persons if person.cui and rng.random() >= _UNKNOWN_TO_RENAP]
    return (
        *(Entry(BORN, person) for person in known),
        *_deaths(rng, known, deliveries),
        *_jobs(rng, known, deliveries),
        *_pensions(rng, known, deliveries),
        *_contracts(seed, known, deliveries),
    )


def _deaths(rng: Random, known: list[Person], deliveries: tuple[Delivery, ...]) -> list[Entry]:
    """Some died before a payment and were registered before it, some after it, some between two, some after all."""
    old, holders = _days_of(frozenset({"P41"}), deliveries), _days_of(_TO_HOLDERS, deliveries)
    found = []
    for person in known:
        if person.number in old:
            died = _death_of_old(rng, sorted(old[person.number]))
        elif person.number in holders and rng.random() < _DEATHS_OF_HOLDERS:
            died = _death_between(rng, sorted(holders[person.number]))
        elif person.role == "elder" and rng.random() < 0.02:
            day = date(2025, 1, 1) + timedelta(days=rng.randrange(330))
            died = day, day + timedelta(days=rng.randrange(1, 20))
        else:
            died = None
        if died:
            found.append(Entry(DIED, person, *died))
    return found


def _death_of_old(rng: Random, payments: list[date]) -> tuple[date, date] | None:
    """Day of the death and of its registration, or None for who lives on."""
    first, last, chance = payments[0], payments[-1], rng.random()
    if chance < _DEATHS_IN_TIME:
        died = first - timedelta(days=rng.randrange(35, 200))
        return died, died + timedelta(days=rng.randrange(1, 9))
    if chance < _DEATHS_IN_TIME + _DEATHS_LATE:
        return first - timedelta(days=rng.randrange(30, 60)), last + timedelta(days=rng.randrange(1, 4))
    if chance < _DEATHS_IN_TIME + _DEATHS_LATE + _DEATHS_BETWEEN:
        return _death_between(rng, payments)
    if chance < _DEATHS_IN_TIME + _DEATHS_LATE + _DEATHS_BETWEEN + _DEATHS_AFTER:
        died = last + timedelta(days=1)
        return died, died + timedelta(days=rng.randrange(1, 3))
    return None


def _death_between(rng: Random, payments: list[date]) -> tuple[date, date]:
    """A death some days before one of the payments, registered soon, or only when the list was paid."""
    died = rng.choice(payments) - timedelta(days=rng.randrange(2, 15))
    return died, min(died + timedelta(days=rng.choice((1, 3, 10, 40))), _LAST_DAY)


def _jobs(rng: Random, known: list[Person], deliveries: tuple[Delivery, ...]) -> list[Entry]:
    planted = _days_of(_AGAINST_SALARY, deliveries)
    found = []
    for person in known:
        chance = 0.02 if person.number in planted else 0.03
        if _ADULT <= person.age_on(_FIRST_DAY) < _RETIRED + 8 and rng.random() < chance:
            hired = date(2008, 1, 1) + timedelta(days=rng.randrange(6_200))
            left = date(2026, 2, 28) if rng.random() < 0.06 else None
            if person.number in planted:
                hired, left = _around(rng, hired, left, sorted(planted[person.number]))
            late = rng.random() < 0.2
            registered = max(hired, _LAST_DAY) if late else hired + timedelta(days=rng.randrange(6))
            found.append(Entry(PAYROLL, person, hired, min(registered, _LAST_DAY), left))
    return found


def _pensions(rng: Random, known: list[Person], deliveries: tuple[Delivery, ...]) -> list[Entry]:
    planted = _days_of(_AGAINST_PENSION, deliveries)
    found = []
    for person in known:
        chance = 0.05 if person.number in planted else 0.30
        if person.age_on(_FIRST_DAY) >= _RETIRED and rng.random() < chance:
            granted, ended = date(2012, 1, 1) + timedelta(days=rng.randrange(4_900)), None
            if person.number in planted:
                granted, ended = _around(rng, granted, None, sorted(planted[person.number]))
            late = rng.random() < 0.25
            registered = max(granted, _LAST_DAY) if late else granted + timedelta(days=rng.randrange(6))
            found.append(Entry(PENSION, person, granted, min(registered, _LAST_DAY), ended))
    return found


def _contracts(seed: int, known: list[Person], deliveries: tuple[Delivery, ...]) -> list[Entry]:
    """Contracts of some months: over before the first payment, running through it, or begun after it."""
    rng = Random(f"{seed}:contracts")  # noqa: S311 - invented data wants a repeatable stream
    planted = _days_of(_AGAINST_CONTRACT, deliveries)
    found = []
    for person in known:
        chance = 0.02 if person.number in planted else 0.012
        if _ADULT <= person.age_on(_FIRST_DAY) < _RETIRED + 8 and rng.random() < chance:
            begins = date(2025, 6, 1) + timedelta(days=rng.randrange(330))
            ends = begins + timedelta(days=rng.choice((59, 89, 179, 334))) if rng.random() < 0.8 else None
            registered = begins + timedelta(days=rng.choice((0, 5, 30, 75)))
            found.append(Entry(CONTRACTOR, person, begins, min(registered, _LAST_DAY), ends))
    return found


def _around(rng: Random, begins: date, ends: date | None, payments: list[date]) -> tuple[date, date | None]:
    """One in four begins or ends close to a payment: within its month, on its day, or the day before."""
    chance, day = rng.random(), rng.choice(payments)
    if chance < 0.15:
        return day - timedelta(days=rng.choice((0, 3, 9))), ends
    if chance < 0.25:
        return begins, day - timedelta(days=rng.choice((0, 1)))
    return begins, ends


def _days_of(modalities: frozenset[str], deliveries: tuple[Delivery, ...]) -> dict[int, list[date]]:
    """Days on which each person had something of these modalities."""
    found: dict[int, list[date]] = {}
    for item in deliveries:
        if item.person and item.modality in modalities:
            found.setdefault(item.person.number, []).append(item.day)
    return found
