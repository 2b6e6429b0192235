"""Readers who keep every release: what two releases say together, and what each alone does not.

Two departments and the country; the second department is withheld. Figures stand for up to 4 more or fewer.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from snis.anchors import Anchors, after, attacked
from snis.bounds import ABSENT, Bounds, Printing, narrow
from snis.cell_space import CellSpace, Dimension
from snis.flips import flip
from snis.relations import INFINITE, Measure, relations_of
from tests.support.printed_figures import MARGINS, mask, printing_of

SPACE = CellSpace.of(
    [Dimension("departamento_codigo", ("01", "02"), adds_persons=True)],
    {"departamento": ("departamento_codigo",), "pais": ()},
)
# In the order of the space.
FIRST, SECOND, COUNTRY = 0, 1, 2
RELATIONS = relations_of(SPACE, (Measure.PERSONS,))
KEPT = {"never": mask(3, []), "threshold": MARGINS.threshold, "base": MARGINS.base}
# First and second department, country. 43 + 9 persons on the first day; 44 + 18 on the second, all of them others.
DAY_ONE, DAY_TWO = [45, None, 50], [40, None, 65]


def test_a_release_alone_leaves_the_withheld_count_open() -> None:
    assert known(None, DAY_ONE) == (0, 9)
    # 61 at least in the country, 44 at most in the first: 17 or 18, which is no small count.
    assert known(None, DAY_TWO, lagging=[SECOND]) == (17, 18)
    assert exposed(None, DAY_TWO, lagging=[SECOND]) == []


def test_what_is_still_withheld_was_within_nine_persons_of_today_when_it_was_first_seen() -> None:
    memory = remembered(None, DAY_ONE)
    assert exposed(memory, DAY_TWO, lagging=[SECOND]) == [SECOND]
    assert interval(remembered(memory, DAY_TWO, lagging=[SECOND]), SECOND) == (8, 9)


def test_a_figure_that_is_seen_anew_has_today_for_its_day() -> None:
    memory = remembered(remembered(None, DAY_ONE), [40, 20, 65])
    assert interval(memory, SECOND) == (17, 24)
    assert interval(memory, COUNTRY) == (61, 68)


def test_what_is_known_of_a_day_tells_of_all_days_on_which_the_figure_stands() -> None:
    """The first department had 37 at most, so it has 46 at most now, where its figure alone says 53."""
    memory = with_known(remembered(None, [40, None, 45]), FIRST, (36, 37))
    assert known(None, [40, None, 60], lagging=[FIRST, SECOND]) == (3, 18)
    assert known(memory, [40, None, 60], lagging=[FIRST, SECOND]) == (10, 18)


def test_a_row_that_was_taken_out_has_no_day_until_it_is_printed() -> None:
    memory = remembered(None, [45, None, 50], withdrawn=[SECOND])
    assert interval(memory, SECOND) == (0, INFINITE)
    again = remembered(memory, [45, None, 50], lagging=[FIRST, SECOND, COUNTRY])
    assert interval(again, SECOND) == (0, INFINITE)
    assert interval(remembered(again, [45, 10, 50], lagging=[FIRST, COUNTRY]), SECOND)[0] == 10


def test_a_cross_that_waits_for_its_month_keeps_what_was_known() -> None:
    memory = remembered(None, DAY_ONE)
    waiting = seen(memory, DAY_TWO, withdrawn=[FIRST, SECOND])
    bounds = attacked(waiting, MARGINS, RELATIONS, SPACE.size)[1]
    told = after(
        memory,
        waiting,
        bounds,
        figures=np.array([45, ABSENT, 65]),
        seen=mask(3, range(3)),
        silent=mask(3, [FIRST, SECOND]),
        margins=MARGINS,
    )
    assert interval(told, SECOND) == (0, 9)
    assert interval(told, FIRST) == (41, 49)
    assert interval(told, COUNTRY) == (61, 69)


def test_what_no_reader_can_follow_is_forgotten_there() -> None:
    """At most 3 persons and fewer than ten changes are no 17: identities that are one person now are one change."""
    memory = with_known(remembered(None, DAY_ONE), SECOND, (0, 3))
    printing, bounds = attacked(seen(memory, DAY_TWO, lagging=[SECOND]), MARGINS, RELATIONS, SPACE.size)
    assert printing.earlier is not None
    assert printing.earlier.upper[SECOND] == INFINITE
    assert (bounds.lower[SECOND], bounds.upper[SECOND]) == (17, 18)


def test_the_printing_turns_a_figure_so_that_both_days_stay_open() -> None:
    printing = seen(remembered(None, DAY_ONE), DAY_TWO, lagging=[SECOND])
    done = flip(
        printing,
        np.array([[44, 18, 62]]),
        RELATIONS,
        size=SPACE.size,
        margins=MARGINS,
        movable=~mask(3, [SECOND])[None, :],
    )
    assert (done.narrow_before, done.narrow_left) == (1, 0)
    assert done.flipped.sum() == 1
    alone = flip(
        replace(printing, earlier=None),
        np.array([[44, 18, 62]]),
        RELATIONS,
        size=SPACE.size,
        margins=MARGINS,
        movable=~mask(3, [SECOND])[None, :],
    )
    assert alone.narrow_before == 0


def test_the_memory_is_kept_as_rows_and_read_into_another_space() -> None:
    memory = remembered(remembered(None, DAY_ONE), DAY_TWO, lagging=[SECOND])
    wider = CellSpace.of(
        [Dimension("departamento_codigo", ("01", "02", "03"), adds_persons=True)],
        {"departamento": ("departamento_codigo",), "pais": ()},
    )
    again = Anchors.of_rows(memory.rows(SPACE, **KEPT), wider, **{**KEPT, "never": mask(4, [])})
    assert again.figures.tolist() == [40, ABSENT, ABSENT, 65]
    assert list(zip(again.known.lower.tolist(), again.known.upper.tolist(), strict=True)) == [
        (43, 44), (8, 9), (0, 9), (61, 62),
    ]  # fmt: skip


def seen(
    memory: Anchors | None,
    figures: list[int | None],
    *,
    lagging: Sequence[int] = (),
    withdrawn: Sequence[int] = (),
) -> Printing:
    """A release as readers with that memory have it."""
    printing = printing_of(figures, lagging=lagging, withdrawn=withdrawn)
    if memory is None:
        return printing
    return replace(printing, earlier=memory.standing(printing.figures[0], printing.withdrawn))


def known(
    memory: Anchors | None, figures: list[int | None], *, lagging: Sequence[int] = ()
) -> tuple[int, int]:
    """What is known of the second department today."""
    bounds = attacked(seen(memory, figures, lagging=lagging), MARGINS, RELATIONS, SPACE.size)[1]
    return int(bounds.lower[SECOND]), int(bounds.upper[SECOND])


def exposed(memory: Anchors | None, figures: list[int | None], *, lagging: Sequence[int] = ()) -> list[int]:
    """Cells that are known too well."""
    printing, bounds = attacked(seen(memory, figures, lagging=lagging), MARGINS, RELATIONS, SPACE.size)
    return narrow(bounds, printing, MARGINS, SPACE.size).tolist()


def remembered(
    memory: Anchors | None,
    figures: list[int | None],
    *,
    lagging: Sequence[int] = (),
    withdrawn: Sequence[int] = (),
) -> Anchors:
    """The memory after one more release."""
    printing = seen(memory, figures, lagging=lagging, withdrawn=withdrawn)
    printing, bounds = attacked(printing, MARGINS, RELATIONS, SPACE.size)
    return after(
        memory,
        printing,
        bounds,
        figures=printing.figures[0],
        seen=mask(3, range(3)),
        silent=mask(3, []),
        margins=MARGINS,
    )


def with_known(memory: Anchors, cell: int, told: tuple[int, int]) -> Anchors:
    """The memory with something else known of a cell's day."""
    lower, upper = memory.known.lower.copy(), memory.known.upper.copy()
    lower[cell], upper[cell] = told
    return replace(memory, known=Bounds(lower, upper))


def interval(memory: Anchors, cell: int) -> tuple[int, int]:
    """What is known of a cell's day."""
    return int(memory.known.lower[cell]), int(memory.known.upper[cell])
