"""The attacker's tool: the exact interval of a figure, by linear programming over all relations at once.

Belongs here: bounds of chosen figures with scipy's HiGHS, within what is connected to each. Does not belong here:
the bounds of every figure (snis/bounds.py: much faster, and on nested totals as narrow), what the gate does with the
result (publish).

Intervals are those of real numbers, brought to whole numbers inside: a whole count can only lie in them.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array, vstack
from scipy.sparse.csgraph import connected_components

from snis.bounds import Bounds
from snis.cell_space import Integers, Mask
from snis.errors import DisclosureError
from snis.relations import INFINITE, UNBOUNDED, Relations

# HiGHS keeps relations to 1e-7; counts are whole, so nothing is lost by allowing ten times that.
_TOLERANCE = 1e-6
_OPTIMAL, _UNBOUNDED_BELOW = 0, 3
# From so many figures on, the interior point method is far ahead of simplex (measured: 12 s against minutes).
_MANY_FIGURES = 40_000
# A bound up here stems from INFINITE, not from a count; the solver is told that there is none.
_HUGE = INFINITE // 2


@dataclass(frozen=True)
class _Program:
    """The relations among some figures, as HiGHS takes them."""

    figures: Integers
    matrix: csr_array
    floor: Integers
    ceiling: Integers
    lower: Integers
    upper: Integers


def lp_bounds(bounds: Bounds, relations: Relations, targets: Integers, *, hops: int | None = None) -> Bounds:
    """The interval of each target, in the order of `targets`.

    Args:
        bounds: what is known already; those of snis.bounds.propagate make it fast.
        relations: all that holds between figures.
        targets: figures to attack.
        hops: None for the exact interval; else only what is within so many relations of the target counts, and
            the interval may be wider than the exact one, never narrower.

    Raises:
        DisclosureError: the figures contradict each other, or the solver gives up.
    """
    live = _live(bounds, relations)
    lower, upper = bounds.lower[targets].copy(), bounds.upper[targets].copy()
    for figures, places in _neighbourhoods(live, bounds, targets, hops=hops):
        program = _program(live, bounds, figures)
        for place in places:
            at = int(np.searchsorted(program.figures, targets[place]))
            lower[place] = max(lower[place], _least(program, at, sign=1))
            upper[place] = min(upper[place], -_least(program, at, sign=-1))
    return Bounds(lower, upper)


def _live(bounds: Bounds, relations: Relations) -> Relations:
    """The relations that the intervals do not fulfil by themselves; the others narrow nothing."""
    if not relations.count:
        return relations
    low, high = bounds.lower[relations.variables], bounds.upper[relations.variables]
    added = relations.signs > 0
    firsts = relations.starts[:-1]
    least = np.add.reduceat(np.where(added, low, -high), firsts)
    most = np.add.reduceat(np.where(added, high, -low), firsts)
    return relations.chosen(np.flatnonzero((least < relations.floor) | (most > relations.ceiling)))


def _neighbourhoods(
    relations: Relations, bounds: Bounds, targets: Integers, *, hops: int | None
) -> list[tuple[Integers, Integers]]:
    """Sets of figures to solve together, each with the places in `targets` of those it answers."""
    # A figure known exactly connects nothing: it is a number in its relations.
    open_figure = bounds.lower < bounds.upper
    if hops is None:
        label = np.where(open_figure, _components(relations, open_figure), -1)
        return [
            (np.flatnonzero(label == value), np.flatnonzero(label[targets] == value))
            for value in np.unique(label[targets])
            if value >= 0
        ]
    incidence = _incidence(relations)
    return [
        (_around(incidence, int(target), open_figure, hops=hops), np.array([place]))
        for place, target in enumerate(targets)
        if open_figure[target]
    ]


def _components(relations: Relations, open_figure: Mask) -> Integers:
    """The number of the component of each figure: relations and open figures as one graph."""
    linking = open_figure[relations.variables]
    ends = (relations.row_of_entry[linking], relations.count + relations.variables[linking])
    nodes = relations.count + relations.variable_count
    graph = coo_array((np.ones(len(ends[0])), ends), shape=(nodes, nodes))
    labels: Integers = connected_components(graph, directed=False)[1][relations.count :]
    return labels


def _around(incidence: csr_array, target: int, open_figure: Mask, *, hops: int) -> Integers:
    """The figures within so many relations of one."""
    reached = np.zeros(len(open_figure), dtype=bool)
    reached[target] = True
    for _ in range(hops):
        rows = (incidence @ reached.astype(np.int64)) > 0
        reached |= ((incidence.T @ rows.astype(np.int64)) > 0) & open_figure
    return np.flatnonzero(reached)


def _incidence(relations: Relations) -> csr_array:
    ones = np.ones(len(relations.variables), dtype=np.int64)
    shape = (relations.count, relations.variable_count)
    return csr_array(coo_array((ones, (relations.row_of_entry, relations.variables)), shape=shape))


def _program(relations: Relations, bounds: Bounds, figures: Integers) -> _Program:
    """The rows whose open figures are all among the chosen; the known ones become numbers in them."""
    chosen = np.isin(relations.variables, figures)
    known = bounds.lower[relations.variables] == bounds.upper[relations.variables]
    row = relations.row_of_entry
    outside = np.bincount(row[~chosen & ~known], minlength=relations.count) > 0
    inside = np.bincount(row[chosen], minlength=relations.count) > 0
    rows = np.flatnonzero(inside & ~outside)
    value = relations.signs * bounds.lower[relations.variables]
    fixed = np.bincount(row[known & ~chosen], weights=value[known & ~chosen], minlength=relations.count)
    number = np.full(relations.count, -1)
    number[rows] = np.arange(len(rows))
    entries = np.flatnonzero(chosen & (number[row] >= 0))
    place = np.searchsorted(figures, relations.variables[entries])
    matrix = coo_array(
        (relations.signs[entries].astype(float), (number[row[entries]], place)),
        shape=(len(rows), len(figures)),
    )
    shift = fixed[rows].astype(np.int64)
    return _Program(
        figures,
        csr_array(matrix),
        relations.floor[rows] - shift,
        relations.ceiling[rows] - shift,
        bounds.lower[figures],
        bounds.upper[figures],
    )


def _least(program: _Program, at: int, *, sign: int) -> int:
    """The least whole value of sign x the figure at a place of a program."""
    cost = np.zeros(len(program.figures))
    cost[at] = sign
    exact = program.floor == program.ceiling
    above = ~exact & (program.ceiling < UNBOUNDED // 2)
    below = ~exact & (program.floor > -UNBOUNDED // 2)
    limits = np.column_stack([program.lower.astype(float), program.upper.astype(float)])
    limits[program.upper > _HUGE, 1] = np.inf
    solve = partial(
        linprog,
        cost,
        A_ub=vstack([program.matrix[above], -program.matrix[below]], format="csr"),
        b_ub=np.concatenate([program.ceiling[above], -program.floor[below]]),
        A_eq=program.matrix[exact],
        b_eq=program.floor[exact],
        bounds=limits,
        method="highs" if len(program.figures) < _MANY_FIGURES else "highs-ipm",
    )
    result = solve()
    if result.status != _OPTIMAL:
        # Before it solves, HiGHS does not tell a figure without limit from figures that contradict each other.
        result = solve(options={"presolve": False})
    if result.status == _UNBOUNDED_BELOW:
        return -INFINITE
    if result.status != _OPTIMAL:
        raise DisclosureError("el ataque por programación lineal no termina", place=f"estado {result.status}")
    return int(np.ceil(result.fun - _TOLERANCE))
