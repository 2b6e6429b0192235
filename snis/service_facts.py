"""What service levels are made of: nights, deliveries, corrections, exchanges that failed, verdicts of the gate.

Belongs here: the facts, without a value of any row, and what a failed exchange ends in. Does not belong here: gathering
them (assets/service), or the levels (service_levels.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from snis.calendar import Entry, last_day_of_grace, span_of
from snis.contracts.layout import InstitutionContract
from snis.service_nights import Night

What = Literal["filas", "archivos", "hallazgos"]
FailureOutcome = Literal["corregido", "dispensado", "abierto"]


@dataclass(frozen=True)
class Correction:
    """Things of one kind that somebody was told of on one day.

    Attributes:
        what: rows, files or findings.
        institution: who was told.
        told: the day on which they were first told.
        corrected: the day on which they were mended; None while they are not.
        count: how many.
    """

    what: What
    institution: str
    told: date
    corrected: date | None
    count: int = 1

    @property
    def days(self) -> int:
        """Days from the one to the other; 0 while it is open."""
        return max(0, (self.corrected - self.told).days) if self.corrected else 0


@dataclass(frozen=True)
class Failure:
    """One exchange with a verifier that failed.

    Attributes:
        kind: apartado, vencido, respuesta or detenido.
        name: the lot, the answer, or the convenio.
        failed: when.
        outcome: every failure is corrected, waived, or open; there is no fourth.
    """

    kind: str
    name: str
    failed: date
    outcome: FailureOutcome


@dataclass(frozen=True)
class Fresh:
    """How old the data of a contract may grow, and when they came.

    Attributes:
        since: the first day on which anything was owed.
        until: the last; None while it is in force.
        received: days on which a good file came.
        allowed: days that may pass between two of them.
    """

    institution: str
    contract: str
    since: date
    until: date | None
    received: tuple[date, ...]
    allowed: int

    def days_without(self, day: date) -> int | None:
        """Days since the last good file as of a day, or since the first could come; None when nothing was owed then."""
        if day < self.since or (self.until is not None and day > self.until):
            return None
        return (day - max((came for came in self.received if came <= day), default=self.since)).days


@dataclass(frozen=True)
class Facts:
    """Everything that levels are made of.

    Attributes:
        nights: nights that are over.
        expected_nights: dates on which a night should have been.
        owed: deliveries that were owed and are not still to come.
        fresh: contracts in force.
        corrections, failures: what had to be mended.
        verdicts: day and whether the gate let pass.
        releases_ready, releases_waiting: releases that are ready, and those of them that are not published; None when
            there is none.
    """

    nights: tuple[Night, ...] = ()
    expected_nights: tuple[date, ...] = ()
    owed: tuple[Entry, ...] = ()
    fresh: tuple[Fresh, ...] = ()
    corrections: tuple[Correction, ...] = ()
    failures: tuple[Failure, ...] = ()
    verdicts: tuple[tuple[date, bool], ...] = ()
    releases_ready: int | None = None
    releases_waiting: int = 0


def allowed_days(contract: InstitutionContract) -> int:
    """Days that may pass between two files: from the first day on which one may come to the last grace of the next.

    Months differ; the longest counts, so that a year ago is judged as today is.
    """
    spans = (
        span_of(contract.cadence.every, date(contract.valid_from.year, month, 1)) for month in range(1, 13)
    )
    return max(1, *((last_day_of_grace(contract, span) - span.first).days for span in spans))


def dates_between(first: date, last: date) -> Iterator[date]:
    """Every date from the first to the last."""
    for days in range((last - first).days + 1):
        yield first + timedelta(days=days)


def fate(*, mended: bool, waived: bool) -> FailureOutcome:
    """What a failed exchange ended in: what was mended needs no waiver."""
    if mended:
        return "corregido"
    return "dispensado" if waived else "abierto"
