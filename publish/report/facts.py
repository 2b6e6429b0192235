"""What a report is made from: figures of one period as plain values, the same form for both editions.

Belongs here: the form, and looking a figure up. Does not belong here: where figures come from (assets/report), what is
said of them (sections.py, sheets.py, paragraph.py), or any figure computed from persons.

A place is "" for the country, two digits for a department, four for a municipality. A figure that stands nowhere is
not zero by itself: `absent` says what its absence means.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal

from publish.report.wording import so_far, when
from snis.periods import Period, parse

Edition = Literal["interna", "publica"]
INTERNAL: Edition = "interna"
PUBLIC: Edition = "publica"
COUNTRY = ""
TOTAL, INSTITUTION, PROGRAMME, MODALITY = "total", "institucion", "programa", "modalidad"
SEX, AGE, PEOPLE, SEX_AGE = "sexo", "edad_grupo", "pueblo", "sexo_edad"
# A coverage rate that is printed as "at least this".
CAPPED = "tope"


@dataclass(frozen=True)
class Reach:
    """Persons reached by one thing, in one place and stretch of time.

    Attributes:
        span: code of the period.
        place: where.
        kind: of what: total, institucion, programa, modalidad, sexo, edad_grupo, pueblo, sexo_edad (code: "F|0-4").
        code: which one; empty for the total.
        persons: different persons.
        deliveries, amount: None where they are not told.
    """

    span: str
    place: str
    kind: str
    code: str
    persons: int
    deliveries: int | None = None
    amount: Decimal | None = None


@dataclass(frozen=True)
class Rate:
    """Persons reached out of a denominator, in percent.

    Attributes:
        place: where.
        denominator: its code.
        value: None where `reason` says why there is none.
        persons, whole: what is divided; None where they are not told.
        year: of the denominator's source; None when it was interpolated.
        source: where the denominator comes from.
        method: observado, interpolado, ultimo; empty when unknown.
        reason: calculada, or why there is no value; CAPPED when the value is a floor.
        least, greatest: between what it lies; None when the value is exact.
    """

    place: str
    denominator: str
    value: float | None
    persons: int | None
    whole: int | None
    year: int | None
    source: str
    method: str
    reason: str
    least: float | None = None
    greatest: float | None = None


@dataclass(frozen=True)
class Pair:
    """Persons covered by two modalities at once."""

    place: str
    first: str
    second: str
    persons: int


@dataclass(frozen=True)
class AtOnce:
    """Persons with two modalities on one day of a year, out of those reached, in percent."""

    place: str
    persons: int
    reached: int
    value: float | None


@dataclass(frozen=True)
class Found:
    """Findings of one rule and class; what is not told of them is None."""

    rule: str
    kind: str
    timing: str
    place: str
    persons: int
    findings: int | None = None
    paid: Decimal | None = None


@dataclass(frozen=True)
class Waiting:
    """Findings by state and age."""

    state: str
    band: str
    findings: int


@dataclass(frozen=True)
class Fault:
    """Rows of an institution that break a rule, in one month; None = fewer than the threshold."""

    institution: str
    month: str
    rule: str
    checked: int
    failing: int | None


@dataclass(frozen=True)
class Intake:
    """What came from one institution about the period, and what became of it."""

    institution: str
    due: int
    on_time: int
    late: int
    missing: int
    received: int
    accepted: int
    quarantined: int
    rejected: int
    deliveries: int
    with_cui: int
    valid_cui: int
    validated: int


@dataclass(frozen=True)
class Universe:
    """Persons of one universe of disclosure, in the country."""

    code: str
    persons: int
    deliveries: int | None
    amount: Decimal | None


@dataclass(frozen=True)
class Quote:
    """One value of an indicator in the country, or of one institution.

    Attributes:
        code: of the indicator.
        institution: of whom; empty for all.
        universe: of disclosure.
        value, least, greatest: None where they are not known.
        denominator, year: what it was divided by, and of when; empty and None for a count.
        reason: calculada, or why there is no value.
    """

    code: str
    institution: str
    universe: str
    value: float | None
    least: float | None
    greatest: float | None
    denominator: str
    year: int | None
    reason: str


@dataclass(frozen=True)
class Municipality:
    """A municipality by its names."""

    code: str
    name: str
    department: str


@dataclass(frozen=True)
class Department:
    """A department by its names, and its place on the tile map."""

    code: str
    name: str
    label: str
    row: int
    column: int


@dataclass(frozen=True)
class Facts:
    """Everything that one report says, as figures.

    Attributes:
        edition: interna or publica.
        title: name of the deployment.
        publisher: who answers for the report.
        period: what it is about.
        span: code of the period of its totals: the period itself, or the year where only years are printed.
        last_month: last month of which something is known, 1 to 12, in the year of the period.
        provisional: whether the period was not closed when it was made.
        source: the tables or the release behind the figures, in words.
        departments, municipalities: every one, in the order of codes.
        names: names of codes by kind.
        places_printed: whether figures by municipality exist at all.
        inputs: SHA-256 of what it was made from, by name.
        erratum: 0 for the first report of the period; the number of its correction after that.
    """

    edition: Edition
    title: str
    publisher: Mapping[str, str]
    period: Period
    span: str
    last_month: int
    provisional: bool
    source: str
    departments: Sequence[Department]
    municipalities: Sequence[Municipality]
    names: Mapping[str, Mapping[str, str]]
    reach: Sequence[Reach] = ()
    rates: Sequence[Rate] = ()
    pairs: Sequence[Pair] = ()
    at_once: Sequence[AtOnce] = ()
    findings: Sequence[Found] = ()
    waiting: Sequence[Waiting] = ()
    faults: Sequence[Fault] = ()
    intake: Sequence[Intake] = ()
    universes: Sequence[Universe] = ()
    quotes: Sequence[Quote] = ()
    places_printed: bool = True
    inputs: Mapping[str, str] = field(default_factory=dict)
    erratum: int = 0

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.edition == PUBLIC

    @property
    def moment(self) -> str:
        """Of when its totals are, in words. A printed year may hold a few deliveries after the last month told."""
        total = parse(self.span)
        if self.is_public:
            return so_far(total.year, self.last_month)
        return when(total, self.last_month)

    @cached_property
    def _by_key(self) -> Mapping[tuple[str, str, str, str], Reach]:
        return {(item.span, item.place, item.kind, item.code): item for item in self.reach}

    @cached_property
    def _by_group(self) -> Mapping[tuple[str, str, str], list[Reach]]:
        groups: dict[tuple[str, str, str], list[Reach]] = {}
        for item in self.reach:
            groups.setdefault((item.span, item.place, item.kind), []).append(item)
        return groups

    @cached_property
    def _rates(self) -> Mapping[tuple[str, str], Rate]:
        return {(item.place, item.denominator): item for item in self.rates}

    def total(self, place: str = COUNTRY, span: str = "") -> Reach | None:
        """The total of a place; None when it has no figure."""
        return self._by_key.get((span or self.span, place, TOTAL, ""))

    def split(self, kind: str, place: str = COUNTRY, span: str = "") -> list[Reach]:
        """The total of a place by one thing, most persons first."""
        found = self._by_group.get((span or self.span, place, kind), [])
        return sorted(found, key=lambda item: (-item.persons, item.code))

    def months(self, place: str = COUNTRY) -> list[Reach]:
        """The months of the period that have a figure, in order."""
        codes = (f"{self.period.year:04d}-{month:02d}" for month in self.month_numbers)
        return [item for code in codes if (item := self.total(place, code)) is not None]

    @property
    def month_numbers(self) -> range:
        """The months of the period that are known, 1 to 12."""
        return range(self.period.first_month, min(self.period.last_month, self.last_month) + 1)

    def rate(self, place: str, denominator: str) -> Rate | None:
        """The rate of a place over a denominator; None when nothing is said of it."""
        return self._rates.get((place, denominator))

    def pairs_of(self, place: str) -> list[Pair]:
        """Pairs of modalities of a place, most persons first."""
        found = [item for item in self.pairs if item.place == place]
        return sorted(found, key=lambda item: (-item.persons, item.first, item.second))

    def name(self, kind: str, code: str) -> str:
        """The name of a code; the code itself when it has none."""
        return self.names.get(kind, {}).get(code, code)

    def of_department(self, code: str) -> list[Municipality]:
        """The municipalities of a department, in the order of codes."""
        return [place for place in self.municipalities if place.department == code]


def by_persons(found: Iterable[Reach]) -> list[Reach]:
    """Most persons first."""
    return sorted(found, key=lambda item: (-item.persons, item.place, item.code))
