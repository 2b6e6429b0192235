"""What each programme gives, to whom, how often.

Belongs here: one Offer for each modality, with the part of the eligible that it reaches, and the deliveries that
follow. Does not belong here: ages, sexes and places of eligibility, which are read from programmes.csv.

Amounts that programmes.csv does not know are invented here; they are marked.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

from snis.nation.calendars import Months, Schedule, each_bimester, on_day, once, visits
from snis.nation.model import Delivery, Household, Modality, Person

Test = Callable[[Person, Household], bool]

VIDA = "P11"
COURT = "P51"
RATION = "P09"
# Few people, whatever the size of the nation; a share would make them visible or none.
_FIXED = {VIDA: 40, COURT: 7}
_ADULT = 18


@dataclass(frozen=True)
class Offer:
    """How a programme delivers.

    Attributes:
        modality: code in programmes.csv.
        reach: part of the eligible that gets it.
        schedule: the days of one recipient.
        fits: what else a recipient must be.
        amount: cents of quetzal when programmes.csv gives none; 0 for benefits in kind.
        quantities: numbers of units to choose from.
    """

    modality: str
    reach: float
    schedule: Schedule
    fits: Test
    amount: int = 0
    quantities: tuple[int, ...] = (1,)


def _anybody(_person: Person, _home: Household) -> bool:
    return True


def _poor(_person: Person, home: Household) -> bool:
    return home.poverty != "3"


def _pupil(person: Person, _home: Household) -> bool:
    return person.role == "child" and person.schooling in {"1", "2"}


def _student(person: Person, _home: Household) -> bool:
    return person.role == "child" and person.schooling in {"3", "4"}


def _poor_student(person: Person, home: Household) -> bool:
    return _student(person, home) and home.poverty != "3"


def _disabled(person: Person, _home: Household) -> bool:
    return person.disabled


def _unschooled(person: Person, _home: Household) -> bool:
    return person.schooling == "0"


def _little_schooled(person: Person, _home: Household) -> bool:
    return person.schooling == "2" and person.role != "child"


def _rural(person: Person, home: Household) -> bool:
    return "zona" not in person.address and home.poverty != "3"


def _indigenous(person: Person, _home: Household) -> bool:
    return person.people in {"1", "2", "3"}


OFFERS = (
    Offer("P01", 0.58, each_bimester(18), _poor),
    Offer("P02", 0.55, each_bimester(18), _poor),
    Offer("P03", 0.45, each_bimester(18), _poor, amount=30_000),  # invented amount
    Offer("P04", 0.75, on_day(12), _poor),
    Offer("P05", 0.45, once(within=(3,)), _poor_student),
    Offer("P08", 0.03, once(within=(2, 3, 4)), _poor),
    Offer(RATION, 0.10, visits(2, 4), _anybody),
    Offer("P10", 0.09, on_day(21, skip_january=True), _anybody),
    Offer(VIDA, 1.0, on_day(25), _poor),
    Offer("P16", 0.66, on_day(6, skip_january=True), _pupil),
    Offer("P18", 0.62, once(within=(2,)), _pupil),
    Offer("P19", 0.55, once(within=(2,)), _student),
    Offer("P24", 0.42, once(within=(3,)), _unschooled),
    Offer("P25", 0.20, once(within=(3,)), _little_schooled),
    Offer("P26", 0.28, once(within=(1, 2, 3, 4)), _poor),
    Offer("P28", 0.18, once(within=(1, 2, 3, 4)), _rural),
    Offer("P30", 0.22, once(within=(3, 4)), _rural),
    Offer("P32", 0.62, once(within=(3, 4)), _rural, quantities=(1, 2, 2, 3)),
    Offer("P37", 0.80, visits(2, 3), _anybody),
    Offer("P38", 0.70, visits(1, 3), _anybody),
    Offer("P41", 0.80, on_day(27), _poor),
    Offer("P42", 0.05, on_day(28), _poor, amount=185_050),  # invented: about half a minimum wage
    Offer("P43", 0.07, visits(1, 1), _anybody),
    Offer("P46", 0.18, on_day(15), _poor),
    Offer("P47", 0.20, on_day(15), _poor),
    Offer("P48", 0.12, once(within=(1, 2, 3, 4)), _disabled, quantities=(1, 1, 1, 2)),
    Offer("P49", 0.10, once(within=(2, 3, 4)), _poor),
    Offer("P50", 0.45, on_day(9), _disabled),
    Offer(COURT, 1.0, on_day(9), _poor),
    Offer("P55", 0.11, once(within=(1, 2, 3, 4)), _anybody),
    Offer("P56", 0.05, on_day(20), _indigenous, amount=120_000),  # invented amount
)


def deliver(
    seed: int, households: tuple[Household, ...], modalities: Mapping[str, Modality], *, months: Months
) -> tuple[Delivery, ...]:
    """All deliveries to persons, households and in rations, numbered in the order of OFFERS."""
    found: list[Delivery] = []
    for offer in OFFERS:
        rng = Random(f"{seed}:offer:{offer.modality}")  # noqa: S311 - invented data wants a repeatable stream
        modality = modalities[offer.modality]
        for person, place in _recipients(offer, modality, households, rng):
            complies = rng.random() < 0.93
            for day in offer.schedule(rng, months):
                if modality.unit == "persona" and not _of_age(person, modality, day):
                    continue
                found.append(
                    Delivery(
                        number=len(found) + 1,
                        modality=offer.modality,
                        person=person,
                        place=place,
                        day=day,
                        amount=modality.amount or offer.amount,
                        quantity=rng.choice(offer.quantities),
                        complies=complies,
                    )
                )
    return tuple(_with_nameless_rations(found, seed))


def _recipients(
    offer: Offer, modality: Modality, households: tuple[Household, ...], rng: Random
) -> list[tuple[Person, str]]:
    eligible = [
        (person, home.place)
        for home in households
        if _in_reach(home, modality)
        for person in _candidates(home, modality)
        if offer.fits(person, home)
    ]
    if offer.modality in _FIXED:
        return rng.sample(eligible, min(_FIXED[offer.modality], len(eligible) // 3))
    return [pair for pair in eligible if rng.random() < offer.reach]


def _in_reach(home: Household, modality: Modality) -> bool:
    return not modality.departments or home.place[:2] in modality.departments


def _candidates(home: Household, modality: Modality) -> Iterator[Person]:
    """Persons of age at the census; of a household, its holder when somebody in it is of age."""
    if modality.unit != "hogar":
        yield from (person for person in home.members if _of_age(person, modality, _REFERENCE))
    elif home.holder.age_on(_REFERENCE) >= _ADULT and any(
        _of_age(member, modality, _REFERENCE) for member in home.members
    ):
        yield home.holder


def _of_age(person: Person, modality: Modality, day: date) -> bool:
    if modality.sex and person.sex != modality.sex:
        return False
    # Vida is for girls: programmes.csv says only that they are under 14.
    youngest = 11 if modality.code == VIDA else modality.age_min
    return youngest <= person.age_on(day) <= modality.age_max


def _with_nameless_rations(deliveries: list[Delivery], seed: int) -> Iterator[Delivery]:
    """Half of the rations name nobody, and some of those are a whole table's."""
    rng = Random(f"{seed}:rations")  # noqa: S311 - invented data wants a repeatable stream
    for item in deliveries:
        if item.modality == RATION and rng.random() < 0.5:
            quantity = rng.choice((1, 1, 1, 10, 25))
            yield Delivery(
                item.number, item.modality, None, item.place, item.day, item.amount, quantity, item.complies
            )
        else:
            yield item


_REFERENCE = date(2026, 2, 15)
