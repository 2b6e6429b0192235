"""The gate's own attack: what a reader can work out from all tables of all releases that can be downloaded.

Belongs here: intervals from the published method alone, propagation over all relations, linear programming around
what stays narrow, and the findings. Does not belong here: cells (gate_spaces.py), the ledger (gate_records.py),
relations and bounds (snis).

Every release is attacked as it is found. A figure that looks as it did in the release before may be older than the
release; the newest release is judged with what the ledger says of its age, and together with all that could be
downloaded before: what follows from those is a memory that goes from printing to printing (gate_memory.py).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from publish.gate_external import ExactFigure
from publish.gate_findings import Finding
from publish.gate_memory import margins_of, memory_of, sight_of
from publish.gate_once import believed_once
from publish.gate_records import Recorded, Records, find_against_records, recorded
from publish.gate_rules import GateRules
from publish.gate_spaces import (
    Board,
    Printed,
    Rows,
    board_of,
    located_rows,
    measures_of,
    of_known_crosses,
    space_of,
)
from snis.anchors import Anchors, attacked
from snis.bounds import Bounds, Printing, exposed_values, intervals, propagate
from snis.bounds_lp import lp_bounds
from snis.cell_space import CellSpace, Integers, Mask
from snis.disclosure import PUBLIC
from snis.disclosure_policy import COMMUNITY
from snis.errors import DisclosureError
from snis.relations import Measure, Relations, one_delivery_each, relations_of
from snis.table_risk import FINDINGS

# Withheld figures that linear programming looks at: those that propagation left close to the limit, narrowest first.
_LP_TARGETS = 24
_LP_HOPS = 3
_LP_VALUES = 3
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
        self._space = space_of([*self._versions, *([before] if before else [])], rules)
        self._measures = measures_of(versions[0].table)
        self._margins = margins_of(rules.policy, versions[0].table)
        self._fewest = rules.policy.bounds.fewest_values.value
        self._relations = relations_of(self._space, self._measures)
        self._before = board_of(before, self._space, rules) if before else None
        self._seen = self._records.seen_in(before.release) if before else 0

    def findings(self) -> Iterator[Finding]:
        """What each version gives away."""
        boards = [board_of(version, self._space, self._rules) for version in self._versions]
        for number, (version, board) in enumerate(zip(self._versions, boards, strict=True)):
            earlier = boards[number - 1] if number else None
            is_made = self._records.is_made(version.release, is_newest=number == len(boards) - 1)
            # A year of findings is printed once, so that every release shows the same.
            known = self._known(version) if is_made or version.table == FINDINGS else None
            if known is not None:
                yield from find_against_records(version, board, self._before, known, seen=self._seen)
            sight = sight_of(
                version.table,
                board,
                self._lagging(version, board, earlier, known),
                rules=self._rules,
                known=known,
                number=self._records.number,
                memory=self._memory(version) if known is not None else None,
            )
            # One that stands was looked at closely when it was made.
            is_new = is_made or version.release not in self._records.shown
            once = list(believed_once(version.table, board, sight.printing.lagging, self._rules))
            yield from self._attack(version, sight.printing, once, closely=is_new)

    def _memory(self, version: Printed) -> Anchors | None:
        rows = self._records.memory.get((version.table, version.year))
        return memory_of(version.table, rows, self._space, self._rules)

    def _known(self, version: Printed) -> Recorded | None:
        rows = self._records.of(version.table, version.year)
        if rows is None:
            return None
        return recorded(rows, version, self._space, self._rules, len(self._measures))

    def _lagging(self, version: Printed, board: Board, earlier: Board | None, known: Recorded | None) -> Mask:
        """Figures and absences that may be older than the release."""
        if version.table == FINDINGS:
            return np.zeros(board.figures.shape, dtype=bool)
        if known is not None:
            return known.lagging(self._records.number, board.begun)
        if earlier is None:
            first = not self._records.printed or version.release in self._records.unlagged
            return np.full(board.figures.shape, not first)
        # Between two releases a figure may have moved and been held again; only what begins now is fresh.
        found: Mask = np.broadcast_to(earlier.begun, board.figures.shape).copy()
        return found

    def _attack(
        self, version: Printed, printing: Printing, once: Sequence[Integers], *, closely: bool
    ) -> Iterator[Finding]:
        place = f"{version.table} {version.year}"
        try:
            printing, bounds = attacked(printing, self._margins, self._relations, self._space.size)
        except DisclosureError:
            yield Finding(
                version.path,
                "G-ATA-02",
                place,
                1,
                "las cifras se contradicen: a un total le sobra lo que sus partes no explican, o falta",
            )
            return
        found = self._narrow(bounds, printing, self._relations, closely=closely)
        alone = self._alone(printing, found, closely=closely)
        for rule, count, message in (
            ("G-ATA-01", alone.exact, "hay celdas retenidas que se deducen exactas"),
            ("G-ATA-01", alone.narrow - alone.exact,
             f"hay celdas retenidas con menos de {self._fewest} valores posibles"),
            ("G-ATA-05", found.narrow - alone.narrow,
             f"las ediciones anteriores dejan celdas retenidas con menos de {self._fewest} valores posibles"),
        ):  # fmt: skip
            if count > 0:
                yield Finding(version.path, rule, place, count, message)
        known = self._believing(printing, bounds, once, closely=closely) if once else found
        if known.narrow > found.narrow:
            yield Finding(
                version.path,
                "G-ATA-06",
                place,
                known.narrow - found.narrow,
                "quien sabe qué beneficios se dan una sola vez deduce celdas retenidas",
            )
        yield from self._with_exact_figures(version, printing, bounds, known=found.narrow)

    def _believing(
        self, printing: Printing, bounds: Bounds, once: Sequence[Integers], *, closely: bool
    ) -> _Found:
        """The same attack by a reader who reckons with one delivery for each person where the figures allow it."""
        relations = self._relations
        for cells in once:
            more = relations.with_more(one_delivery_each(self._space, cells))
            try:
                bounds = propagate(bounds, more)
            except DisclosureError:
                # The figures say that somebody got it twice.
                continue
            relations = more
        return self._narrow(bounds, printing, relations, closely=closely)

    def _alone(self, printing: Printing, found: _Found, *, closely: bool) -> _Found:
        """What the release gives away by itself, of what it gives away to those who kept the earlier ones."""
        if printing.earlier is None or not found.narrow:
            return found
        printing = replace(printing, earlier=None)
        bounds = propagate(intervals(printing, self._margins, self._space.size), self._relations)
        return self._narrow(bounds, printing, self._relations, closely=closely)

    def _narrow(
        self, bounds: Bounds, printing: Printing, relations: Relations, *, closely: bool = True
    ) -> _Found:
        """Narrow figures by propagation, and by linear programming among the narrowest of the others."""
        values = exposed_values(bounds, printing, self._margins, self._space.size)
        close = np.flatnonzero((values >= self._fewest) & (values < self._fewest + _LP_VALUES))
        targets = close[np.argsort(values[close], kind="stable")][:_LP_TARGETS]
        if closely and len(targets):
            solved = lp_bounds(bounds, relations, targets, hops=_LP_HOPS)
            lower, upper = bounds.lower.copy(), bounds.upper.copy()
            lower[targets], upper[targets] = solved.lower, solved.upper
            values = exposed_values(Bounds(lower, upper), printing, self._margins, self._space.size)
        every = values[values < self._fewest]
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
