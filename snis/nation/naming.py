"""Names and numbers for people who do not exist.

Belongs here: drawing given names, surnames, CUIs, telephones and addresses. Does not belong here: who gets them
(people.py).

Every invented number starts with 9: CUI serials so that none can be a real person's, telephones likewise.
"""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from random import Random

from snis.nation.model import Place
from snis.nation.sources import NameRow, load_names

_WEIGHTS = range(2, 10)
NO_CHECK_DIGIT = 10
_STREETS = (
    "Barrio El Calvario", "Barrio San José", "Colonia Las Flores", "Cantón Centro", "Barrio La Libertad",
    "Colonia El Maestro", "Cantón Xolacul", "Barrio Santiago", "Colonia Santa Fe", "Cantón Pocohil",
)  # fmt: skip
_HAMLETS = (
    "Las Pilas", "El Mirador", "Chuacruz", "Pachoj", "San Isidro", "La Esperanza", "Buena Vista", "El Rosario",
    "Xecoxol", "Las Cruces", "El Progreso", "Santa Elena", "Sechaj", "La Ceiba", "Pasac", "El Manzanillo",
    "Tierra Blanca", "Agua Caliente", "Los Encuentros", "Chirijox", "San Antonio", "La Cumbre", "Semuy", "El Pajal",
)  # fmt: skip
_KINDS = ("Aldea", "Caserío", "Paraje")


@dataclass
class _Draw:
    """Names that can be drawn by weight."""

    names: list[str]
    steps: list[float]

    @classmethod
    def of(cls, rows: list[tuple[str, float]]) -> "_Draw":
        """A draw over names and weights."""
        return cls([name for name, _ in rows], list(accumulate(weight for _, weight in rows)))

    def one(self, rng: Random) -> str:
        """One name."""
        return rng.choices(self.names, cum_weights=self.steps)[0]


@dataclass
class NameBook:
    """Draws names by sex, generation, language and department."""

    _given: dict[tuple[str, str], _Draw] = field(default_factory=dict)
    _surnames: dict[tuple[str, str], _Draw] = field(default_factory=dict)

    @cached_property
    def _rows(self) -> tuple[tuple[NameRow, ...], tuple[NameRow, ...]]:
        return load_names()

    def given(self, rng: Random, sex: str, *, cohort: str) -> tuple[str, ...]:
        """One to three given names, all different; one only is commoner among the old."""
        key = (sex, cohort)
        if key not in self._given:
            other = {"mayor": "joven", "joven": "mayor"}[cohort]
            self._given[key] = _Draw.of(
                [(row.name, row.weight) for row in self._rows[0] if row.sex == sex and row.cohort != other]
            )
        single = 0.42 if cohort == "mayor" else 0.12
        count = 1 if rng.random() < single else 3 if rng.random() < 0.06 else 2
        names: list[str] = []
        while len(names) < count:
            name = self._given[key].one(rng)
            if not set(name.split()) & {part for known in names for part in known.split()}:
                names.append(name)
        return tuple(names)

    def surname(self, rng: Random, place: Place, people: str) -> str:
        """A surname; in a Mayan or Garífuna family most come from the language of the place."""
        language = {"1": place.language, "2": "Garífuna"}.get(people, "es")
        if language != "es" and rng.random() < 0.35:
            language = "es"
        key = (language, place.department)
        if key not in self._surnames:
            self._surnames[key] = _Draw.of(self._weighted(language, place.department))
        return self._surnames[key].one(rng)

    def _weighted(self, language: str, department: str) -> list[tuple[str, float]]:
        rows = [row for row in self._rows[1] if row.language == language]
        if not rows:  # no sourced surnames of that language: Spanish ones, as most carry there
            rows = [row for row in self._rows[1] if row.language == "es"]
        return [(row.name, row.weight * (4 if department in row.departments else 1)) for row in rows]


class Numbers:
    """CUIs and telephones, none given twice."""

    def __init__(self) -> None:
        self._serials: set[int] = set()

    def cui(self, rng: Random, municipality: str) -> str:
        """A CUI with a correct check digit whose serial starts with 9."""
        while True:
            serial = rng.randrange(90_100_000, 99_900_000)
            check = check_digit(str(serial))
            if check != NO_CHECK_DIGIT and serial not in self._serials:
                self._serials.add(serial)
                return f"{serial}{check}{municipality}"

    @staticmethod
    def phone(rng: Random) -> str:
        """Eight digits starting with 9, or nothing for one in three."""
        return f"9{rng.randrange(10_000_000):07d}" if rng.random() < 0.67 else ""


def check_digit(serial: str) -> int:
    """Remainder that the ninth digit of a CUI must equal; 10 means that the serial cannot be issued."""
    return sum(int(digit) * weight for digit, weight in zip(serial, _WEIGHTS, strict=True)) % 11


def address(rng: Random, place: Place) -> str:
    """An invented address; commas included, as people write them."""
    if rng.random() * 100 < place.rural_pct:
        return community(rng)
    avenue, corner, house, zone = (
        rng.randrange(1, 16),
        rng.randrange(1, 25),
        rng.randrange(1, 90),
        rng.randrange(1, 8),
    )
    return f"{avenue}a. calle {corner}-{house:02d}, zona {zone}, {rng.choice(_STREETS)}"


def community(rng: Random) -> str:
    """An invented hamlet."""
    return f"{rng.choice(_KINDS)} {rng.choice(_HAMLETS)}"
