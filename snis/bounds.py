"""What a reader can know of each figure of a release: an interval, narrowed by every relation between figures.

Belongs here: the interval that a printed or an absent row states, its propagation to a fixpoint, and which rows
that are not printed end up too narrow. Does not belong here: which relations hold (snis/relations.py), what is done
about a narrow row (snis/flips.py), bounds by linear programming (snis/bounds_lp.py).

Propagation is sound: a true count never leaves its interval. The fixpoint is one and the same in any order of
relations, because each step can only narrow, and narrower intervals narrow others at least as much.
Source: shared design privacy.md, section 2 ("Gate").

Of earlier releases a printing brings what they said of the persons of a cell on the day on which its figure (or its
absence) was first seen: the hold rule keeps today's count near that one. Source: snis/anchors.py.
"""

from dataclasses import dataclass

import numpy as np

from snis.cell_space import Integers, Mask
from snis.errors import ContradictionError, DisclosureError
from snis.relations import INFINITE, Measure, Relations

ABSENT = -1
FEWEST_VALUES = 4
# A release settles within some twenty rounds; more than this means that no true counts can stand behind it.
MOST_ROUNDS = 2000


@dataclass(frozen=True)
class Margins:
    """How far a true count may lie from what is printed.

    Attributes:
        threshold: a row is printed from this many persons on.
        base: figures are one of the two multiples of it around the count.
        lag: persons that may have changed since a figure was printed: one less than the hold rule asks for.
        delivery_lag: deliveries that may have changed since; of so many persons, any number.
    """

    threshold: int
    base: int
    lag: int
    delivery_lag: int = INFINITE


@dataclass(frozen=True)
class Bounds:
    """Smallest and greatest possible value of each figure, both included."""

    lower: Integers
    upper: Integers

    @property
    def values(self) -> Integers:
        """How many values each figure may have."""
        return self.upper - self.lower + 1


@dataclass(frozen=True)
class Printing:
    """What a reader sees of the printable cells of a space.

    Attributes:
        figures: by measure and cell, ABSENT where there is no row; a row may also have persons and no deliveries.
        lagging: by measure and cell, figures (or absences) that may be older than the release: all that look as
            they did in the release before. In a first release none.
        withdrawn: cells whose missing row does not mean fewer than the threshold: taken out to protect another (a
            reader is told how many, never which), or never printed for a place so small. Each may be any number.
        earlier: of each printable cell that looks as in the release before, what all releases before say of its
            persons on the day when that was first seen; 0 to INFINITE of the others. None when there are none.
    """

    figures: Integers
    lagging: Mask
    withdrawn: Mask
    earlier: Bounds | None = None

    @property
    def printed(self) -> Mask:
        """Cells that have a row."""
        found: Mask = self.figures[Measure.PERSONS] != ABSENT
        return found


def intervals(printing: Printing, margins: Margins, size: int) -> Bounds:
    """What each row states by itself, before any relation.

    A printed p stands for max(threshold, p - (base - 1)) to p + (base - 1), no row for 0 to threshold - 1 persons
    and any number of deliveries. Where the figure may lag, as many more on both sides; where earlier releases say more
    of the day on which it was first seen, as many more than they say.

    Args:
        printing: figures of the printable cells.
        margins: the rules that everybody knows.
        size: cells of the space with its hidden margins, of which nothing is known.
    """
    measures, cells = printing.figures.shape
    lower = np.zeros((measures, size), dtype=np.int64)
    upper = np.full((measures, size), INFINITE, dtype=np.int64)
    for measure in range(measures):
        figures = printing.figures[measure]
        stated = figures != ABSENT
        lag = margins.lag if measure == Measure.PERSONS else margins.delivery_lag
        slack = np.where(printing.lagging[measure], lag, 0)
        low = np.maximum(margins.threshold, figures - (margins.base - 1)) - slack
        lower[measure, :cells] = np.where(stated, np.maximum(low, 0), 0)
        high = figures + (margins.base - 1) + slack
        small = margins.threshold - 1 + slack if measure == Measure.PERSONS else INFINITE
        upper[measure, :cells] = np.minimum(np.where(stated, high, small), INFINITE)
    if printing.earlier is not None:
        persons = slice(0, cells)
        lower[Measure.PERSONS, persons] = np.maximum(
            lower[Measure.PERSONS, persons], printing.earlier.lower - margins.lag
        )
        upper[Measure.PERSONS, persons] = np.minimum(
            upper[Measure.PERSONS, persons], printing.earlier.upper + margins.lag
        )
    lower[:, :cells][:, printing.withdrawn] = 0
    upper[:, :cells][:, printing.withdrawn] = INFINITE
    return Bounds(lower.ravel(), upper.ravel())


