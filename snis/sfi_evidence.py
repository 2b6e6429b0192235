"""What the deliveries of a layout say of a rule: that it fails, that its rows came back mended, or that it passes.

Belongs here: deliveries as counts, and the verdict. Does not belong here: why a delivery that passes may be no evidence
(sfi_doubt.py), counting rows (assets/sfi), or what follows for an item of a plan (sfi_night.py).

What decides is the last delivery by the period that it is about, not by the day it came: files that come out of order
lead to the same plan. A delivery is everything that counts of one period, and passes when each of its files does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from snis.sfi_events import DELIVERY, LATENESS, REFUSAL, ROWS, TOLERANCE
from snis.sfi_item import Cells, Measure

# What the names of rules of whole files begin with, and the one that looks at the calendar.
FILE_RULES, LATE_RULE = "ARC-", "ARC-21"
# States of the calendar in which an owed delivery is not on time.
_NOT_ON_TIME = frozenset({"tardia", "faltante"})


@dataclass(frozen=True)
class Failure:
    """Rows of one file that fail a rule: how many were looked at, how many fail, how many of these were mended."""

    checked: int
    failing: int
    mended: int = 0
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class SentFile:
    """One file that counts.

    Attributes:
        transfer: its id.
        rows, discarded: all its rows, and those that count as no delivery.
        columns: fields that it sends.
        failures: by rule.
        cells: what its columns hold, those of its rows that came back mended included.
        held_back: rule, column and rows of what waits to be mended.
    """

    transfer: str
    rows: int
    discarded: int
    columns: frozenset[str]
    failures: Mapping[str, Failure] = field(default_factory=dict)
    cells: tuple[Cells, ...] = ()
    held_back: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True)
class Delivery:
    """Everything that counts of one period of a layout."""

    period: str
    starts: date
    files: tuple[SentFile, ...]

    @property
    def rows(self) -> int:
        """All rows."""
        return sum(file.rows for file in self.files)

    @property
    def discarded(self) -> int:
        """Rows that count as no delivery."""
        return sum(file.discarded for file in self.files)

    def cells(self, column: str, rule: str) -> Cells:
        """What a column holds over all files, where a rule looks at it.

        What fails another rule in the same column instead is as good as blank.
        """
        found = Cells(column)
        for file in self.files:
            for cells in file.cells:
                found = found.plus(cells) if cells.column == column else found
            others = sum(rows for other, place, rows in file.held_back if place == column and other != rule)
            found = found.plus(Cells(column, blank=others))
        return found

    def measure(self, rule: str) -> Measure:
        """Counts of a rule over all files."""
        found = [(file, file.failures.get(rule, _none(file, rule))) for file in self.files]
        columns = {name for file, failure in found for name in failure.fields if name in file.columns}
        return Measure(
            self.period,
            checked=sum(failure.checked for _, failure in found),
            failing=sum(failure.failing for _, failure in found),
            mended=sum(failure.mended for _, failure in found),
            rows=self.rows,
            discarded=self.discarded,
            transfers=tuple(file.transfer for file in self.files),
            columns=tuple(sorted(columns)),
            cells=tuple(self.cells(column, rule) for column in sorted(columns)),
        )

    def fails(self, rule: str, tolerance: Decimal, *, with_mended: bool) -> bool:
        """Whether more of one of its files fails than is tolerated; rows that came back mended may count as failing."""
        for file in self.files:
            failure = file.failures.get(rule)
            if failure is not None:
                failing = failure.failing - (0 if with_mended else failure.mended)
                if failing > tolerance * failure.checked:
                    return True
        return False


@dataclass(frozen=True)
class RefusedFile:
    """One file that was refused whole, and what came after it of its layout (None while nothing did)."""

    transfer: str
    rule: str
    period: str
    mended_by: Delivery | None = None


@dataclass(frozen=True)
class Due:
    """One delivery that was owed: its period, what became of it, and the file (empty when none came)."""

    period: str
    state: str
    transfer: str


@dataclass(frozen=True)
class Layout:
    """What one institution sent under one contract; contract is empty for files that fell under none.

    Attributes:
        deliveries: those that count, by the period that they are about.
        refused: files refused, in the order in which they came.
        owed: deliveries whose day is past, by their due days.
    """

    institution: str
    contract: str
    deliveries: tuple[Delivery, ...] = ()
    refused: tuple[RefusedFile, ...] = ()
    owed: tuple[Due, ...] = ()

    def failing_rules(self) -> list[str]:
        """Rules that something of what counts now fails, in order, however few rows of it."""
        found = {file.rule for file in self.refused}
        if self.deliveries:
            found |= {rule for file in self.deliveries[-1].files for rule in file.failures}
        return sorted(found | ({LATE_RULE} if self.owed else set()))


@dataclass(frozen=True)
class Verdict:
    """What the data say of a rule tonight.

    Attributes:
        outcome: falla, corregida or pasa.
        code: why it fails, or what mended it.
        measure: the counts that say it.
    """

    outcome: str
    code: str
    measure: Measure


FAILS, MENDED, PASSES = "falla", "corregida", "pasa"


def verdict(layout: Layout, rule: str, tolerance: Decimal) -> Verdict | None:
    """What a layout says of a rule; None when it says nothing."""
    refused = [file for file in layout.refused if file.rule == rule]
    if refused:
        return _of_refused(refused, layout)
    if rule == LATE_RULE:
        return _of_calendar(layout, tolerance)
    if not layout.deliveries:
        return None
    last = layout.deliveries[-1]
    measure = last.measure(rule)
    if not last.fails(rule, tolerance, with_mended=True):
        return Verdict(PASSES, DELIVERY, measure)
    if not last.fails(rule, tolerance, with_mended=False):
        return Verdict(MENDED, ROWS, measure)
    return Verdict(FAILS, TOLERANCE, measure)


def _of_refused(refused: Sequence[RefusedFile], layout: Layout) -> Verdict:
    waiting = [file for file in refused if file.mended_by is None]
    good = refused[-1].mended_by
    if waiting or good is None:
        count = len(waiting)
        files = tuple(file.transfer for file in waiting)
        return Verdict(FAILS, REFUSAL, Measure(refused[-1].period, count, count, 0, 0, 0, files))
    return Verdict(PASSES, DELIVERY, good.measure(refused[-1].rule))


def _of_calendar(layout: Layout, tolerance: Decimal) -> Verdict | None:
    if not layout.owed:
        return None
    last = layout.owed[-1]
    files = (last.transfer,) if last.transfer else ()
    is_late = last.state in _NOT_ON_TIME and tolerance < 1
    measure = Measure(last.period, 1, int(is_late), 0, 0, 0, files)
    return Verdict(FAILS, LATENESS, measure) if is_late else Verdict(PASSES, DELIVERY, measure)


def _none(file: SentFile, rule: str) -> Failure:
    return Failure(checked=1 if rule.startswith(FILE_RULES) else file.rows - file.discarded, failing=0)
