"""What a report is made from: figures of one period as plain values, the same form for both editions.

Belongs here: the form, and looking a figure up. Does not belong here: where figures come from (assets/report), what is
said of them (sections.py, sheets.py, paragraph.py), or any figure computed from persons.

A place is "" for the country, two digits for a department, four for a municipality. A figure that stands nowhere is
not zero by itself: `absent` says what its absence means.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from publish.report.lines import (
    AtOnce,
    Fault,
    Found,
    Intake,
    Pair,
    Quote,
    Rate,
    Reach,
    Universe,
    Waiting,
)
from publish.report.wording import so_far, when
from snis.periods import Period, parse

Edition = Literal["interna", "publica"]
INTERNAL: Edition = "interna"
PUBLIC: Edition = "publica"
COUNTRY = ""
TOTAL, INSTITUTION, PROGRAMME, MODALITY = "total", "institucion", "programa", "modalidad"
SEX, AGE, PEOPLE, SEX_AGE = "sexo", "edad_grupo", "pueblo", "sexo_edad"


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
