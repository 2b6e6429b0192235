"""Four ways to protect the same tables, under the same attack: the table of privacy.md, section 5, in kind.

Thirty small countries with planted small groups (tests/support/small_country.py), every cross printed at once.
"""

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from snis.bounds import Margins, Printing, intervals, narrow, propagate, unprinted
from snis.bounds_lp import lp_bounds
from snis.cell_space import Integers
from snis.flips import flip
from snis.relations import Relations, one_delivery_each, relations_of
from tests.support.small_country import (
    MARGINS,
    counted,
    deliveries,
    print_by_draw,
    print_exactly,
    print_nearest,
    small_space,
)

SPACE = small_space()
RELATIONS = relations_of(SPACE)
EXACTLY, TO_THE_NEAREST = Margins(10, base=1, lag=0), Margins(10, base=3, lag=0)
COUNTRIES = [(seed, counted(SPACE, deliveries(seed, persons=900))) for seed in range(30)]


def test_every_relation_holds_of_the_exact_counts() -> None:
    for _, true in COUNTRIES:
        signed = RELATIONS.signs * true.ravel()[RELATIONS.variables]
        sums = np.add.reduceat(signed, RELATIONS.starts[:-1])
        assert np.all((sums >= RELATIONS.floor) & (sums <= RELATIONS.ceiling))


def gate(true: Integers, seed: int, relations: Relations = RELATIONS) -> Printing:
    """Rounded by key, then flipped."""
    return flip(
        print_by_draw(true, SPACE.cells, seed),
        true[:, : SPACE.cells],
        relations,
        size=SPACE.size,
        margins=MARGINS,
        movable=np.ones((2, SPACE.cells), dtype=bool),
    ).printing


def without_gate(true: Integers, seed: int) -> Printing:
    return print_by_draw(true, SPACE.cells, seed)


def nearest(true: Integers, seed: int) -> Printing:
    return print_nearest(true, SPACE.cells)


def exactly(true: Integers, seed: int) -> Printing:
    return print_exactly(true, SPACE.cells)


@pytest.mark.parametrize(
    ("protect", "margins", "expected"),
    [
        # withheld figures known exactly, withheld figures of fewer than four values, printed figures undone
        (exactly, EXACTLY, ("many", "many", "all")),
        (nearest, TO_THE_NEAREST, ("some", "some", "some")),
        (without_gate, MARGINS, ("none", "some", "none")),
        (gate, MARGINS, ("none", "none", "none")),
    ],
)
def test_exact_figures_give_most_away_and_the_gate_nothing(
    protect: Callable[[Integers, int], Printing], margins: Margins, expected: tuple[str, str, str]
) -> None:
    found: Counter[str] = Counter()
    for seed, true in COUNTRIES:
        printing = protect(true, seed)
        bounds = propagate(intervals(printing, margins, SPACE.size), RELATIONS)
        assert np.all((bounds.lower <= true.ravel()) & (true.ravel() <= bounds.upper))
        hidden = unprinted(printing, SPACE.size)
        values = bounds.values[narrow(bounds, printing, margins, SPACE.size)]
        found["withheld"] += int(np.count_nonzero(hidden))
        found["printed"] += int(np.count_nonzero(~hidden))
        found["exact"] += int(np.count_nonzero(values == 1))
        found["narrow"] += len(values)
        found["undone"] += int(np.count_nonzero(bounds.values[~hidden] == 1))
    assert (
        share(found["exact"], found["withheld"]),
        share(found["narrow"], found["withheld"]),
        share(found["undone"], found["printed"]),
    ) == expected


def test_few_figures_move_and_none_of_them_far() -> None:
    moved = figures = 0
    for seed, true in COUNTRIES:
        before, after = without_gate(true, seed), gate(true, seed)
        moved += int(np.count_nonzero(before.figures != after.figures))
        figures += after.figures[:, after.printed].size
        shown = after.printed
        assert np.all(np.abs(after.figures - true[:, : SPACE.cells])[:, shown] < 5)
    assert 0 < moved < figures / 500


def test_linear_programming_gets_no_further_than_propagation_where_bands_nest() -> None:
    for seed, true in COUNTRIES[:5]:
        printing = gate(true, seed)
        bounds = propagate(intervals(printing, MARGINS, SPACE.size), RELATIONS)
        hidden = np.flatnonzero(unprinted(printing, SPACE.size)[: SPACE.cells])
        targets = hidden[np.argsort(bounds.values[hidden], kind="stable")][:5]
        found = lp_bounds(bounds, RELATIONS, targets)
        assert found.values.tolist() == bounds.values[targets].tolist()


def test_a_reader_who_knows_that_a_benefit_is_given_once_is_reckoned_with() -> None:
    # Two figures of one count, each rounded by its own draw: together they say more than one of them.
    by_modality = [margin for margin in SPACE.margins if "modalidad_codigo" in margin.meaning]
    cells = np.concatenate([np.arange(margin.start, margin.start + margin.count) for margin in by_modality])
    knowing = RELATIONS.with_more(one_delivery_each(SPACE, cells))
    left: Counter[str] = Counter()
    for seed, _ in COUNTRIES:
        true = counted(SPACE, given_once(deliveries(seed, persons=900)))
        for name, relations in (("unaware", RELATIONS), ("aware", knowing)):
            printing = gate(true, seed, relations)
            bounds = propagate(intervals(printing, MARGINS, SPACE.size), knowing)
            assert np.all((bounds.lower <= true.ravel()) & (true.ravel() <= bounds.upper))
            left[name] += len(narrow(bounds, printing, MARGINS, SPACE.size))
    assert left["unaware"] > left["aware"] == 0


def given_once(facts: dict[str, Integers]) -> dict[str, Integers]:
    """The first delivery of each person and modality."""
    first = np.unique(facts["persona"] * 100 + facts["modalidad_codigo"], return_index=True)[1]
    return {name: values[first] for name, values in facts.items()}


def share(part: int, whole: int) -> str:
    """A share in words: none, some (up to a tenth), many, all."""
    if part in (0, whole):
        return "none" if part == 0 else "all"
    return "some" if part * 10 < whole else "many"
