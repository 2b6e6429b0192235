"""What readers of all releases before remember, held against the release that is about to leave.

Belongs here: a release as such a reader sees it, and the memory after it. Does not belong here: the argument
(snis/anchors.py), findings (gate_attack.py), where the memory is kept (assets/open/printing_memory.py).

The ledger has every printing that anybody could download: those of nights between two releases, of releases that were
made again, and of withdrawn ones. So the memory goes from printing to printing, and never back to the releases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from publish.gate_records import Recorded, recorded
from publish.gate_rules import GateRules
from publish.gate_spaces import Board, Printed, Rows, measures_of, never_printed_by, space_of
from snis.anchors import Anchors, after, attacked, begun
from snis.bounds import ABSENT, Margins, Printing
from snis.cell_space import CROSS_COLUMN, CellSpace, Mask
from snis.disclosure_policy import COVERAGE, DisclosurePolicy
from snis.relations import Measure, relations_of

_NIGHTLY, _YEARLY = "nightly", "yearly"


@dataclass(frozen=True)
class Sight:
    """A release as a reader of all releases sees it.

    Attributes:
        printing: what is attacked; figures that say nothing of today are left out.
        silent: cells that wait for their month or year.
    """

    printing: Printing
    silent: Mask


def margins_of(policy: DisclosurePolicy, table: str) -> Margins:
    """The rules that everybody knows of a table."""
    return Margins(policy.threshold_of(table), policy.rounding.base.value, policy.hold.persons.value - 1)


def memory_of(table: str, rows: Rows | None, space: CellSpace, rules: GateRules) -> Anchors | None:
    """The memory of a table and year in the numbers of its space; None without one."""
    if rows is None:
        return None
    return Anchors.of_rows(rows, space, never=never_printed_by(space, rules), **_printed_with(table, rules))


def sight_of(
    table: str, board: Board, lagging: Mask, *, rules: GateRules, known: Recorded | None = None, number: int = 0,
    memory: Anchors | None = None,
) -> Sight:  # fmt: skip
    """A release as a reader sees it.

    Args:
        table: its name.
        board: its figures.
        lagging: figures and absences that may be older than the release.
        rules: crosses and how often they change, small places.
        known: what the ledger says of the release.
        number: of the printing that it shows.
        memory: what releases before said.
    """
    space, persons = board.space, board.figures[Measure.PERSONS]
    silent = _silent(table, space, lagging, known, number=number, rules=rules)
    mute = never_printed_by(space, rules) | silent
    if known is not None:
        mute |= known.withdrawn
    seen = replace(board, figures=np.where(silent, ABSENT, board.figures))
    if memory is None:
        return Sight(seen.printing(lagging=lagging, withdrawn=mute), silent)
    old = lagging.copy()
    # What looks as it did may be as old, whatever else the ledger noted of the cell tonight.
    old[Measure.PERSONS] |= memory.alike(persons)
    printing = seen.printing(lagging=old, withdrawn=mute)
    return Sight(replace(printing, earlier=memory.standing(persons, mute)), silent)


def remember(
    table: str, year: int, rows: Rows, before: Rows | None, *, rules: GateRules, number: int
) -> Rows | None:
    """The memory of a table and year after a printing; None while nothing of it is printed.

    Args:
        table: of what,
        year: and when.
        rows: what the ledger says of each cell as of the printing.
        before: the memory after the printing before.
        rules: of the night.
        number: of the printing.

    Raises:
        DisclosureError: the printing contradicts itself, or has codes in no list.
    """
    rows = _of_policy(rows, table, rules)
    shown = _chosen(rows, [value is not None for value in rows["personas"]])
    if not shown["personas"]:
        return before
    version = Printed(table, year, "", "", shown)
    space = space_of([version], rules)
    measures = measures_of(table)
    known = recorded(rows, version, space, rules, len(measures))
    persons = known.figures[Measure.PERSONS]
    board = Board(space, known.figures, begun(space, persons))
    memory, margins = memory_of(table, before, space, rules), margins_of(rules.policy, table)
    lagging = known.lagging(number, board.begun)
    sight = sight_of(table, board, lagging, rules=rules, known=known, number=number, memory=memory)
    printing, bounds = attacked(sight.printing, margins, relations_of(space, measures), space.size)
    told = after(
        memory, printing, bounds, figures=persons, seen=board.begun, silent=sight.silent, margins=margins
    )
    return told.rows(space, never=never_printed_by(space, rules), **_printed_with(table, rules))


def _silent(
    table: str, space: CellSpace, lagging: Mask, known: Recorded | None, *, number: int, rules: GateRules
) -> Mask:
    """Cells of crosses that wait for their day: they may be behind by any number of persons."""
    found: Mask = np.zeros(space.cells, dtype=bool)
    cadences = {
        cross.name: rules.policy.cadence_of(cross) for cross in rules.policy.crosses if cross.table == table
    }
    for margin in space.margins:
        block = slice(margin.start, margin.start + margin.count)
        nightly = not margin.name or cadences.get(margin.name, _YEARLY) == _NIGHTLY
        due = known is not None and bool(np.any(known.printing[:, block] == number))
        if not nightly and not due:
            found[block] = np.logical_or.reduce(lagging[:, block])
    return found


def _of_policy(rows: Rows, table: str, rules: GateRules) -> Rows:
    """Rows without those of crosses that the policy no longer has."""
    if table != COVERAGE:
        return rows
    named = {cross.name for cross in rules.policy.crosses if cross.table == table}
    return _chosen(rows, [cross in named for cross in rows[CROSS_COLUMN]])


def _chosen(rows: Rows, kept: Sequence[bool]) -> Rows:
    at = [place for place, keep in enumerate(kept) if keep]
    return {name: [values[place] for place in at] for name, values in rows.items()}


def _printed_with(table: str, rules: GateRules) -> Mapping[str, int]:
    """How figures of a table are printed."""
    return {
        "threshold": rules.policy.threshold_of(table),
        "base": rules.policy.rounding.base.value,
    }
