"""The gate's own attack: what a reader can work out from all tables of all releases that can be downloaded.

Belongs here: intervals from the published method alone, propagation over all relations, linear programming around
what stays narrow, and the findings. Does not belong here: cells (gate_spaces.py), the ledger (gate_records.py),
relations and bounds (snis).

Every release is attacked as it is found. A figure that looks as it did in the release before may be older than the
release; the newest release is judged with what the ledger says of its age.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from publish.gate_external import ExactFigure
from publish.gate_findings import Finding
from publish.gate_records import Recorded, Records, find_against_records, recorded
from publish.gate_rules import GateRules
from publish.gate_spaces import (
    Board,
    Printed,
    Rows,
    board_of,
    located_rows,
    measures_of,
    never_printed,
    of_known_crosses,
    space_of,
)
from snis.bounds import ABSENT, Bounds, Margins, Printing, intervals, narrow, propagate
from snis.bounds_lp import lp_bounds
from snis.cell_space import CellSpace, Integers, Mask
from snis.disclosure import PUBLIC
from snis.disclosure_policy import COMMUNITY
from snis.errors import DisclosureError
from snis.relations import Measure, Relations, relations_of

# Withheld figures that linear programming looks at: those that propagation left close to the limit, narrowest first.
_LP_TARGETS = 24
_LP_HOPS = 3
_LP_VALUES = 3
_NIGHTLY, _YEARLY = "nightly", "yearly"
# What an exact figure is held against, by its measure; spending through what a delivery is worth.
_OF_PERSONS = {"personas": Measure.PERSONS, "entregas": Measure.DELIVERIES, "monto": Measure.DELIVERIES}
_COUNTED = {COMMUNITY: {"familias": Measure.PERSONS}}


def find_by_attack(
    printed: Iterable[Printed],
    rules: GateRules,
    *,
    records: Records | None = None,
    before: Mapping[tuple[str, int], Printed] | None = None,
) -> Iterator[Finding]:
    """Findings of every table and year.

    Args:
        printed: tables of all releases.
        rules: the gate's rules.
        records: what the ledger says of the newest release; None when only bytes are at hand.
        before: the newest version in place by table and year, where it is not among the printed.
    """
    ordered = sorted(printed, key=lambda one: (one.table, one.year, one.release))
    for key, group in groupby(ordered, key=lambda one: (one.table, one.year)):
        versions = list(group)
        try:
            campaign = _Campaign(versions, rules, records or Records(), (before or {}).get(key))
            yield from campaign.findings()
        except DisclosureError as error:
            place = f"{key[0]} {key[1]}"
            yield Finding(versions[-1].path, "G-ATA-02", place, 1, f"no se puede atacar: {error.message}")


@dataclass(frozen=True)
class _Found:
    """How many withheld figures are narrow, and how many of them exact."""

    narrow: int
    exact: int


class _Campaign:
    """All versions of one table and year."""

    def __init__(
        self, versions: Sequence[Printed], rules: GateRules, records: Records, before: Printed | None
    ) -> None:
        self._versions = [*(of_known_crosses(one, rules) for one in versions[:-1]), versions[-1]]
        self._rules, self._records = rules, records
        policy = rules.policy
        self._space = space_of([*self._versions, *([before] if before else [])], rules)
        self._measures = measures_of(versions[0].table)
        self._margins = Margins(
            policy.threshold_of(versions[0].table),
            policy.rounding.base.value,
            policy.hold.persons.value - 1,
        )
        self._fewest = policy.bounds.fewest_values.value
        self._relations = relations_of(self._space, self._measures)
        self._before = board_of(before, self._space, rules) if before else None
        self._seen = self._records.seen_in(before.release) if before else 0

    def findings(self) -> Iterator[Finding]:
        """What each version gives away."""
        boards = [board_of(version, self._space, self._rules) for version in self._versions]
        for number, (version, board) in enumerate(zip(self._versions, boards, strict=True)):
            earlier = boards[number - 1] if number else None
            is_made = self._records.is_made(version.release, is_newest=number == len(boards) - 1)
            known = self._known(version) if is_made else None
            if known is not None:
                yield from find_against_records(version, board, self._before, known, seen=self._seen)
            lagging = self._lagging(version, board, earlier, known)
            withdrawn = never_printed(self._space, self._rules)
            if known is not None:
                withdrawn |= known.withdrawn
            silent = self._silent(lagging, known)
            seen = replace(board, figures=np.where(silent, ABSENT, board.figures))
            yield from self._attack(version, seen.printing(lagging=lagging, withdrawn=withdrawn | silent))

    def _silent(self, lagging: Mask, known: Recorded | None) -> Mask:
        """Cells of crosses that wait for their day: they may be behind by any number of persons."""
        found: Mask = np.zeros(self._space.cells, dtype=bool)
        cadences = {
            cross.name: self._rules.policy.cadence_of(cross)
            for cross in self._rules.policy.crosses
            if cross.table == self._versions[-1].table
        }
        for margin in self._space.margins:
            block = slice(margin.start, margin.start + margin.count)
            nightly = not margin.name or cadences.get(margin.name, _YEARLY) == _NIGHTLY
            due = known is not None and bool(np.any(known.printing[:, block] == self._records.number))
            if not nightly and not due:
                found[block] = np.logical_or.reduce(lagging[:, block])
        return found

    def _known(self, version: Printed) -> Recorded | None:
        rows = self._records.of(version.table, version.year)
        if rows is None:
            return None
        return recorded(rows, version, self._space, self._rules, len(self._measures))

    def _lagging(self, version: Printed, board: Board, earlier: Board | None, known: Recorded | None) -> Mask:
        """Figures and absences that may be older than the release."""
        if known is not None:
            return known.lagging(self._records.number, board.begun)
        if earlier is None:
            first = not self._records.printed or version.release in self._records.unlagged
            return np.full(board.figures.shape, not first)
        # Between two releases a figure may have moved and been held again; only what begins now is fresh.
        found: Mask = np.broadcast_to(earlier.begun, board.figures.shape).copy()
        return found

    def _attack(self, version: Printed, printing: Printing) -> Iterator[Finding]:
        place = f"{version.table} {version.year}"
        try:
            bounds = propagate(intervals(printing, self._margins, self._space.size), self._relations)
        except DisclosureError:
            yield Finding(
                version.path,
                "G-ATA-02",
                place,
                1,
                "las cifras se contradicen: a un total le sobra lo que sus partes no explican, o falta",
            )
            return
        found = self._narrow(bounds, printing, self._relations)
        if found.exact:
            yield Finding(
                version.path, "G-ATA-01", place, found.exact, "hay celdas retenidas que se deducen exactas"
            )
        if found.narrow - found.exact:
            yield Finding(
                version.path,
                "G-ATA-01",
                place,
                found.narrow - found.exact,
                f"hay celdas retenidas con menos de {self._fewest} valores posibles",
            )
        yield from self._with_exact_figures(version, printing, bounds, known=found.narrow)

    def _narrow(self, bounds: Bounds, printing: Printing, relations: Relations) -> _Found:
        """Narrow figures by propagation, and by linear programming among the narrowest of the others."""
        size = self._space.size
        narrow_now = narrow(bounds, printing, self._margins, size, fewest=self._fewest)
        close = narrow(bounds, printing, self._margins, size, fewest=self._fewest + _LP_VALUES)
        targets = close[~np.isin(close, narrow_now)][:_LP_TARGETS]
        values = bounds.values[narrow_now]
        by_program = np.empty(0, dtype=np.int64)
        if len(targets):
            solved = lp_bounds(bounds, relations, targets, hops=_LP_HOPS)
            by_program = solved.values[solved.values < self._fewest]
        every = np.concatenate([values, by_program])
        return _Found(len(every), int(np.count_nonzero(every <= 1)))

    def _with_exact_figures(
        self, version: Printed, printing: Printing, bounds: Bounds, *, known: int
    ) -> Iterator[Finding]:
        """The same attack with the exact figures that others publish."""
        exact = [row for figure in self._rules.external for row in self._as_relation(figure, version)]
        if not exact:
            return
        place = f"{version.table} {version.year}"
        relations = self._relations.with_more(Relations.of(exact, self._relations.variable_count))
        try:
            narrower = propagate(bounds, relations)
        except DisclosureError:
            yield Finding(
                version.path,
                "G-ATA-04",
                place,
                len(exact),
                "una cifra exacta ajena contradice las publicadas",
            )
            return
        found = self._narrow(narrower, printing, relations)
        if found.narrow > known:
            yield Finding(
                version.path,
                "G-ATA-03",
                place,
                found.narrow - known,
                "cifras exactas que otros publican dejan celdas retenidas casi a la vista",
            )

    def _as_relation(
        self, figure: ExactFigure, version: Printed
    ) -> Iterator[tuple[dict[int, int], int, int]]:
        """An exact figure as a relation of one figure; spending through what a delivery is worth."""
        if figure.codes.get("anio") != str(version.year):
            return
        value = figure.figure
        counted = _COUNTED.get(version.table, _OF_PERSONS)
        if figure.measure not in counted:
            return
        measure = counted[figure.measure]
        if figure.measure == "monto":
            modality = self._rules.modalities.get(figure.codes.get("modalidad_codigo", ""))
            worth = modality.monto_tipico_gtq if modality else ""
            if modality is None or modality.visibilidad_codigo != PUBLIC or not worth or value % int(worth):
                return
            value = value / int(worth)
        if measure not in self._measures:
            return
        cell = _cell_of(figure, self._space, version, self._rules)
        if cell is not None:
            yield {int(measure) * self._space.size + cell: 1}, int(value), int(value)


def _cell_of(figure: ExactFigure, space: CellSpace, version: Printed, rules: GateRules) -> int | None:
    """The cell that an exact figure is about; None when the table has no such cross."""
    codes: Rows = {
        name: [int(code) if name in {"anio", "mes"} else code] for name, code in figure.codes.items()
    }
    try:
        cells: Integers = space.locate(located_rows(codes, version.table, rules))
    except (DisclosureError, KeyError):
        return None
    return int(cells[0])
