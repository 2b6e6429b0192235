"""Invented people and the records that institutions keep of them, with the truth: to test and measure the linker.

Belongs here: families, twins, mothers' CUIs on children, and the errors of registers. Does not belong here: the sample
deployment (snis/nation), or judging a result (linkage_score.py). Every person is invented; serials begin with 9.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import accumulate
from random import Random

from snis.linkage.variants import variants
from snis.names import normal_form
from snis.territory import load_territory

COLUMNS = (
    "record_id", "source", "national_id", "given_names", "surnames", "sex", "birth_date", "place", "postcode",
    "address",
)  # fmt: skip
Chance = Callable[[float], bool]
_SPELLINGS = (
    ("QU", "K"), ("K", "QU"), ("TZ", "TS"), ("X", "SH"), ("C", "K"), ("Z", "S"), ("S", "Z"), ("V", "B"), ("B", "V"),
    ("LL", "Y"), ("Y", "LL"), ("J", "G"), ("HU", "W"), ("GÜ", "W"), ("H", ""), ("I", "Y"), ("C", "S"),
)  # fmt: skip
_KEYS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ROADS = ("CALLE", "AVENIDA", "CALLEJON", "CANTON", "ALDEA", "CASERIO", "COLONIA", "BARRIO")
_DUMMIES = ("0000000000000", "1111111111111", "1234567890101", "9999999999999")


@dataclass(frozen=True)
class Noise:
    """How bad the records are: chances for each field of a record.

    Attributes:
        scale: factor on every chance of an error; 1 gives an error in about 37 % of records, 2 in about 58 %.
        no_number: chance that there is no CUI.
        records: mean number of records of a person.
    """

    scale: float = 1.0
    no_number: float = 0.088
    records: float = 2.7


@dataclass
class Invented:
    """One person who does not exist."""

    number: str
    given: tuple[str, str]
    surnames: tuple[str, str]
    sex: str
    birth: tuple[int, int, int]
    place: str
    address: str
    husband: str = ""
    mother: "Invented | None" = field(default=None, repr=False)


class _Names:
    def __init__(self, random: Random) -> None:
        self._random = random
        rows = list(
            csv.DictReader((files("snis.nation") / "names.csv").read_text(encoding="utf-8").splitlines())
        )
        self._given = {
            sex: _weighted([row for row in rows if row["clase"] == "nombre" and row["sexo"] in (sex, "")])
            for sex in "FM"
        }
        self._surnames = _weighted([row for row in rows if row["clase"] == "apellido"])

    def given(self, sex: str) -> tuple[str, str]:
        first, second = (_drawn(self._random, self._given[sex]) for _ in range(2))
        return (first, second if second != first and self._random.random() < 0.8 else "")

    def surname(self) -> str:
        return _drawn(self._random, self._surnames)


def _weighted(rows: list[dict[str, str]]) -> tuple[list[str], list[float]]:
    return [row["nombre"] for row in rows], list(accumulate(float(row["peso"] or 1) for row in rows))


def _drawn(random: Random, weighted: tuple[list[str], list[float]]) -> str:
    return random.choices(weighted[0], cum_weights=weighted[1])[0]


def households(random: Random, persons: int) -> Iterator[Invented]:
    """About so many people, family by family."""
    names = _Names(random)
    places = sorted(load_territory().municipality_codes)
    serials = iter(random.sample(range(90_000_000, 100_000_000), min(persons * 2 + 1000, 9_900_000)))
    made = 0
    while made < persons:
        family = list(_family(random, names, places, serials))
        made += len(family)
        yield from family


def _family(random: Random, names: _Names, places: list[str], serials: Iterator[int]) -> Iterator[Invented]:
    place = random.choice(places)
    address = _address(random)
    year = random.randint(1945, 2003)

    def person(sex: str, surnames: tuple[str, str], birth: tuple[int, int, int]) -> Invented:
        born = place if random.random() < 0.8 else random.choice(places)
        return Invented(_cui(serials, born), names.given(sex), surnames, sex, birth, place, address)

    father = person("M", (names.surname(), names.surname()), _birth(random, year))
    mother = person("F", (names.surname(), names.surname()), _birth(random, year + random.randint(-3, 8)))
    if random.random() < 0.5:
        mother.husband = father.surnames[0]
    if random.random() < 0.85:
        yield father
    yield mother
    born = year + 20
    for _ in range(random.choice((0, 1, 1, 2, 2, 3, 4))):
        born += random.randint(1, 5)
        birth = _birth(random, min(born, 2025))
        for _ in range(2 if random.random() < 0.03 else 1):
            child = person(random.choice("FM"), (father.surnames[0], mother.surnames[0]), birth)
            child.mother = mother
            yield child


def _birth(random: Random, year: int) -> tuple[int, int, int]:
    return year, random.randint(1, 12), random.randint(1, 28)


def _address(random: Random) -> str:
    road, house = random.choice(_ROADS), f"{random.randint(1, 20)}-{random.randint(1, 99)}"
    return f"{random.randint(1, 40)} {road} {house} ZONA {random.randint(1, 25)}"


def _cui(serials: Iterator[int], place: str) -> str:
    for serial in serials:
        text = f"{serial:08d}"
        digit = sum(int(sign) * weight for sign, weight in zip(text, range(2, 10), strict=True)) % 11
        if digit < 10:
            return f"{text}{digit}{place}"
    raise ValueError("no serials left")


def records(people: list[Invented], random: Random, noise: Noise) -> Iterator[tuple[int, dict[str, str]]]:
    """The records of the people in random order: whose each is, and what it says."""
    owners = [
        number
        for number in range(len(people))
        for _ in range(1 + min(int(random.expovariate(1 / max(noise.records - 0.6, 0.01))), 11))
    ]
    random.shuffle(owners)
    for position, number in enumerate(owners):
        yield number, {"record_id": f"r{position}", **_record(people[number], random, noise)}


def _record(person: Invented, random: Random, noise: Noise) -> dict[str, str]:
    def happens(chance: float) -> bool:
        return random.random() < chance * noise.scale

    given, surnames = _given(person, random, happens), _surnames(person, random, happens)
    if happens(0.004):
        given, surnames = surnames, given
    return {
        "source": f"i{random.randint(1, 12)}",
        "national_id": _number(person, random, happens, noise),
        "given_names": given,
        "surnames": surnames,
        "sex": "" if happens(0.01) else ("FM".replace(person.sex, "") if happens(0.005) else person.sex),
        "birth_date": _date(person.birth, random, happens),
        "place": ""
        if happens(0.01)
        else (f"{random.randint(1, 22):02d}01" if happens(0.03) else person.place),
        "postcode": "",
        "address": "" if happens(0.2) else _typed(person.address, random, happens),
    }


def _number(person: Invented, random: Random, happens: Chance, noise: Noise) -> str:
    if random.random() < noise.no_number:
        return ""
    if happens(0.008):
        return random.choice(_DUMMIES)
    number = person.mother.number if person.mother and happens(0.02) else person.number
    if happens(0.043):
        place = random.randrange(13)
        return number[:place] + random.choice("0123456789") + number[place + 1 :]
    return number


def _given(person: Invented, random: Random, happens: Chance) -> str:
    first, second = person.given
    if happens(0.01):
        familiar = [short for short, name in variants().items() if name == normal_form(first)]
        first = random.choice(familiar) if familiar else first
    if second and happens(0.06):
        second = ""
    if second and happens(0.01):
        first, second = second, first
    if happens(0.01):
        return first[0] + (f" {second}" if second else "")
    return _misspelt(f"{first} {second}".strip(), random, happens)


def _surnames(person: Invented, random: Random, happens: Chance) -> str:
    first, second = person.surnames
    if happens(0.04):
        second = ""
    elif happens(0.01):
        first, second = second, first
    written = _misspelt(f"{first} {second}".strip(), random, happens)
    return f"{written} DE {person.husband}" if person.husband and happens(0.08) else written


def _misspelt(text: str, random: Random, happens: Chance) -> str:
    written = text.upper() if random.random() < 0.6 else text
    if happens(0.04):
        fitting = [(a, b) for a, b in _SPELLINGS if a in written.upper()]
        if fitting:
            a, b = random.choice(fitting)
            written = written.upper().replace(a, b, 1)
    return _typed(written, random, happens)


def _typed(text: str, random: Random, happens: Chance) -> str:
    if not text or not happens(0.035):
        return text
    place = random.randrange(len(text))
    kind = random.randrange(4)
    if kind == 0:
        return text[:place] + text[place + 1 :] or text
    if kind == 1:
        return text[:place] + random.choice(_KEYS) + text[place:]
    if kind == 2 and place + 1 < len(text):
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + random.choice(_KEYS) + text[place + 1 :]


def _date(birth: tuple[int, int, int], random: Random, happens: Chance) -> str:
    year, month, day = birth
    if happens(0.01):
        return ""
    if happens(0.015) and day <= 12:
        month, day = day, month
    if happens(0.015):
        month, day = 1, 1
    if happens(0.01):
        year += random.choice((-10, -1, 1, 10))
    if happens(0.02):
        day = random.randint(1, 28)
    return f"{year:04d}-{month:02d}-{day:02d}"
