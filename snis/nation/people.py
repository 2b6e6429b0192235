"""People in households.

Belongs here: who lives with whom, ages, names, places, peoples. Does not belong here: who is like whom (alike.py), or
what they are given (offers.py).
"""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from snis.nation.alike import make_alike
from snis.nation.model import Household, Person, Place
from snis.nation.naming import NameBook, Numbers, address

CENSUS_DAY = date(2026, 2, 15)
# Nobody is born after this day, so that no delivery can precede a birth.
LAST_BIRTH = date(2025, 12, 20)
LANGUAGE_CODES = {
    "Achi": "01", "Awakateko": "03", "Ch'orti'": "05", "Chuj": "06", "Ixil": "08", "Jakalteko (Popti')": "09",
    "Kaqchikel": "10", "K'iche'": "11", "Mam": "12", "Poqomchi'": "15", "Q'anjob'al": "16", "Q'eqchi'": "17",
    "Tz'utujil": "21", "Xinka": "23", "Garífuna": "24", "Español": "25",
}  # fmt: skip
_SHAPES = (("nuclear", 62), ("mother", 14), ("extended", 14), ("elders", 10))
_CHILDREN = ((0, 9), (1, 18), (2, 25), (3, 21), (4, 14), (5, 8), (6, 5))
_UNREGISTERED_CHILD, _UNREGISTERED_ELDER = 0.025, 0.012
# A municipality too new for any list: its people's CUIs hold, and give a notice.
_NEW_MUNICIPALITY = {"13": "1334", "16": "1618", "01": "0118"}


class Settler:
    """Draws households one after the other from its own stream of chance."""

    def __init__(self, seed: int, places: dict[str, Place]) -> None:
        self.seed = seed
        self.rng = Random(f"{seed}:people")  # noqa: S311 - invented data wants a repeatable stream
        self.names, self.numbers = NameBook(), Numbers()
        self.places = places
        self.homes = [place for place in places.values() if place.weight]
        self.far = [place for place in places.values() if not place.weight]
        self.next_person = 1

    def settle(self, persons: int) -> tuple[Household, ...]:
        """Households with so many persons or up to one household more, in number order."""
        households: list[Household] = []
        while self.next_person <= persons:
            households.append(self._household(len(households) + 1))
        return make_alike(self.seed, households)

    def _household(self, number: int) -> Household:
        rng = self.rng
        place = rng.choices(self.homes, weights=[home.weight for home in self.homes])[0]
        people = str(rng.choices(range(1, 6), weights=[max(share, 0.01) for share in place.peoples])[0])
        shape = rng.choices([s for s, _ in _SHAPES], weights=[w for _, w in _SHAPES])[0]
        poor = rng.random() * 100 < place.poverty_pct
        poverty = "3" if not poor else "1" if rng.random() * 110 < place.poverty_pct else "2"
        family = _Family(self, number, place, people)
        return Household(number, place.code, poverty, tuple(family.members(shape)))


class _Family:
    def __init__(self, settler: Settler, household: int, place: Place, people: str) -> None:
        self.settler, self.rng = settler, settler.rng
        self.household, self.place, self.people = household, place, people
        self.home = address(self.rng, place)

    def members(self, shape: str) -> list[Person]:
        if shape == "elders":
            return self._elders(1 if self.rng.random() < 0.45 else 2)
        mother = self._adult("F", "mother", self.rng.randrange(18, 50))
        father = None
        if shape != "mother":
            father = self._adult(
                "M", "father", min(max(mother.age_on(CENSUS_DAY) + self.rng.randrange(-3, 9), 18), 62)
            )
            if self.rng.random() < 0.45:
                mother = replace(mother, married=f"de {father.surnames[0]}")
        adults = [mother, father] if father else [mother]
        older = self._elders(1 if self.rng.random() < 0.6 else 2) if shape == "extended" else []
        return [*adults, *older, *self._children(mother, father)]

    def _elders(self, count: int) -> list[Person]:
        sexes = self.rng.choice((["F", "M"], ["M", "F"]))[:count]
        return [self._adult(sex, "elder", 61 + int(self.rng.expovariate(1 / 9)) % 35) for sex in sexes]

    def _children(self, mother: Person, father: Person | None) -> list[Person]:
        count = self.rng.choices([n for n, _ in _CHILDREN], weights=[w for _, w in _CHILDREN])[0]
        oldest = min(mother.age_on(CENSUS_DAY) - 16, 26)
        ages = sorted((self.rng.randrange(0, oldest + 1) for _ in range(count)), reverse=True)
        lines = (father.surnames[0], mother.surnames[0]) if father else mother.surnames
        return [self._person(self.rng.choice("FM"), "child", age, tuple(lines)) for age in ages]

    def _adult(self, sex: str, role: str, age: int) -> Person:
        lines = [self.settler.names.surname(self.rng, self.place, self.people)]
        if self.rng.random() < 0.93:
            lines.append(self.settler.names.surname(self.rng, self.place, self.people))
        return self._person(sex, role, age, tuple(lines))

    def _person(self, sex: str, role: str, age: int, surnames: tuple[str, ...]) -> Person:
        rng, settler = self.rng, self.settler
        born = min(
            date(CENSUS_DAY.year - age, CENSUS_DAY.month, CENSUS_DAY.day)
            - timedelta(days=rng.randrange(365)),
            LAST_BIRTH,
        )
        birth_place = self.place if rng.random() < 0.86 else rng.choice(settler.far)
        unregistered = _UNREGISTERED_CHILD if age < 5 else _UNREGISTERED_ELDER if role == "elder" else 0.0
        cui = "" if rng.random() < unregistered else settler.numbers.cui(rng, self._cui_place(birth_place))
        language = (
            self.place.language
            if self.people in {"1", "3"}
            else "Garífuna"
            if self.people == "2"
            else "Español"
        )
        number = settler.next_person
        settler.next_person += 1
        return Person(
            number=number,
            household=self.household,
            role=role,
            cui=cui,
            given=settler.names.given(rng, sex, cohort="mayor" if age >= 45 else "joven"),
            surnames=surnames,
            married="",
            sex=sex,
            born=born,
            place=self.place.code,
            birth_place=birth_place.code,
            address=self.home,
            phone=settler.numbers.phone(rng) if age >= 16 else "",
            people=self.people,
            language=LANGUAGE_CODES[language],
            schooling=_schooling(rng, age),
            disabled=rng.random() < 0.07,
        )

    def _cui_place(self, birth_place: Place) -> str:
        new = _NEW_MUNICIPALITY.get(birth_place.department)
        return new if new and self.rng.random() < 0.003 else birth_place.code


def _schooling(rng: Random, age: int) -> str:
    if age < 5:
        return "0"
    if age < 19:
        return "1" if age < 7 else "2" if age < 13 else rng.choice("23") if age < 16 else rng.choice("234")
    return rng.choices("02345", weights=(28 if age > 45 else 12, 42, 18, 14, 4))[0]
