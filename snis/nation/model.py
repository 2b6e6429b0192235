"""What the invented nation is made of.

Belongs here: frozen records of places, people, households, deliveries and register entries. Does not belong here: how
they are drawn (people.py, offers.py, registers.py) or how an institution writes them (pipelines/sample).
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Place:
    """A municipality of the nation. Shares are in percent of the 2018 census; weight 0 means births only."""

    code: str
    name: str
    aliases: tuple[str, ...]
    department: str
    department_name: str
    weight: float
    language: str
    peoples: tuple[float, float, float, float, float]
    rural_pct: float
    poverty_pct: float


@dataclass(frozen=True)
class Modality:
    """A programme's modality: who may have it and how often. Ages in complete years; `amount` in cents of quetzal."""

    code: str
    institution: str
    unit: str
    age_min: int
    age_max: int
    sex: str
    departments: frozenset[str]
    amount: int
    period: str


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist.

    Attributes:
        number: true number of the person in the nation, from 1.
        household: number of the household.
        role: mother, father, elder or child.
        cui: 13 digits, or empty for those whose birth was never registered.
        given: one to three given names.
        surnames: one or two surnames.
        married: surname taken on marriage ("de López"), or empty.
        place, birth_place: municipality codes of residence and of birth.
    """

    number: int
    household: int
    role: str
    cui: str
    given: tuple[str, ...]
    surnames: tuple[str, ...]
    married: str
    sex: str
    born: date
    place: str
    birth_place: str
    address: str
    phone: str
    people: str
    language: str
    schooling: str
    disabled: bool

    def age_on(self, day: date) -> int:
        """Complete years on a day."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


@dataclass(frozen=True)
class Household:
    """People under one roof; `poverty` 1 extreme, 2 poor, 3 not poor."""

    number: int
    place: str
    poverty: str
    members: tuple[Person, ...]

    @property
    def holder(self) -> Person:
        """Who signs for the household: the mother, else the first adult."""
        return min(self.members, key=lambda member: (_HOLDERS.index(member.role), member.number))


@dataclass(frozen=True)
class Delivery:
    """One benefit delivered, or meant to be.

    Attributes:
        person: None for a ration that names nobody.
        amount: in cents of quetzal.
        state: entregada, no_cobrada or devuelta.
    """

    number: int
    modality: str
    person: Person | None
    place: str
    day: date
    amount: int
    quantity: int
    complies: bool
    state: str = "entregada"


@dataclass(frozen=True)
class CommunityDelivery:
    """One benefit to a community. `amount` in cents of quetzal."""

    number: int
    modality: str
    community: str
    place: str
    work: str
    families: int
    day: date
    amount: int


@dataclass(frozen=True)
class Entry:
    """A line of a register.

    Attributes:
        register: its name, as in contracts.
        occurred, registered, ended: of a death, a post, a pension, a contract, an enrolment, or the period of a duty.
        modality: of a padrón or a duty.
        complies: whether the duty was met.
    """

    register: str
    person: Person
    occurred: date | None = None
    registered: date | None = None
    ended: date | None = None
    modality: str = ""
    complies: bool = False


@dataclass(frozen=True)
class Nation:
    """A whole invented nation; the same seed gives the same one."""

    places: dict[str, Place]
    modalities: dict[str, Modality]
    households: tuple[Household, ...]
    persons: tuple[Person, ...]
    deliveries: tuple[Delivery, ...]
    communities: tuple[CommunityDelivery, ...]
    entries: tuple[Entry, ...]


_HOLDERS = ("mother", "father", "elder", "child")
