"""What the publication ledger says of a release: the private side, with which the gate compares the bytes.

Belongs here: the form of those records and the comparison. Does not belong here: reading the ledger
(assets/open/gate.py), attacking figures (gate_attack.py).

A figure in the bytes that the ledger does not have was printed by nobody. A figure that differs from the one in place,
while the ledger says that fewer persons changed in it than the hold rule asks for, moved by itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from publish.gate_findings import Finding
from publish.gate_rules import GateRules
from publish.gate_spaces import Board, Printed, Rows, located_rows
from snis.bounds import ABSENT
from snis.cell_space import CellSpace, Integers, Mask
from snis.coverage_space import PAIR_COLUMN
from snis.relations import Measure

_WITHDRAWN = "retirada"
_FIGURES = {
    Measure.PERSONS: ("personas", "tiene_personas_en_espera"),
    Measure.DELIVERIES: ("entregas", "tiene_entregas_en_espera"),
}


@dataclass(frozen=True)
class Records:
    """The ledger as of the release that is about to leave.

    Attributes:
        printed: rows of out_celda_impresa by table name, columns by name.
        release: name of the release that is being made: its packages alone show this printing. Empty when nothing is
            made, and what stays is only judged once more; None when the newest release is the one.
        number: of the printing that they show.
        entered: number of the last printing that went out before.
        shown: by release in place, the printing that it shows; what is not named shows the last that went out.
        unlagged: releases whose figures are all of one first printing, so that none can be old.
        memory: by table and year, what follows from all printings before this one (gate_memory.remember).
    """

    printed: Mapping[str, Rows] = field(default_factory=dict)
    release: str | None = None
    number: int = 1
    entered: int = 0
    shown: Mapping[str, int] = field(default_factory=dict)
    unlagged: frozenset[str] = frozenset()
    memory: Mapping[tuple[str, int], Rows] = field(default_factory=dict)

    def is_made(self, release: str, *, is_newest: bool) -> bool:
        """Whether a release is the one that is being made, of which the records speak.

        One that never took its place is made now, whatever it calls itself.
        """
        if self.release is None:
            return is_newest
        return release == self.release or release not in self.shown

    def seen_in(self, release: str) -> int:
        """The printing that a reader of a release in place has seen.

        A printing counts before its release takes its place; when it never did, what changed in it is new to
        everybody.
        """
        return self.shown.get(release, self.entered)

    def of(self, table: str, year: int) -> Rows | None:
        """The rows of one table and year; None when the ledger has no such table."""
        rows = self.printed.get(table)
        if rows is None:
            return None
        at = [place for place, value in enumerate(rows["anio"]) if value == year]
        return {name: [values[place] for place in at] for name, values in rows.items()}


@dataclass(frozen=True)
class Recorded:
    """The records of one table and year in the numbers of its space, by measure and cell."""

    figures: Integers
    printing: Integers
    waiting: Mask
    withdrawn: Mask

    def lagging(self, newest: int, begun: Mask) -> Mask:
        """Figures and absences that may be older than the newest printing."""
        old = (self.printing < newest) | self.waiting
        # In a cross and month that begins now, even what is absent is so since today.
        fresh = begun & ~np.logical_or.reduce((self.printing < newest) & (self.printing > 0))
        return np.where(self.printing == 0, ~fresh & (newest > 1), old) & (newest > 1)


def recorded(rows: Rows, printed: Printed, space: CellSpace, rules: GateRules, measures: int) -> Recorded:
    """Records in the numbers of a space.

    Raises:
        DisclosureError: a record has a code that is in no list, or makes no cross.
    """
    named = dict(rows)
    if "modalidad_b_codigo" in named:
        named["modalidad_a_codigo"] = named["modalidad_codigo"]
    located = located_rows(named, printed.table, rules)
    kept = _in_sight(located, rows, space)
    rows = {name: [values[place] for place in kept] for name, values in rows.items()}
    at = space.locate({name: [values[place] for place in kept] for name, values in located.items()})
    shape = (measures, space.cells)
    figures = np.full(shape, ABSENT, dtype=np.int64)
    number = np.zeros(shape, dtype=np.int64)
    waiting, withdrawn = np.zeros(shape, dtype=bool), np.zeros(space.cells, dtype=bool)
    for measure in range(measures):
        figure, flag = _FIGURES[Measure(measure)]
        figures[measure, at] = [ABSENT if value is None else int(value) for value in rows[figure]]
        number[measure, at] = [int(value or 0) for value in rows["impresion_numero"]]
        waiting[measure, at] = [bool(value) for value in rows[flag]]
    withdrawn[at] = [
        reason == _WITHDRAWN and persons is None
        for reason, persons in zip(rows["impresion_codigo"], rows["personas"], strict=True)
    ]
    return Recorded(figures, number, waiting, withdrawn)


def _in_sight(located: Rows, rows: Rows, space: CellSpace) -> list[int]:
    """Places of records but for crosses, months and pairs of which nothing is printed yet: no reader knows of them."""
    crosses = {margin.name for margin in space.margins}
    codes = [
        (located[name], {None, *space.dimensions[name].codes})
        for name in ("mes", PAIR_COLUMN)
        if name in space.dimensions
    ]
    return [
        place
        for place, (cross, persons) in enumerate(zip(rows["cruce_codigo"], rows["personas"], strict=True))
        if persons is not None
        or (cross in crosses and all(values[place] in known for values, known in codes))
    ]


def find_against_records(
    printed: Printed, board: Board, before: Board | None, known: Recorded, *, seen: int
) -> Iterator[Finding]:
    """Figures that the ledger does not have, and figures that moved although it says that they were held.

    Args:
        printed: the newest version.
        board: its figures.
        before: the version in place, None when there is none.
        known: the ledger's figures.
        seen: number of the printing that the version in place shows.
    """
    place = f"{printed.table} {printed.year}"
    foreign = int(np.count_nonzero(np.logical_or.reduce(board.figures != known.figures)))
    if foreign:
        yield Finding(
            printed.path, "G-LIB-01", place, foreign, "hay cifras que el libro de impresiones no tiene"
        )
    if before is None:
        return
    moved = board.figures != before.figures
    held = int(np.count_nonzero(moved & (known.printing <= seen) & before.begun))
    if held:
        yield Finding(
            printed.path,
            "G-LIB-02",
            place,
            held,
            "hay cifras que cambiaron y según el libro estaban en espera",
        )
