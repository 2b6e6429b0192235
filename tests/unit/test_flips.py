"""Which figure moves so that a withheld row stands out no more, and which row goes where none can move."""

from collections.abc import Sequence

import numpy as np
import pytest

from snis.bounds import Printing, intervals, narrow, propagate
from snis.flips import Protection, flip
from snis.relations import Relations
from tests.support.printed_figures import MARGINS, mask, printing_of

# Cell 0 is the total of the others. 30 = 20 + 20 + at most 2: the last row would have three values.
RELATIONS = Relations.of([({0: 1, 1: -1, 2: -1, 3: -1}, 0, 0)], 4)
NARROW: list[int | None] = [30, 20, 20, None]


def test_a_release_without_narrow_rows_stays_as_it_is() -> None:
    done = protect([30, 15, 15, None], true=[31, 14, 15, 2])
    assert (figures(done), done.rounds, done.narrow_before, done.narrow_left) == ([30, 15, 15, None], 1, 0, 0)


def test_the_figure_most_in_error_moves() -> None:
    done = protect(NARROW, true=[34, 16, 17, 1])
    assert figures(done) == [35, 20, 20, None]
    assert done.flipped.tolist() == [[True, False, False, False]]
    assert (done.narrow_before, done.narrow_left, done.narrowest) == (1, 0, 8)


def test_only_an_error_in_the_helpful_direction_counts() -> None:
    # The total stands three above its count: moving it down would leave the last row no room at all.
    assert figures(protect(NARROW, true=[27, 18, 17, 0], check=False)) == [30, 20, 15, None]


def test_a_figure_that_is_exact_never_moves() -> None:
    done = protect(NARROW, true=[30, 20, 17, 0], check=False)
    assert figures(done) == [30, 20, 15, None]


def test_a_held_figure_never_moves() -> None:
    done = protect(NARROW, true=[34, 16, 17, 1], held=[0])
    assert figures(done) == [30, 15, 20, None]


def test_near_the_threshold_a_figure_gives_little_room_and_another_moves() -> None:
    # 15 says at least 11 and 10 at least 10: one value. 20 to 15 gives five.
    done = protect([40, 15, 35, None], true=[40, 11, 32, 0], check=False)
    assert figures(done) == [40, 15, 30, None]


def test_where_nothing_can_move_the_smallest_sibling_goes() -> None:
    done = protect(NARROW, true=[34, 16, 17, 1], held=[0, 1, 2], check=False)
    assert figures(done) == [30, None, 20, None]
    assert done.withdrawn.tolist() == [False, True, False, False]
    assert done.printing.withdrawn.tolist() == [False, True, False, False]
    assert (done.flipped.sum(), done.narrow_left) == (0, 0)


def test_a_row_that_is_not_held_goes_first() -> None:
    done = protect(NARROW, true=[30, 20, 20, 0], held=[1], check=False)
    assert figures(done) == [30, 20, None, None]


def test_rows_go_only_after_the_last_round() -> None:
    done = protect(NARROW, true=[34, 16, 17, 1], most_rounds=0)
    assert (figures(done), done.flipped.sum()) == ([30, None, 20, None], 0)


def test_figures_of_the_same_records_move_together() -> None:
    # Cell 4 is another name for the total: a programme with a single modality.
    relations = RELATIONS.with_more(Relations.of([({4: 1, 0: -1}, 0, 0)], 5))
    keys = np.array([[7, 1, 2, 3, 7]], dtype=np.uint64)
    done = protect([*NARROW, 30], true=[34, 16, 17, 1, 34], relations=relations, keys=keys)
    assert figures(done) == [35, 20, 20, None, 35]


def test_figures_of_the_same_records_stay_together_when_one_is_held() -> None:
    relations = RELATIONS.with_more(Relations.of([({4: 1, 0: -1}, 0, 0)], 5))
    keys = np.array([[7, 1, 2, 3, 7]], dtype=np.uint64)
    done = protect([*NARROW, 30], true=[34, 16, 17, 1, 34], relations=relations, keys=keys, held=[4])
    assert figures(done) == [30, 15, 20, None, 30]


