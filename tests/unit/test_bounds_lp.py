"""The attacker with linear programming: finds what the relations give away together."""

from collections.abc import Iterable

import numpy as np
import pytest

from snis import bounds_lp
from snis.bounds import Bounds, Margins, intervals, propagate
from snis.bounds_lp import lp_bounds
from snis.errors import DisclosureError
from snis.relations import INFINITE, Relations
from tests.support.printed_figures import MARGINS, printing_of

NEAREST = Margins(threshold=10, base=3, lag=0)  # to the nearest five: two more or less


def test_nested_totals_give_no_more_than_propagation() -> None:
    relations = Relations.of([({0: 1, 1: -1, 2: -1}, 0, 0), ({2: 1, 3: -1, 4: -1}, 0, 0)], 5)
    bounds = propagate(intervals(printing_of([35, 20, None, None, None]), MARGINS, 5), relations)
    assert attacked(bounds, relations, [2, 3, 4]) == listed(bounds, [2, 3, 4])


# Three single ages that nobody prints; bands that overlap are printed: all three, the first two, the last two.
BANDS = Relations.of(
    [({3: 1, 0: -1, 1: -1, 2: -1}, 0, 0), ({4: 1, 0: -1, 1: -1}, 0, 0), ({5: 1, 1: -1, 2: -1}, 0, 0)], 6
)


def test_overlapping_groupings_of_nearest_figures_give_counts_away() -> None:
    # 4, 9 and 4 persons: the bands hold 17, 13 and 13, and the nearest five of each is 15.
    bounds = propagate(intervals(printing_of([None, None, None, 15, 15, 15]), NEAREST, 6), BANDS)
    assert listed(bounds, [0, 1, 2]) == [(4, 9), (4, 9), (4, 9)]
    assert attacked(bounds, BANDS, [0, 1, 2]) == [(4, 4), (9, 9), (4, 4)]


def test_the_same_groupings_rounded_by_key_do_not() -> None:
    bounds = propagate(intervals(printing_of([None, None, None, 15, 15, 15]), MARGINS, 6), BANDS)
    assert attacked(bounds, BANDS, [0, 1, 2]) == [(2, 8), (3, 9), (2, 8)]


def test_the_method_for_many_figures_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    bounds = propagate(intervals(printing_of([None, None, None, 15, 15, 15]), NEAREST, 6), BANDS)
    monkeypatch.setattr(bounds_lp, "_MANY_FIGURES", 0)
    assert attacked(bounds, BANDS, [0, 1, 2]) == [(4, 4), (9, 9), (4, 4)]


def test_two_groupings_that_cut_differently_give_a_count_away_exactly() -> None:
    # 15-17 and 18-29 beside 15-19 and 20-29, exact: the single ages 18-19 are their difference.
    ages = {"15-17": 0, "18-19": 1, "20-29": 2}
    relations = Relations.of(
        [
            ({3: 1, ages["15-17"]: -1}, 0, 0),
            ({4: 1, ages["18-19"]: -1, ages["20-29"]: -1}, 0, 0),
            ({5: 1, ages["15-17"]: -1, ages["18-19"]: -1}, 0, 0),
        ],
        6,
    )
    exact = Bounds(np.array([0, 0, 0, 40, 90, 43]), np.array([INFINITE] * 3 + [40, 90, 43]))
    assert attacked(exact, relations, [1, 2]) == [(3, 3), (87, 87)]


def test_a_bound_that_is_no_whole_number_is_brought_inside() -> None:
    # a + b = 5 and a <= b: at most 2.5 and at least 2.5.
    relations = Relations.of([({0: 1, 1: 1}, 5, 5), ({0: 1, 1: -1}, None, 0)], 2)
    bounds = Bounds(np.array([0, 0]), np.array([5, 5]))
    assert attacked(bounds, relations, [0, 1]) == [(0, 2), (3, 5)]


def test_a_figure_that_nothing_limits_stays_unlimited() -> None:
    relations = Relations.of([({0: 1, 1: -1}, None, 0)], 2)
    bounds = Bounds(np.array([10, 0]), np.array([14, INFINITE]))
    assert attacked(bounds, relations, [1]) == [(10, INFINITE)]


def test_a_figure_that_another_unlimited_one_balances_stays_unlimited() -> None:
    relations = Relations.of([({0: 1, 1: 1, 2: -1}, 0, 3)], 3)
    bounds = Bounds(np.zeros(3, dtype=np.int64), np.full(3, INFINITE))
    assert attacked(bounds, relations, [0, 2]) == [(0, INFINITE), (0, INFINITE)]


def test_only_what_is_connected_counts_and_known_figures_connect_nothing() -> None:
    # Figure 1 is known, so 0 and 2 have nothing to do with each other.
    relations = Relations.of([({0: 1, 1: -1}, None, 0), ({2: 1, 1: -1, 3: -1}, 0, 0)], 4)
    bounds = Bounds(np.array([0, 7, 0, 0]), np.array([9, 7, 9, 9]))
    assert attacked(bounds, relations, [0, 2, 1]) == [(0, 7), (7, 9), (7, 7)]


def test_a_neighbourhood_is_never_narrower_than_the_whole() -> None:
    chain = Relations.of([({at: 1, at + 1: -1}, 0, 0) for at in range(4)], 5)
    bounds = Bounds(np.zeros(5, dtype=np.int64), np.array([9, 9, 9, 9, 4]))
    assert attacked(bounds, chain, [0]) == [(0, 4)]
    assert attacked(bounds, chain, [0], hops=2) == [(0, 9)]
    assert attacked(bounds, chain, [0], hops=4) == [(0, 4)]


def test_nothing_to_attack_and_nothing_to_attack_with() -> None:
    bounds = Bounds(np.array([0, 3]), np.array([9, 3]))
    assert attacked(bounds, Relations.of([], 2), [0, 1]) == [(0, 9), (3, 3)]
    assert attacked(bounds, Relations.of([({0: 1}, None, 5)], 2), []) == []


def test_figures_that_contradict_each_other_are_refused() -> None:
    relations = Relations.of([({0: 1, 1: 1}, None, 5), ({0: 1, 1: 1}, 7, None)], 2)
    with pytest.raises(DisclosureError, match="programación lineal"):
        attacked(Bounds(np.zeros(2, dtype=np.int64), np.full(2, 9)), relations, [0])


def attacked(
    bounds: Bounds, relations: Relations, targets: list[int], *, hops: int | None = None
) -> list[tuple[int, int]]:
    found = lp_bounds(bounds, relations, np.array(targets, dtype=np.int64), hops=hops)
    return listed(found, range(len(targets)))


def listed(bounds: Bounds, figures: Iterable[int]) -> list[tuple[int, int]]:
    return [(int(bounds.lower[figure]), int(bounds.upper[figure])) for figure in figures]
