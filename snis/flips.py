"""The publisher attacks the own release and moves figures until no row that is not printed stands out.

Belongs here: which printed figure takes its other multiple of the base so that a narrow row gets room, and which
row is taken out where no figure can. Does not belong here: intervals and their propagation (snis/bounds.py), the
keyed rounding (snis/disclosure.py), the ledger and the table that is printed (assets/open).

A narrow bound is traced to the figures that cause it, through the relations that give it. In the first relation
that has any, the figure moves that gives most room and, of several, the one whose rounding error is greatest, because
it ends up nearest to its count. A count that is a multiple of the base has error 0 and never moves; a held figure
neither, for that would show a change that is none. Each figure moves at most once.
Source: shared design privacy.md, section 2 ("Gate").
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from snis.bounds import (
    ABSENT,
    FEWEST_VALUES,
    Bounds,
    Margins,
    Printing,
    implied,
    intervals,
    narrow,
    propagate,
    unprinted,
)
from snis.cell_space import Integers, Mask
from snis.relations import Measure, Relations

MOST_ROUNDS = 30
# How many bounds are traced back for one narrow row before it is left to the next round.
_MOST_TRACED = 200
_BELOW, _ABOVE = -1, 1


@dataclass(frozen=True)
class Protection:
    """A release in which no row that is not printed is too narrow, and what that took.

    Attributes:
        printing: the figures to print.
        flipped: by measure and cell, figures that took their other multiple.
        withdrawn: rows taken out now (those of earlier releases are in `printing` only).
        rounds: how often the release was attacked.
        narrow_before: figures that were too narrow at first.
        narrow_left: figures that still are; unless it is 0, nothing may leave.
        narrowest: fewest values that a figure of a row that is not printed has at the end.
    """

    printing: Printing
    flipped: Mask
    withdrawn: Mask
    rounds: int
    narrow_before: int
    narrow_left: int
    narrowest: int


def flip(
    printing: Printing,
    true: Integers,
    relations: Relations,
    *,
    size: int,
    margins: Margins,
    movable: Mask,
    keys: NDArray[np.uint64] | None = None,
    fewest: int = FEWEST_VALUES,
    most_rounds: int = MOST_ROUNDS,
) -> Protection:
    """Protect a release: flips first, then the smallest printed sibling is taken out.

    Args:
        printing: the figures as they were rounded or copied.
        true: exact counts by measure and cell.
        relations: all that a reader can add up; external relations too.
        size: cells of the space with its hidden margins.
        margins: threshold, base and lag.
        movable: by measure and cell, figures that are printed anew in this release, so not copied from the last.
        keys: cell keys by measure and cell; figures of the same records move together or not at all.
        fewest: values that every row that is not printed must keep.
        most_rounds: rounds of flips.

    Raises:
        DisclosureError: the figures contradict each other.
    """
    release = _Release(printing, true, relations, size=size, margins=margins, movable=movable, keys=keys)
    exposed = release.attack(fewest)
    before, rounds = len(exposed), 1
    while len(exposed) and rounds <= most_rounds and release.flip_for(exposed):
        exposed = release.attack(fewest)
        rounds += 1
    while len(exposed) and release.withdraw_for(exposed):
        exposed = release.attack(fewest)
        rounds += 1
    return Protection(
        release.printing,
        release.flipped,
        release.printing.withdrawn & ~printing.withdrawn,
        rounds,
        before,
        len(exposed),
        release.narrowest(),
    )


class _Release:
    """A release under attack: its figures, and what a reader knows of them at the moment."""

    def __init__(
        self,
        printing: Printing,
        true: Integers,
        relations: Relations,
        *,
        size: int,
        margins: Margins,
        movable: Mask,
        keys: NDArray[np.uint64] | None,
    ) -> None:
        self.printing = printing
        self.flipped = np.zeros(true.shape, dtype=bool)
        self._relations, self._size, self._margins = relations, size, margins
        self._new_rows: Mask = np.all(movable, axis=0)
        self._error = true - printing.figures
        self._groups = _groups(printing.figures, keys)
        shown = printing.figures != ABSENT
        # One that looks as in the last release would be known to be new: it says less as it is.
        may_move = shown & movable & ~printing.lagging & (self._error != 0)
        bound_to_stay = np.unique(self._groups[shown & ~may_move])
        self._may_flip = may_move & ~np.isin(self._groups, bound_to_stay)

    def attack(self, fewest: int) -> Integers:
        """Figures that a reader knows too well now, most exposed first."""
        self._stated = intervals(self.printing, self._margins, self._size)
        self._unprinted = unprinted(self.printing, self._size)
        self._known = propagate(self._stated, self._relations)
        self._implied = implied(self._known, self._relations)
        return narrow(self._known, self.printing, self._margins, self._size, fewest=fewest)

    def narrowest(self) -> int:
        """Fewest values of a figure that no row prints; 0 where every row is printed."""
        values = self._known.values[self._unprinted]
        return int(values.min()) if len(values) else 0

    def flip_for(self, exposed: Integers) -> bool:
        """Move one figure for each exposed one; whether any moved."""
        moved: dict[int, int] = {}
        for target in exposed:
            for figures, directions in self._causes(int(target)):
                if any(moved.get(int(f)) == d for f, d in zip(figures, directions, strict=True)):
                    break  # another exposed figure has moved one in this relation already
                best = self._most_helpful(figures, directions)
                if best is not None:
                    self._flip(int(figures[best]), moved)
                    break
        return bool(moved)

    def withdraw_for(self, exposed: Integers) -> bool:
        """Take out the smallest printed sibling of each exposed figure; whether any was there."""
        taken: set[int] = set()
        for target in exposed:
            for figures, _ in self._causes(int(target)):
                cells = np.unique(figures % self._size)
                if not taken.isdisjoint(cells.tolist()):
                    break
                # A row with a held figure only where no other is left: its going would look like a change.
                order = np.lexsort(
                    (cells, self.printing.figures[Measure.PERSONS, cells], ~self._new_rows[cells])
                )
                taken.add(int(cells[order[0]]))
                break
        gone = np.fromiter(sorted(taken), dtype=np.int64)
        figures, withdrawn = self.printing.figures.copy(), self.printing.withdrawn.copy()
        figures[:, gone], withdrawn[gone] = ABSENT, True
        self.printing = replace(self.printing, figures=figures, withdrawn=withdrawn)
        self.flipped[:, gone] = False
        return bool(taken)

    def _most_helpful(self, figures: Integers, directions: Integers) -> int | None:
        """The figure that may move in its direction and gives most room; of several, the one most in error."""
        measure, cell = figures // self._size, figures % self._size
        helps = self._may_flip[measure, cell] & (np.sign(self._error[measure, cell]) == directions)
        if not helps.any():
            return None
        printed, base, threshold = (
            self.printing.figures[measure, cell],
            self._margins.base,
            self._margins.threshold,
        )
        # Near the threshold a figure that goes down says hardly less than before.
        lowest = np.maximum(printed - (base - 1), threshold) - np.maximum(printed - (2 * base - 1), threshold)
        room = np.where(directions == _ABOVE, base, lowest)
        order = np.lexsort((figures, -np.abs(self._error[measure, cell]), -room, ~helps))
        return int(order[0])

    def _flip(self, figure: int, moved: dict[int, int]) -> None:
        """Give a figure, and all of the same records, the other multiple."""
        measure, cell = divmod(figure, self._size)
        direction = int(np.sign(self._error[measure, cell]))
        same = self._groups == self._groups[measure, cell]
        figures = self.printing.figures.copy()
        figures[same] += direction * self._margins.base
        self.printing = replace(self.printing, figures=figures)
        self.flipped |= same
        self._may_flip &= ~same
        measures, cells = np.nonzero(same)
        moved.update(dict.fromkeys((measures * self._size + cells).tolist(), direction))

    def _causes(self, target: int) -> Iterator[tuple[Integers, Integers]]:
        """For each relation behind a narrow interval: printed figures that tighten it, and where they should go.

        Nearest relations first, the tightest of them before the others.
        """
        waiting = deque((target, side) for side in (_ABOVE, _BELOW) if self._is_narrowed(target, side))
        seen = set(waiting)
        while waiting and len(seen) < _MOST_TRACED:
            figure, side = waiting.popleft()
            for entry in self._binding(figure, side):
                others, sides = self._others(entry, side)
                stated = self._bound(self._stated, others, sides) == self._bound(self._known, others, sides)
                printed = ~self._unprinted[others]
                if np.any(stated & printed):
                    yield others[stated & printed], sides[stated & printed]
                for other in zip(others[~stated].tolist(), sides[~stated].tolist(), strict=True):
                    if other not in seen:
                        seen.add(other)
                        waiting.append(other)

    def _others(self, entry: int, side: int) -> tuple[Integers, Integers]:
        """The other figures of an entry's relation, and on which side each should get room."""
        relations = self._relations
        row = relations.row_of_entry[entry]
        entries = np.arange(relations.starts[row], relations.starts[row + 1])
        entries = entries[entries != entry]
        return relations.variables[entries], -side * relations.signs[entry] * relations.signs[entries]

    def _binding(self, figure: int, side: int) -> Integers:
        """The entries whose relations give a figure's bound, the tightest relation first."""
        order, starts = self._relations.entries_by_variable
        entries = order[starts[figure] : starts[figure + 1]]
        lower, upper = self._implied
        given = (upper if side == _ABOVE else lower)[entries]
        entries = entries[given == (self._known.upper if side == _ABOVE else self._known.lower)[figure]]
        found: Integers = entries[np.argsort((upper - lower)[entries], kind="stable")]
        return found

    def _is_narrowed(self, figure: int, side: int) -> bool:
        at, on = np.array([figure]), np.array([side])
        return bool(self._bound(self._stated, at, on)[0] != self._bound(self._known, at, on)[0])

    @staticmethod
    def _bound(bounds: Bounds, figures: Integers, sides: Integers) -> Integers:
        return np.where(sides == _ABOVE, bounds.upper[figures], bounds.lower[figures])


def _groups(figures: Integers, keys: NDArray[np.uint64] | None) -> Integers:
    """A number for each set of records behind a printed figure; every other figure is alone."""
    alone = np.arange(figures.size).reshape(figures.shape)
    if keys is None:
        return alone
    found = alone.copy()
    for measure in range(len(figures)):
        printed = np.flatnonzero(figures[measure] != ABSENT)
        _, first, inverse = np.unique(keys[measure, printed], return_index=True, return_inverse=True)
        found[measure, printed] = alone[measure, printed[first]][inverse]
    return found
