"""What the verifiers know: RENAP, ONSEC, IGSS; and what communities receive.

Belongs here: register entries and community deliveries. Does not belong here: deliveries to people (offers.py).
"""

from datetime import date, timedelta
from random import Random

from snis.nation.calendars import Months, once
from snis.nation.model import CommunityDelivery, Delivery, Entry, Person, Place
from snis.nation.naming import community

BORN, DIED, PAYROLL, PENSION = "renap_persona", "renap_defuncion", "onsec_planilla", "igss_pension"
_UNKNOWN_TO_RENAP = 0.006
_ADULT, _RETIRED = 18, 62
# Modalities that a State salary or pension goes badly with.
_AGAINST_SALARY = frozenset({"P04", "P08", "P26", "P41", "P42"})
_AGAINST_PENSION = frozenset({"P41"})
_DEATHS_IN_TIME, _DEATHS_LATE, _DEATHS_AFTER = 0.035, 0.025, 0.015
_SCHOOL_WORKS = ("huerto_escolar", "huerto_comunal")
_WORKS = (("estufa", 60_000), ("techo", 90_000), ("agua", 250_000), ("camino", 900_000), ("salon", 4_500_000))


def register(seed: int, persons: tuple[Person, ...], deliveries: tuple[Delivery, ...]) -> tuple[Entry, ...]:
    """Entries of the four registers, each in person order."""
    rng = Random(f"{seed}:registers")  # noqa: S311 - invented data wants a repeatable stream
    known = [person for person in persons if person.cui and rng.random() >= _UNKNOWN_TO_RENAP]
    return (
        *(Entry(BORN, person) for person in known),
        *_deaths(rng, known, deliveries),
        *_jobs(rng, known, deliveries),
        *_pensions(rng, known, deliveries),
    )


def build(
    seed: int, places: dict[str, Place], *, households: int, months: Months
) -> tuple[CommunityDelivery, ...]:
    """Community deliveries: gardens (P34) and works (P54), about one for each thirty households."""
    rng = Random(f"{seed}:communities")  # noqa: S311 - invented data wants a repeatable stream
    homes = [place for place in places.values() if place.weight]
    native = [place for place in homes if place.peoples[0] + place.peoples[1] + place.peoples[2] > 40]
    found: list[CommunityDelivery] = []
    for number in range(1, max(households // 30, 6) + 1):
        is_garden = number % 5 < 3
        place = rng.choice(homes if is_garden else native)
        families = rng.randint(12, 140)
        work, cost = (rng.choice(_SCHOOL_WORKS), 0) if is_garden else rng.choice(_WORKS)
        per_family = cost * families if work in {"estufa", "techo"} else cost
        name = f"Escuela de {community(rng)}" if work == "huerto_escolar" else community(rng)
        found.append(
            CommunityDelivery(
                number=number,
                modality="P34" if is_garden else "P54",
                community=name,
                place=place.code,
                work=work,
                families=families,
                day=once(within=tuple(month.month for month in months))(rng, months)[0],
                amount=per_family or rng.randrange(2_500, 9_000) * 100,
            )
        )
    return tuple(found)


def _deaths(rng: Random, known: list[Person], deliveries: tuple[Delivery, ...]) -> list[Entry]:
    """Some died before a payment and were registered before it, some after it, some died after all of them."""
    payments: dict[int, list[date]] = {}
    for item in deliveries:
        if item.person and item.modality == "P41":
            payments.setdefault(item.person.number, []).append(item.day)
    found = []
    for person in known:
        if person.number not in payments:
            if person.role == "elder" and rng.random() < 0.02:
                died = date(2025, 1, 1) + timedelta(days=rng.randrange(330))
                found.append(Entry(DIED, person, died, died + timedelta(days=rng.randrange(1, 20))))
            continue
        first, last, chance = min(payments[person.number]), max(payments[person.number]), rng.random()
        if chance < _DEATHS_IN_TIME:
            died = first - timedelta(days=rng.randrange(25, 200))
            found.append(Entry(DIED, person, died, died + timedelta(days=rng.randrange(1, 15))))
        elif chance < _DEATHS_IN_TIME + _DEATHS_LATE:
            died = first - timedelta(days=rng.randrange(5, 60))
            found.append(Entry(DIED, person, died, last + timedelta(days=rng.randrange(1, 4))))
        elif chance < _DEATHS_IN_TIME + _DEATHS_LATE + _DEATHS_AFTER:
            died = last + timedelta(days=1)
            found.append(Entry(DIED, person, died, died + timedelta(days=rng.randrange(1, 3))))
    return found


def _jobs(rng: Random, known: list[Person], deliveries: tuple[Delivery, ...]) -> list[Entry]:
    planted = _receiving(_AGAINST_SALARY, deliveries)
    found = []
    for person in known:
        chance = 0.015 if person.number in planted else 0.03
        if _ADULT <= person.age_on(date(2026, 1, 1)) < _RETIRED + 8 and rng.random() < chance:
            hired = date(2008, 1, 1) + timedelta(days=rng.randrange(6_200))
            left = date(2026, 2, 28) if rng.random() < 0.06 else None
            found.append(Entry(PAYROLL, person, hired, ended=left))
    return found


def _pensions(rng: Random, known: list[Person], deliveries: tuple[Delivery, ...]) -> list[Entry]:
    planted = _receiving(_AGAINST_PENSION, deliveries)
    found = []
    for person in known:
        chance = 0.04 if person.number in planted else 0.30
        if person.age_on(date(2026, 1, 1)) >= _RETIRED and rng.random() < chance:
            found.append(Entry(PENSION, person, date(2012, 1, 1) + timedelta(days=rng.randrange(4_900))))
    return found


def _receiving(modalities: frozenset[str], deliveries: tuple[Delivery, ...]) -> frozenset[int]:
    return frozenset(item.person.number for item in deliveries if item.person and item.modality in modalities)