def test_the_cause_is_found_behind_a_row_that_is_itself_withheld() -> None:
    # 0 = 1 + 2 + 3 and 3 = 4 + 5: nobody prints 3, so the country narrows 4 and 5.
    relations = RELATIONS.with_more(Relations.of([({3: 1, 4: -1, 5: -1}, 0, 0)], 6))
    done = protect([*NARROW, None, None], true=[34, 16, 17, 1, 1, 0], relations=relations)
    assert (done.narrow_before, figures(done)) == (3, [35, 20, 20, None, None, None])


def test_an_exact_figure_that_others_publish_is_reckoned_with() -> None:
    # Moving the total would be of no use: everybody knows that it is 33.
    budget = Relations.of([({0: 1}, 33, 33)], 4)
    done = protect(NARROW, true=[33, 16, 17, 0], relations=RELATIONS.with_more(budget))
    assert (done.narrow_before, figures(done), done.narrow_left) == (1, [30, 15, 20, None], 0)


def test_a_row_that_others_give_away_stays_narrow_and_is_reported() -> None:
    told = Relations.of([({3: 1}, 2, 2)], 4)
    done = protect([35, 20, 15, None], true=[34, 18, 14, 2], relations=RELATIONS.with_more(told))
    assert done.narrow_left == 1


def test_a_figure_that_looks_as_in_the_last_release_never_moves() -> None:
    # Moving 20 to 15 would tell that it is new: then it says at least 11, where it says at least 7 now.
    done = protect(NARROW, true=[33, 16, 17, 0], lagging=[1, 3], fewest=14)
    assert (done.narrow_before, figures(done), done.narrow_left) == (1, [35, 20, 20, None], 0)


def test_deliveries_that_a_row_leaves_out_do_not_move() -> None:
    before = printing_of(NARROW, [60, None, 40, None])
    done = flip(
        before,
        np.array([[34, 16, 17, 1], [60, 32, 40, 1]]),
        RELATIONS.with_more(Relations.of([({1: 1, 5: -1}, None, 0)], 8)),
        size=4,
        margins=MARGINS,
        movable=np.ones((2, 4), dtype=bool),
    )
    assert done.printing.figures[1].tolist() == before.figures[1].tolist()


@pytest.mark.parametrize("held", [[], [1], [0, 2]])
def test_the_same_release_is_protected_the_same_way(held: list[int]) -> None:
    first = protect(NARROW, true=[34, 16, 17, 1], held=held)
    again = protect(NARROW, true=[34, 16, 17, 1], held=held)
    assert np.array_equal(first.printing.figures, again.printing.figures)


def protect(
    printed: Sequence[int | None],
    *,
    true: list[int],
    held: Sequence[int] = (),
    relations: Relations = RELATIONS,
    keys: np.ndarray | None = None,
    check: bool = True,
    lagging: Sequence[int] = (),
    fewest: int = 4,
    most_rounds: int = 30,
) -> Protection:
    """Protect a release of persons; `check` that true counts fit the relations' intervals before and after."""
    before = printing_of(printed, lagging=lagging)
    size = len(printed)
    done = flip(
        before,
        np.array([true]),
        relations,
        size=size,
        margins=MARGINS,
        movable=~mask(size, held)[None, :],
        keys=keys,
        fewest=fewest,
        most_rounds=most_rounds,
    )
    after = propagate(intervals(done.printing, MARGINS, size), relations)
    assert len(narrow(after, done.printing, MARGINS, size, fewest=fewest)) == done.narrow_left
    if check:
        assert np.all(after.lower <= true)
        assert np.all(true <= after.upper)
    return done


def figures(done: Protection) -> list[int | None]:
    return shown(done.printing)


def shown(printing: Printing) -> list[int | None]:
    return [figure if figure >= 0 else None for figure in printing.figures[0].tolist()]
