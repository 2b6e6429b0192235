"""What readers who keep every release know of the counts behind what stands: one interval for each cell and its day.

Belongs here: the day of a cell, on which the figure (or absence) that it shows was first seen; how the next release
narrows what is known of that day; cells and rows of this memory. Does not belong here: intervals of one release and
their propagation (snis/bounds.py), where the memory is kept (assets/open/printing_memory.py).

What the hold rule lets a reader conclude: a figure that still looks the same stands for a count that is within 9
persons of the one on its day, because fewer than 10 persons changed since, or because it was judged anew and fits both
counts. One that looks otherwise was judged today, and its day is today. Of rows that were taken out to protect others,
and while a cross waits for its month or year, nothing follows.

So one interval for each cell is enough, however many releases there are: what a release adds is what today's bounds
leave of the cell's day. Deliveries are not followed: those of 9 persons may be any number.
Readable form of the argument: docs/privacidad.md, section 4.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from snis.bounds import ABSENT, Bounds, Margins, Printing, intervals, propagate, remembered
from snis.cell_space import CROSS_COLUMN, CellSpace, Code, Integers, Mask
from snis.errors import ContradictionError
from snis.relations import INFINITE, Measure, Relations

Rows = Mapping[str, Sequence[Code | None]]
FIGURE, LEAST, MOST = "personas", "personas_minimo", "personas_maximo"
# How often what earlier releases say is forgotten around a contradiction before all of it is.
_MOST_FORGOTTEN = 6


@dataclass(frozen=True)
class Anchors:
    """The memory of a table and year after a release, by printable cell.

    Attributes:
        figures: persons as the release shows them, ABSENT without row.
        seen: cells of crosses and months of which something has been printed; the others have no day yet.
        known: what follows of the persons in the cell on its day; 0 to INFINITE where nothing does.
    """

    figures: Integers
    seen: Mask
    known: Bounds

    @classmethod
    def of_rows(cls, rows: Rows, space: CellSpace, *, never: Mask, threshold: int, base: int) -> "Anchors":
        """The memory from its rows; those that the space does not have any more are passed over.

        Args:
            rows: as `rows` gives them.
            space: cells of today.
            never: cells that are printed for no place so small.
            threshold: from which a row is printed.
            base: of which figures are multiples.
        """
        rows = _within(rows, space)
        figures = np.full(space.cells, ABSENT, dtype=np.int64)
        at = space.locate({name: values for name, values in rows.items() if name in space.dimensions})
        figures[at] = [ABSENT if value is None else int(value) for value in rows[FIGURE]]
        seen = begun(space, figures)
        known = _stated(figures, threshold, base)
        known.lower[at] = [int(value or 0) for value in rows[LEAST]]
        known.upper[at] = [INFINITE if value is None else int(value) for value in rows[MOST]]
        return cls(figures, seen, _forgotten(known, never | ~seen))

    def rows(
        self, space: CellSpace, *, never: Mask, threshold: int, base: int
    ) -> dict[str, list[Code | None]]:
        """The memory as rows: every figure, and every cell of which more or less is known than its absence says."""
        stated = _stated(self.figures, threshold, base)
        same = (self.known.lower == stated.lower) & (self.known.upper == stated.upper)
        kept = np.flatnonzero(self.seen & ~never & ((self.figures != ABSENT) | ~same))
        found = space.rows(kept)
        found[FIGURE] = [None if figure == ABSENT else figure for figure in self.figures[kept].tolist()]
        found[LEAST] = list(self.known.lower[kept].tolist())
        found[MOST] = [None if value >= INFINITE else value for value in self.known.upper[kept].tolist()]
        return found

    def standing(self, figures: Integers, silent: Mask) -> Bounds:
        """What is known of the day of each cell that looks as before; `Printing.earlier` of the next release.

        Args:
            figures: persons as the next release shows them.
            silent: cells that wait for their day, or whose absence says nothing.
        """
        return _forgotten(self.known, ~self.alike(figures) | silent)

    def alike(self, figures: Integers) -> Mask:
        """Cells that look as they did."""
        found: Mask = self.seen & (self.figures == figures)
        return found


def begun(space: CellSpace, figures: Integers) -> Mask:
    """Cells of crosses, and of their months, that have a row somewhere: the others are no secret yet."""
    shown = figures != ABSENT
    found = np.zeros(space.cells, dtype=bool)
    for margin in space.margins:
        if not margin.name or not margin.count:
            continue
        block = slice(margin.start, margin.start + margin.count)
        if "mes" not in margin.free:
            found[block] = shown[block].any()
            continue
        months = np.indices(margin.shape)[margin.free.index("mes")].ravel()
        found[block] = np.isin(months, months[shown[block]])
    return found


def attacked(
    printing: Printing, margins: Margins, relations: Relations, size: int
) -> tuple[Printing, Bounds]:
    """What a reader knows of a release, and the release with what earlier ones say of it.

    Where that contradicts the release, something happened that no reader can follow (three identities that turn out
    to be one person are one change, and two persons less): it is forgotten there, as a reader would have to.

    Raises:
        ContradictionError: the release contradicts itself.
    """
    for hops in range(_MOST_FORGOTTEN):
        try:
            return printing, propagate(intervals(printing, margins, size), relations)
        except ContradictionError as error:
            if printing.earlier is None:
                raise
            around = _around(np.array(error.figures), relations, hops + 1)
            cells = np.unique(around % size)
            forgotten = np.zeros(printing.figures.shape[1], dtype=bool)
            forgotten[cells[cells < len(forgotten)]] = True
            printing = replace(printing, earlier=_forgotten(printing.earlier, forgotten))
    printing = replace(printing, earlier=None)
    return printing, propagate(intervals(printing, margins, size), relations)


def after(
    before: Anchors | None,
    printing: Printing,
    bounds: Bounds,
    *,
    figures: Integers,
    seen: Mask,
    silent: Mask,
    margins: Margins,
) -> Anchors:
    """The memory after a release.

    Args:
        before: the memory before it; None when there was none.
        printing: the release as it was attacked, with what was known before.
        bounds: what follows from it.
        figures: persons as it shows them, also where they are silent.
        seen: cells of crosses and months of which it prints something.
        silent: cells that wait for their day.
        margins: the rules that everybody knows.
    """
    cells = len(figures)
    here = Bounds(bounds.lower[:cells], bounds.upper[:cells])
    # One that may be older than the release has its day in the past, of which no more is known than it says.
    stated = _stated(figures, margins.threshold, margins.base)
    lagged = Bounds(
        np.maximum(stated.lower, here.lower - margins.lag), np.minimum(stated.upper, here.upper + margins.lag)
    )
    known = _chosen(printing.lagging[Measure.PERSONS], lagged, here)
    known = _forgotten(known, printing.withdrawn | ~seen)
    if before is None:
        return Anchors(figures, seen, _forgotten(known, silent))
    same = before.alike(figures)
    known = _chosen(same, remembered(bounds, printing, margins), known)
    known = _chosen(silent & same, before.known, _forgotten(known, silent & ~same))
    return Anchors(figures, seen | before.seen, known)


def _stated(figures: Integers, threshold: int, base: int) -> Bounds:
    """What a figure, or no row, says of its own day."""
    shown = figures != ABSENT
    return Bounds(
        np.where(shown, np.maximum(figures - (base - 1), threshold), 0),
        np.where(shown, figures + (base - 1), threshold - 1),
    )


def _forgotten(bounds: Bounds, where: Mask) -> Bounds:
    return Bounds(np.where(where, 0, bounds.lower), np.where(where, INFINITE, bounds.upper))


def _chosen(where: Mask, one: Bounds, other: Bounds) -> Bounds:
    return Bounds(np.where(where, one.lower, other.lower), np.where(where, one.upper, other.upper))


def _around(figures: Integers, relations: Relations, hops: int) -> Integers:
    """Figures within so many relations of some."""
    for _ in range(hops):
        rows = relations.row_of_entry[np.isin(relations.variables, figures)]
        figures = np.union1d(figures, relations.variables[np.isin(relations.row_of_entry, rows)])
    return figures


def _within(rows: Rows, space: CellSpace) -> Rows:
    """Rows of crosses and codes that a space has."""
    columns = {margin.name: set(margin.columns) for margin in space.margins if margin.name}
    codes = {name: {None, *dimension.codes} for name, dimension in space.dimensions.items()}
    named = [name for name in rows if name not in (CROSS_COLUMN, FIGURE, LEAST, MOST)]
    at = [
        place
        for place, cross in enumerate(rows[CROSS_COLUMN])
        if columns.get(str(cross)) == {name for name in named if rows[name][place] is not None}
        and all(rows[name][place] in codes[name] for name in columns[str(cross)])
    ]
    return {name: [rows[name][place] for place in at] for name in rows}