def propagate(bounds: Bounds, relations: Relations) -> Bounds:
    """The narrowest intervals that the relations allow one by one, until nothing moves.

    Raises:
        ContradictionError: the figures contradict each other, so no true counts can stand behind them.
    """
    found = bounds
    for _ in range(MOST_ROUNDS):
        narrower = narrowed(found, relations)
        crossed = np.flatnonzero(narrower.lower > narrower.upper)
        if len(crossed):
            raise ContradictionError(
                "las cifras impresas se contradicen",
                place=f"{len(crossed)} cifras",
                remedy="Revise redondeo, umbral y retención de la edición; no la publique.",
                figures=crossed.tolist(),
            )
        if np.array_equal(narrower.lower, found.lower) and np.array_equal(narrower.upper, found.upper):
            return found
        found = narrower
    raise DisclosureError("los intervalos no se asientan", place=f"{MOST_ROUNDS} rondas")


def narrowed(bounds: Bounds, relations: Relations) -> Bounds:
    """One pass: each relation narrows each of its figures by what is known of the others."""
    lower, upper = implied(bounds, relations)
    order, starts = relations.entries_by_variable
    touched = np.flatnonzero(np.diff(starts))
    tightest_lower, tightest_upper = bounds.lower.copy(), bounds.upper.copy()
    if len(touched):
        firsts = starts[touched]
        tightest_lower[touched] = np.maximum(bounds.lower[touched], np.maximum.reduceat(lower[order], firsts))
        tightest_upper[touched] = np.minimum(bounds.upper[touched], np.minimum.reduceat(upper[order], firsts))
    return Bounds(tightest_lower, tightest_upper)


def implied(bounds: Bounds, relations: Relations) -> tuple[Integers, Integers]:
    """For each entry of the relations, the smallest and greatest value that its relation leaves its figure."""
    if not relations.count:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    added = relations.signs > 0
    low, high = bounds.lower[relations.variables], bounds.upper[relations.variables]
    least = np.where(added, low, -high)
    most = np.where(added, high, -low)
    row, firsts = relations.row_of_entry, relations.starts[:-1]
    # What the other figures of the row leave to sign x figure.
    room_above = (relations.ceiling - np.add.reduceat(least, firsts))[row] + least
    room_below = (relations.floor - np.add.reduceat(most, firsts))[row] + most
    return np.where(added, room_below, -room_above), np.where(added, room_above, -room_below)


def narrow(
    bounds: Bounds, printing: Printing, margins: Margins, size: int, *, fewest: int = FEWEST_VALUES
) -> Integers:
    """Figures with fewer than `fewest` values, of cells that may have persons below the threshold.

    Of cells without a row, their deliveries and hidden margins too; where earlier releases are reckoned with, also of
    rows whose persons may be fewer by now. Those with the fewest values first, then by number.
    """
    values = exposed_values(bounds, printing, margins, size)
    found = np.flatnonzero(values < fewest)
    return found[np.argsort(values[found], kind="stable")]


def exposed_values(bounds: Bounds, printing: Printing, margins: Margins, size: int) -> Integers:
    """How many values a reader leaves to each figure that must stay unknown; INFINITE to all others.

    A withheld count must stay unknown of today and of the day on which its absence was first seen: the figure of a
    cell has as many values as the narrower of the two, when this release says more of that day.
    """
    measures, cells = printing.figures.shape
    unknown = unprinted(printing, size)
    if printing.earlier is not None:
        unknown[:cells] |= printing.lagging[Measure.PERSONS]
    small = np.tile(bounds.lower[:size] < margins.threshold, measures)
    found: Integers = np.where(unknown & small, bounds.values, INFINITE)
    if printing.earlier is not None:
        then = remembered(bounds, printing, margins)
        told = (printing.figures[Measure.PERSONS] == ABSENT) & (then.lower < margins.threshold)
        told &= then.values < printing.earlier.values
        found[:cells] = np.where(told, np.minimum(found[:cells], then.values), found[:cells])
    return found


def remembered(bounds: Bounds, printing: Printing, margins: Margins) -> Bounds:
    """What a reader then knows of the persons in each printable cell on the day when what it shows was first seen.

    0 to INFINITE where nothing was known before.
    """
    cells = printing.figures.shape[1]
    if printing.earlier is None:
        return Bounds(np.zeros(cells, dtype=np.int64), np.full(cells, INFINITE, dtype=np.int64))
    known = (printing.earlier.upper < INFINITE) & ~printing.withdrawn
    lower = np.maximum(printing.earlier.lower, bounds.lower[:cells] - margins.lag)
    upper = np.minimum(printing.earlier.upper, bounds.upper[:cells] + margins.lag)
    return Bounds(np.where(known, lower, 0), np.where(known, upper, INFINITE))


def unprinted(printing: Printing, size: int) -> Mask:
    """Figures that are not printed: of missing rows, left out of a row, and of hidden margins."""
    measures, cells = printing.figures.shape
    missing = np.ones((measures, size), dtype=bool)
    missing[:, :cells] = printing.figures == ABSENT
    return missing.ravel()
