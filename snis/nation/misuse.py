"""Benefits that should not have been given.

Belongs here: deliveries beside the rules of a programme, planted so that somebody finds them. Does not belong here:
deliveries as the programmes give them (offers.py), or what registers say against a delivery (registers.py).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from snis.nation.model import Delivery, Household, Person

OLD_AGE, PURSE, SCHOOL_BONUS, RATIONS, FIRST_JOB = "P41", "P04", "P02", "P26", "P42"
_TWICE_OLD_AGE, _TWICE_PURSE, _TWICE_RATIONS, _BOTH_BONUSES, _TOO_YOUNG = 10, 8, 10, 6, 5
# A tenth of those who could be chosen at most, so that a small nation keeps good ones.
_ROOM = 10
_SCHOOL_AGES = range(6, 15)


def misuse(
    seed: int, households: Sequence[Household], deliveries: Sequence[Delivery]
) -> tuple[Delivery, ...]:
    """Further deliveries, numbered on from those that there are."""
    rng = Random(f"{seed}:misuse")  # noqa: S311 - invented data wants a repeatable stream
    first: dict[str, list[Delivery]] = {}
    for item in deliveries:
        if item.person and item.person.cui:
            first.setdefault(item.modality, []).append(item)
    extra = [
        *_again(rng, first.get(OLD_AGE, []), _TWICE_OLD_AGE, lambda: timedelta(days=1)),
        *_again(rng, first.get(PURSE, []), _TWICE_PURSE, lambda: timedelta(days=rng.randrange(1, 4))),
        *_again(rng, first.get(RATIONS, []), _TWICE_RATIONS, lambda: timedelta(days=rng.randrange(8, 25))),
        *_both_bonuses(rng, households, first),
        *_too_young(rng, households, first),
    ]
    return tuple(replace(item, number=len(deliveries) + turn) for turn, item in enumerate(extra, start=1))


def _again(
    rng: Random, given: Sequence[Delivery], count: int, later: Callable[[], timedelta]
) -> Iterator[Delivery]:
    """The same benefit a second time, some days after the first, before the next and inside the data."""
    last = max((item.day for item in given), default=date.min)
    taken = {(item.person.number, item.day) for item in given if item.person}
    chosen: set[int] = set()
    for item in rng.sample(given, len(given)):
        day = item.day + later()
        who = item.person.number if item.person else 0
        if len(chosen) >= min(count, len(given) // _ROOM):
            return
        if who not in chosen and (who, day) not in taken and day <= last + timedelta(days=1):
            chosen.add(who)
            yield replace(item, day=day)


def _both_bonuses(
    rng: Random, households: Sequence[Household], given: dict[str, list[Delivery]]
) -> Iterator[Delivery]:
    """Bono Social, which is for the departments, to households that have Bolsa Social, which is for the capital."""
    schools = {
        home.number
        for home in households
        if any(member.age_on(date(2026, 2, 15)) in _SCHOOL_AGES for member in home.members)
    }
    holders = {item.person.number: item.person for item in given.get(PURSE, []) if item.person}
    suited = [person for person in holders.values() if person.household in schools]
    models = given.get(SCHOOL_BONUS, [])
    days = sorted({item.day for item in models})
    for person in rng.sample(suited, min(_BOTH_BONUSES, len(suited) // _ROOM)):
        model = rng.choice(models)
        for day in days:
            yield replace(model, person=person, day=day)


def _too_young(
    rng: Random, households: Sequence[Household], given: dict[str, list[Delivery]]
) -> Iterator[Delivery]:
    """Old-age payments to people under 65, and first jobs for minors."""
    people = [person for home in households for person in home.members if person.cui]
    for modality, youngest, oldest in ((OLD_AGE, 58, 63), (FIRST_JOB, 16, 16)):
        models = given.get(modality, [])
        days = sorted({item.day for item in models})
        suited = [p for p in people if youngest <= p.age_on(date(2026, 2, 15)) <= oldest and _grown(p)]
        for person in rng.sample(suited, min(_TOO_YOUNG, len(suited) // _ROOM)):
            for day in days:
                yield replace(models[0], person=person, place=person.place, day=day)


def _grown(person: Person) -> bool:
    """Whether the age stays what it is until the months are over."""
    return person.born.month > 5
