"""The linear relations between figures of a table: what a reader can add and subtract.

Belongs here: relations as sparse rows over numbered figures, and which of them follow from the crosses of a space.
Does not belong here: the cells (snis/cell_space.py), what is known of each figure (snis/bounds.py).

A figure is one measure of one cell; its number is measure x space.size + cell. Relations, from privacy.md section 2:
over territory, sex, age and people, total = sum of the parts, for persons and deliveries; over programme,
institution, modality and month, total = sum for deliveries, and every part <= total <= sum of the parts for persons,
who may be in several. In every cell persons <= deliveries. Only a cross and the next coarser ones are related:
the others follow from these.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property

import numpy as np

from snis.cell_space import CellSpace, Integers, Margin

# Greater than any count, and small enough for a sum over every figure of a country to stay below UNBOUNDED.
INFINITE = 2**40
# The floor (negative) or ceiling of a relation that has none: no sum of figures comes near it.
UNBOUNDED = 2**60


class Measure(IntEnum):
    """What is counted in a cell."""

    PERSONS = 0
    DELIVERIES = 1


@dataclass(frozen=True)
class Relations:
    """Rows floor <= sum of sign x figure <= ceiling, in CSR.

    Attributes:
        starts: where each row begins in `variables` and `signs`, and the end of the last one.
        variables, signs: number of a figure, and 1 or -1. No row is empty or names a figure twice.
        floor, ceiling: -UNBOUNDED and UNBOUNDED where a row has none.
        variable_count: how many figures there are.
    """

    starts: Integers
    variables: Integers
    signs: Integers
    floor: Integers
    ceiling: Integers
    variable_count: int

    @classmethod
    def of(
        cls, rows: Iterable[tuple[Mapping[int, int], int | None, int | None]], variable_count: int
    ) -> "Relations":
        """Relations written by hand: for each, the sign of each figure, the floor and the ceiling (None: none).

        For external relations too: an exact figure that others publish is a row of one figure, floor = ceiling.
        """
        listed = list(rows)
        return cls(
            np.cumsum([0, *(len(signs) for signs, _, _ in listed)], dtype=np.int64),
            np.array([variable for signs, _, _ in listed for variable in signs], dtype=np.int64),
            np.array([sign for signs, _, _ in listed for sign in signs.values()], dtype=np.int64),
            np.array([-UNBOUNDED if floor is None else floor for _, floor, _ in listed], dtype=np.int64),
            np.array([UNBOUNDED if ceiling is None else ceiling for _, _, ceiling in listed], dtype=np.int64),
            variable_count,
        )

    @property
    def count(self) -> int:
        """How many relations there are."""
        return len(self.floor)

    @cached_property
    def row_of_entry(self) -> Integers:
        """The row of each entry of `variables`."""
        return np.repeat(np.arange(self.count), np.diff(self.starts))

    @cached_property
    def entries_by_variable(self) -> tuple[Integers, Integers]:
        """Entries in the order of their figures, and where those of each figure begin (and the last ends)."""
        order = np.argsort(self.variables, kind="stable")
        counts = np.bincount(self.variables, minlength=self.variable_count)
        return order, np.concatenate([[0], np.cumsum(counts)])

    def with_more(self, other: "Relations") -> "Relations":
        """These relations and others over the same figures."""
        return _joined([self, other], max(self.variable_count, other.variable_count))

    def chosen(self, rows: Integers) -> "Relations":
        """Some of the relations, over the same figures."""
        kept = np.isin(self.row_of_entry, rows)
        lengths = np.diff(self.starts)[rows]
        return Relations(
            np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            self.variables[kept],
            self.signs[kept],
            self.floor[rows],
            self.ceiling[rows],
            self.variable_count,
        )


def relations_of(
    space: CellSpace, measures: Sequence[Measure] = (Measure.PERSONS, Measure.DELIVERIES)
) -> Relations:
    """Every relation between the figures of a space.

    Args:
        space: cells.
        measures: (PERSONS,) for a table that has nothing else; else both, in this order.
    """
    blocks = [
        block
        for coarse, fine in _neighbours(space)
        for measure in measures
        for block in _between(space, coarse, fine, measure=measure)
    ]
    if Measure.DELIVERIES in measures:
        cells = np.arange(space.size)
        blocks.append(_pairs(cells + Measure.PERSONS * space.size, cells + Measure.DELIVERIES * space.size))
    variable_count = space.size * len(measures)
    return _joined([Relations.of([], variable_count), *blocks], variable_count)


def one_delivery_each(space: CellSpace, cells: Integers) -> Relations:
    """Persons = deliveries in some cells, as everybody knows of a benefit that is given once.

    Only for cells of which it is true: a relation that does not hold makes every bound worthless.
    """
    found = _pairs(cells + Measure.PERSONS * space.size, cells + Measure.DELIVERIES * space.size, floor=0)
    return replace(found, variable_count=space.size * len(Measure))


def _between(space: CellSpace, coarse: Margin, fine: Margin, *, measure: Measure) -> Iterator[Relations]:
    """The relations of one measure between a cross and a next coarser one."""
    if not fine.count:
        return
    offset = int(measure) * space.size
    totals = space.within(fine, coarse) + offset
    parts = np.arange(fine.start, fine.start + fine.count) + offset
    dropped = [space.dimensions[column] for column in fine.free if column not in coarse.meaning]
    adds = measure is Measure.DELIVERIES or all(dimension.adds_persons for dimension in dropped)
    yield _sums(totals, parts, floor=0 if adds else -UNBOUNDED)
    if not adds:
        yield _pairs(parts, totals)


def _sums(totals: Integers, parts: Integers, *, floor: int) -> Relations:
    """Rows floor <= total - sum of its parts <= 0, for the total of each part."""
    order = np.argsort(totals, kind="stable")
    firsts, counts = np.unique(totals, return_counts=True)
    starts = np.concatenate([[0], np.cumsum(counts + 1)])
    is_total = np.zeros(starts[-1], dtype=bool)
    is_total[starts[:-1]] = True
    variables = np.empty(starts[-1], dtype=np.int64)
    variables[is_total] = firsts
    variables[~is_total] = parts[order]
    return Relations(
        starts,
        variables,
        np.where(is_total, 1, -1),
        np.full(len(firsts), floor),
        np.zeros(len(firsts), dtype=np.int64),
        int(variables.max()) + 1,
    )


def _pairs(lesser: Integers, greater: Integers, *, floor: int = -UNBOUNDED) -> Relations:
    """Rows floor <= lesser - greater <= 0, one by one."""
    count = len(lesser)
    return Relations(
        np.arange(0, 2 * count + 1, 2),
        np.column_stack([lesser, greater]).ravel(),
        np.tile(np.array([1, -1]), count),
        np.full(count, floor),
        np.zeros(count, dtype=np.int64),
        int(max(lesser.max(), greater.max())) + 1,
    )


def _joined(blocks: Sequence[Relations], variable_count: int) -> Relations:
    """All rows of some relations, one after another."""
    lengths = np.concatenate([np.diff(block.starts) for block in blocks])
    return Relations(
        np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        np.concatenate([block.variables for block in blocks]),
        np.concatenate([block.signs for block in blocks]),
        np.concatenate([block.floor for block in blocks]),
        np.concatenate([block.ceiling for block in blocks]),
        variable_count,
    )


def _neighbours(space: CellSpace) -> Iterator[tuple[Margin, Margin]]:
    """Pairs of a coarser and a finer margin between which no other lies."""
    for fine in space.margins:
        coarser = [margin for margin in space.margins if margin.meaning < fine.meaning]
        for coarse in coarser:
            if not any(coarse.meaning < other.meaning for other in coarser):
                yield coarse, fine
