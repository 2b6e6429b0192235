"""People who are easily taken for each other.

Belongs here: making some persons of the nation homonyms, namesakes of one year, and twins. Does not belong here: what
an institution writes of them (pipelines/sample).

Homonyms share name, sex and birth date, and only their numbers tell them apart. Namesakes share name, sex and birth
year. Twins share everything but the given names, and their numbers follow each other.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

from snis.nation.model import Household, Person
from snis.nation.naming import NO_CHECK_DIGIT, check_digit

# Couples drawn; those of two sexes or without number fall away.
_HOMONYMS, _NAMESAKES, _TWINS = 40, 60, 45
_Couple = tuple[Person, Person]


def make_alike(seed: int, households: Sequence[Household]) -> tuple[Household, ...]:
    """The same households, some of whose members are now like another person."""
    rng = Random(f"{seed}:alike")  # noqa: S311 - invented data wants a repeatable stream
    people = [person for home in households for person in home.members]
    changed: dict[int, Person] = {}
    homonyms, namesakes = _couples(rng, [person for person in people if person.role == "elder"])
    for one, other in homonyms:
        changed[other.number] = replace(other, given=one.given, surnames=one.surnames, born=one.born)
    for one, other in namesakes:
        born = other.born.replace(year=one.born.year, day=min(other.born.day, 28))
        changed[other.number] = replace(other, given=one.given, surnames=one.surnames, born=born)
    taken = {person.cui[:8] for person in people if person.cui}
    for elder, younger in _twins(rng, households):
        number = _next_number(elder.cui, taken)
        if number:
            taken.add(number[:8])
            changed[younger.number] = replace(
                younger,
                born=elder.born,
                cui=number,
                birth_place=elder.birth_place,
                schooling=elder.schooling,
                given=_alike(elder, younger),
            )
    return tuple(_with(home, changed) for home in households)


def _with(home: Household, changed: dict[int, Person]) -> Household:
    if not any(member.number in changed for member in home.members):
        return home
    return replace(home, members=tuple(changed.get(member.number, member) for member in home.members))


def _couples(rng: Random, elders: list[Person]) -> tuple[list[_Couple], list[_Couple]]:
    """Old people of one sex and of different households, all with a number: homonyms, and namesakes of a year.

    Old people, since no child has to carry their surnames.
    """
    drawn = rng.sample(elders, min(2 * (_HOMONYMS + _NAMESAKES), len(elders) // 5 * 2))
    couples = [
        (one, other)
        for one, other in zip(drawn[::2], drawn[1::2], strict=True)
        if one.sex == other.sex and one.household != other.household and one.cui and other.cui
    ]
    homonyms = len(couples) * _HOMONYMS // (_HOMONYMS + _NAMESAKES)
    return couples[:homonyms], couples[homonyms:]


def _twins(rng: Random, households: Sequence[Household]) -> list[_Couple]:
    """Children of one household who follow each other and both have a number; one pair for each household."""
    found = []
    for home in households:
        children = [member for member in home.members if member.role == "child" and member.cui]
        pairs = [pair for pair in pairwise(children) if pair[0].given[0] != pair[1].given[0]]
        if pairs:
            found.append(rng.choice(pairs))
    return rng.sample(found, min(_TWINS, len(found) // 8))


def _next_number(cui: str, taken: set[str]) -> str:
    """The number that follows, with the same place; empty when somebody has it."""
    serial = int(cui[:8]) + 1
    while check_digit(str(serial)) == NO_CHECK_DIGIT:
        serial += 1
    return "" if str(serial) in taken else f"{serial}{check_digit(str(serial))}{cui[9:]}"


def _alike(elder: Person, younger: Person) -> tuple[str, ...]:
    """Parents like to give twins a name in common: the second one, when both have two."""
    if elder.sex != younger.sex or len(elder.given) < 2 or len(younger.given) < 2:
        return younger.given
    return younger.given if younger.given[0] == elder.given[1] else (younger.given[0], elder.given[1])
