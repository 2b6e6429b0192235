"""Whatever the counts: bounds hold them, the fast way equals the readable one, and a protected release stands attack.

The readable way: `narrowed_plainly` takes one relation after another and looks at each of its figures, with plain
integers. Small countries: tests/support/small_country.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from snis.bounds import ABSENT, Bounds, Printing, intervals, narrow, narrowed, propagate, unprinted
from snis.bounds_lp import lp_bounds
from snis.cell_space import Integers, Mask
from snis.flips import Protection, flip
from snis.relations import INFINITE, UNBOUNDED, Relations, relations_of
from tests.support.printed_figures import MARGINS
from tests.support.small_country import counted, deliveries, print_by_draw, small_space

SPACE = small_space()
RELATIONS = relations_of(SPACE)
Row = tuple[dict[int, int], int | None, int | None]


@dataclass(frozen=True)
class World:
    """True counts, what a reader is told of each, and relations that the counts fulfil."""

    true: Integers
    bounds: Bounds
    rows: list[Row]

    @property
    def relations(self) -> Relations:
        return Relations.of(self.rows, len(self.true))


@st.composite
def worlds(drawer: st.DrawFn) -> World:
    """Up to eight counts under up to six relations of any form; some intervals know nothing above."""
    size = drawer(st.integers(2, 8))
    true = drawer(st.lists(st.integers(0, 40), min_size=size, max_size=size))
    below = drawer(st.lists(st.integers(0, 9), min_size=size, max_size=size))
    above = drawer(st.lists(st.one_of(st.integers(0, 9), st.just(INFINITE)), min_size=size, max_size=size))
    bounds = Bounds(
        np.maximum(np.array(true) - below, 0), np.minimum(np.array(true) + np.array(above), INFINITE)
    )
    rows: list[Row] = []
    for _ in range(drawer(st.integers(0, 6))):
        figures = drawer(st.lists(st.integers(0, size - 1), min_size=1, max_size=size, unique=True))
        signs = {figure: drawer(st.sampled_from([1, -1])) for figure in figures}
        held = sum(sign * true[figure] for figure, sign in signs.items())
        floor = drawer(st.sampled_from([held, held - 2, None]))
        ceiling = drawer(st.sampled_from([held, held + 3, None]))
        rows.append((signs, floor, ceiling))
    return World(np.array(true), bounds, rows)


@given(worlds())
def test_true_counts_never_leave_their_intervals(world: World) -> None:
    assert holds(propagate(world.bounds, world.relations), world.true)


@given(worlds())
def test_the_fixpoint_equals_the_readable_one(world: World) -> None:
    assert listed(propagate(world.bounds, world.relations)) == propagated_plainly(world.bounds, world.rows)


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_relations_does_not_matter(world: World, random: st.DataObject) -> None:
    shuffled = list(world.rows)
    random.shuffle(shuffled)
    again = propagate(world.bounds, Relations.of(shuffled, len(world.true)))
    assert listed(again) == listed(propagate(world.bounds, world.relations))


@given(worlds())
def test_the_fixpoint_is_never_wider_than_one_pass_nor_one_pass_than_nothing(world: World) -> None:
    once, settled = narrowed(world.bounds, world.relations), propagate(world.bounds, world.relations)
    assert inside(once, world.bounds)
    assert inside(settled, once)
    assert listed(narrowed(settled, world.relations)) == listed(settled)


@given(worlds())
def test_knowing_more_never_widens(world: World) -> None:
    some = Relations.of(world.rows[: len(world.rows) // 2], len(world.true))
    assert inside(propagate(world.bounds, world.relations), propagate(world.bounds, some))


@settings(deadline=None, max_examples=40)
@given(worlds())
def test_linear_programming_is_sound_and_never_wider_than_propagation(world: World) -> None:
    settled = propagate(world.bounds, world.relations)
    targets = np.arange(len(world.true))
    whole = lp_bounds(settled, world.relations, targets)
    assert holds(whole, world.true)
    assert inside(whole, settled)
    assert inside(whole, lp_bounds(settled, world.relations, targets, hops=1))
    unaided = lp_bounds(world.bounds, world.relations, targets)
    assert np.array_equal(whole.lower, unaided.lower)
    assert np.array_equal(np.minimum(whole.upper, INFINITE // 2), np.minimum(unaided.upper, INFINITE // 2))


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 10**6), persons=st.integers(50, 2000), held_share=st.sampled_from([0.0, 0.3, 1.0]))
def test_a_protected_release_keeps_its_promises(seed: int, persons: int, held_share: float) -> None:
    true = counted(SPACE, deliveries(seed, persons=persons))
    before = print_by_draw(true, SPACE.cells, seed)
    movable = np.random.default_rng(seed).random((2, SPACE.cells)) >= held_share
    done = protected(before, true, movable)

    assert done.narrow_left == 0
    after = attack(done.printing)
    assert not len(narrow(after, done.printing, MARGINS, SPACE.size))
    assert done.narrowest >= 4
    assert holds(after, true.ravel())

    moved = before.figures != done.printing.figures
    moved[:, done.withdrawn] = False
    error = true[:, : SPACE.cells] - before.figures
    assert np.array_equal(moved, done.flipped)
    assert not np.any(moved & (error == 0))
    assert not np.any(moved & ~movable)
    shown = done.printing.figures != ABSENT
    assert np.all(np.abs(done.printing.figures - true[:, : SPACE.cells])[shown] < MARGINS.base)
    assert np.all(done.printing.figures[shown] >= MARGINS.threshold)
    assert np.all(done.printing.figures[shown] % MARGINS.base == 0)
    assert np.array_equal(done.printing.printed, before.printed & ~done.withdrawn)


@settings(deadline=None, max_examples=5)
@given(seed=st.integers(0, 10**6))
def test_no_withheld_count_of_a_protected_release_is_found_by_linear_programming(seed: int) -> None:
    true = counted(SPACE, deliveries(seed, persons=600))
    done = protected(print_by_draw(true, SPACE.cells, seed), true, np.ones((2, SPACE.cells), dtype=bool))
    settled = attack(done.printing)
    hidden = np.flatnonzero(unprinted(done.printing, SPACE.size))
    targets = hidden[np.argsort(settled.values[hidden], kind="stable")][:12]
    found = lp_bounds(settled, RELATIONS, targets)
    assert holds(found, true.ravel()[targets])
    assert np.all(found.values >= 2)


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 10**6), newcomers=st.integers(1, 300))
def test_a_second_release_with_held_figures_keeps_the_promises_too(seed: int, newcomers: int) -> None:
    facts = deliveries(seed, persons=900 + newcomers)
    earlier = {name: values[facts["persona"] < 900] for name, values in facts.items()}
    true, true_before = counted(SPACE, facts), counted(SPACE, earlier)
    first = protected(
        print_by_draw(true_before, SPACE.cells, seed), true_before, np.ones((2, SPACE.cells), dtype=bool)
    ).printing

    # Nobody left and nobody got more, so the persons of a cell that changed are its newcomers.
    held = np.tile((true - true_before)[0, : SPACE.cells] < 10, (2, 1))
    figures = np.where(held, first.figures, print_by_draw(true, SPACE.cells, seed + 1).figures)
    second = Printing(figures, lagging=figures == first.figures, withdrawn=first.withdrawn & held[0])
    done = protected(second, true, ~held)

    assert holds(attack(second), true.ravel())
    assert done.narrow_left == 0
    assert holds(attack(done.printing), true.ravel())
    still = held & ~done.withdrawn
    assert np.array_equal(done.printing.figures[still], first.figures[still])


def protected(printing: Printing, true: Integers, movable: Mask) -> Protection:
    return flip(
        printing, true[:, : SPACE.cells], RELATIONS, size=SPACE.size, margins=MARGINS, movable=movable
    )


def attack(printing: Printing) -> Bounds:
    return propagate(intervals(printing, MARGINS, SPACE.size), RELATIONS)


def propagated_plainly(bounds: Bounds, rows: Sequence[Row]) -> list[tuple[int, int]]:
    """The fixpoint, one relation after another until nothing moves."""
    known = listed(bounds)
    while True:
        before = list(known)
        for row in rows:
            narrowed_plainly(known, row)
        if known == before:
            return known


def narrowed_plainly(known: list[tuple[int, int]], row: Row) -> None:
    """Narrow each figure of a relation by the smallest and greatest sum of the others."""
    signs, floor, ceiling = row
    floor, ceiling = (-UNBOUNDED if floor is None else floor), (UNBOUNDED if ceiling is None else ceiling)
    for figure, sign in signs.items():
        others = [(other, s) for other, s in signs.items() if other != figure]
        least = sum(known[other][0] if s > 0 else -known[other][1] for other, s in others)
        most = sum(known[other][1] if s > 0 else -known[other][0] for other, s in others)
        low, high = (floor - most, ceiling - least) if sign > 0 else (least - ceiling, most - floor)
        known[figure] = (max(known[figure][0], low), min(known[figure][1], high))


def holds(bounds: Bounds, true: Integers) -> bool:
    return bool(np.all(bounds.lower <= true) and np.all(true <= bounds.upper))


def inside(narrower: Bounds, wider: Bounds) -> bool:
    return bool(np.all(narrower.lower >= wider.lower) and np.all(narrower.upper <= wider.upper))


def listed(bounds: Bounds) -> list[tuple[int, int]]:
    return list(zip(bounds.lower.tolist(), bounds.upper.tolist(), strict=True))
