"""What a reader can know: the interval that a row states, and what the relations make of it."""

from dataclasses import replace

import numpy as np
import pytest

from snis.bounds import Bounds, Printing, intervals, narrow, propagate
from snis.errors import DisclosureError
from snis.relations import INFINITE, Relations
from tests.support.printed_figures import MARGINS, printing_of

# Cell 0 is the total of the others.
TOTAL_OF_TWO = Relations.of([({0: 1, 1: -1, 2: -1}, 0, 0)], 3)
TOTAL_OF_THREE = Relations.of([({0: 1, 1: -1, 2: -1, 3: -1}, 0, 0)], 4)


@pytest.mark.parametrize(
    ("printed", "interval"),
    [(10, (10, 14)), (15, (11, 19)), (20, (16, 24)), (1000, (996, 1004)), (None, (0, 9))],
)
def test_a_row_stands_for_the_counts_that_may_round_to_it(
    printed: int | None, interval: tuple[int, int]
) -> None:
    assert known(printing_of([printed])) == [interval]


@pytest.mark.parametrize(("printed", "interval"), [(10, (1, 23)), (15, (2, 28)), (None, (0, 18))])
def test_a_row_that_may_be_old_stands_for_nine_persons_more_and_less(
    printed: int | None, interval: tuple[int, int]
) -> None:
    assert known(printing_of([printed], lagging=[0])) == [interval]


def test_deliveries_of_a_missing_or_old_row_may_be_any_number() -> None:
    assert known(printing_of([None], [None]))[1] == (0, INFINITE)
    assert known(printing_of([20], [60]))[1] == (56, 64)
    assert known(printing_of([20], [60], lagging=[0]))[1] == (0, INFINITE)
    twelve_each = replace(MARGINS, delivery_lag=9 * 12)
    bounds = intervals(printing_of([90], [360], lagging=[0]), twelve_each, 1)
    assert (bounds.lower[1], bounds.upper[1]) == (356 - 108, 364 + 108)


def test_a_row_that_was_taken_out_and_a_margin_that_nobody_prints_state_nothing() -> None:
    printing = printing_of([None], withdrawn=[0])
    bounds = intervals(printing, MARGINS, 2)
    assert (bounds.lower.tolist(), bounds.upper.tolist()) == ([0, 0], [INFINITE, INFINITE])


@pytest.mark.parametrize(
    ("figures", "intervals_after"),
    [
        ([20, 20, None], [(16, 24), (16, 24), (0, 8)]),
        ([30, 20, None], [(26, 33), (17, 24), (2, 9)]),
        ([None, None, None], [(0, 9), (0, 9), (0, 9)]),
        ([25, 10, 10], [(21, 28), (10, 14), (10, 14)]),
    ],
)
def test_total_and_parts_narrow_each_other(
    figures: list[int | None], intervals_after: list[tuple[int, int]]
) -> None:
    assert known(printing_of(figures), TOTAL_OF_TWO) == intervals_after


def test_what_one_relation_says_another_one_uses() -> None:
    # 0 = 1 + 2 and 2 = 3 + 4: the country tells of a municipality.
    chain = Relations.of([({0: 1, 1: -1, 2: -1}, 0, 0), ({2: 1, 3: -1, 4: -1}, 0, 0)], 5)
    assert known(printing_of([20, 15, None, None, None]), chain) == [
        (16, 24),
        (11, 19),
        (0, 9),
        (0, 9),
        (0, 9),
    ]
    assert known(printing_of([35, 30, None, None, None]), chain)[3:] == [(0, 9), (0, 9)]
    assert known(printing_of([20, 20, None, None, None]), chain)[2:] == [(0, 8), (0, 8), (0, 8)]


def test_persons_who_may_be_in_several_parts_are_bounded_from_both_sides() -> None:
    union = Relations.of(
        [({0: 1, 1: -1, 2: -1}, None, 0), ({1: 1, 0: -1}, None, 0), ({2: 1, 0: -1}, None, 0)], 3
    )
    assert known(printing_of([25, 20, None]), union) == [(21, 29), (16, 24), (0, 9)]
    assert known(printing_of([30, 20, None]), union) == [(26, 33), (17, 24), (2, 9)]


def test_an_exact_figure_of_others_counts_as_a_relation() -> None:
    budget = Relations.of([({0: 1}, 20, 20)], 3)
    assert known(printing_of([20, 15, None]), TOTAL_OF_TWO.with_more(budget)) == [(20, 20), (11, 19), (1, 9)]


def test_figures_behind_which_no_counts_can_stand_are_refused_without_naming_them() -> None:
    with pytest.raises(DisclosureError, match="se contradicen") as caught:
        propagate(intervals(printing_of([20, 45, None]), MARGINS, 3), TOTAL_OF_TWO)
    assert "45" not in str(caught.value)


def test_without_relations_a_reader_knows_what_is_printed() -> None:
    assert known(printing_of([20, None]), Relations.of([], 2)) == [(16, 24), (0, 9)]


def test_a_narrow_row_has_fewer_than_four_values() -> None:
    #    30 = 15 + 15 + (at most 34 - 22)   ->  9
    #    30 = 20 + 15 + (at most 34 - 27)   ->  7
    #    30 = 20 + 20 + (at most 34 - 32)   ->  2: three values
    assert exposed([30, 15, 15, None]) == []
    assert exposed([30, 20, 15, None]) == []
    assert exposed([30, 20, 20, None]) == [3]


def test_a_row_is_narrow_from_above_too() -> None:
    # At least 46 - 14 - 24 = 8: eight or nine.
    assert exposed([50, 10, 20, None]) == [3]


def test_of_several_narrow_rows_the_narrowest_comes_first() -> None:
    bounds = Bounds(np.array([0, 3, 0]), np.array([2, 3, 9]))
    assert narrow(bounds, printing_of([None, None, None]), MARGINS, 3).tolist() == [1, 0]


def test_a_printed_figure_is_never_narrow_and_a_hidden_margin_may_be() -> None:
    bounds = Bounds(np.array([11, 5]), np.array([11, 6]))
    assert narrow(bounds, printing_of([10]), MARGINS, 2).tolist() == [1]


def test_a_hidden_margin_of_ten_persons_or_more_may_be_known() -> None:
    bounds = Bounds(np.array([11, 10]), np.array([11, 10]))
    assert narrow(bounds, printing_of([10]), MARGINS, 2).tolist() == []


def test_the_deliveries_of_a_missing_row_may_be_narrow() -> None:
    bounds = Bounds(np.array([0, 40]), np.array([9, 41]))
    assert narrow(bounds, printing_of([None], [None]), MARGINS, 1).tolist() == [1]


def known(printing: Printing, relations: Relations | None = None) -> list[tuple[int, int]]:
    size = printing.figures.shape[1]
    bounds = intervals(printing, MARGINS, size)
    if relations is not None:
        bounds = propagate(bounds, relations)
    return list(zip(bounds.lower.tolist(), bounds.upper.tolist(), strict=True))


def exposed(figures: list[int | None]) -> list[int]:
    printing = printing_of(figures)
    bounds = propagate(intervals(printing, MARGINS, len(figures)), TOTAL_OF_THREE)
    return narrow(bounds, printing, MARGINS, len(figures)).tolist()
