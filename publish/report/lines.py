"""The lines of a report's facts: one value for each figure that can be told.

Belongs here: their form. Does not belong here: all of them together (facts.py), where they come from (assets/report).

A place is "" for the country, two digits for a department, four for a municipality.
"""

from dataclasses import dataclass
from decimal import Decimal

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
