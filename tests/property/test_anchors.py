"""Whatever happens from release to release: what readers of all of them know holds the truth, and never says too much.

Histories of a very small country, in which persons come and leave; each release is printed by the hold rule in its
plainest form (who is in each cell, person by person) and tested with what readers remember of the releases before.
"""

from dataclasses import dataclass, replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from snis.anchors import Anchors, after, attacked
from snis.bounds import ABSENT, Bounds, Printing, narrow
from snis.cell_space import CellSpace, Dimension, Integers, Mask
from snis.flips import flip
from snis.relations import INFINITE, relations_of
from tests.support.printed_figures import MARGINS
from tests.support.small_country import print_by_draw

DEPARTMENTS, MODALITIES = ("01", "02"), ("P1", "P2")
# Few cells of a few dozen persons each: almost every total stands between a withheld cell and its siblings.
SPACE = CellSpace.of(
    [
        Dimension("departamento_codigo", DEPARTMENTS, adds_persons=True),
        Dimension("modalidad_codigo", MODALITIES, adds_persons=False),
    ],
    {
        "pais": (),
        "departamento": ("departamento_codigo",),
        "modalidad": ("modalidad_codigo",),
        "departamento_modalidad": ("departamento_codigo", "modalidad_codigo"),
    },
)
RELATIONS = relations_of(SPACE)
CELLS = SPACE.cells
PERSONS, FEWEST, HOLD = 90, 4, MARGINS.lag + 1


@dataclass
class Standing:
    """What stands after a release, and who was in each cell when its figures were first seen."""

    figures: Integers
    withdrawn: Mask
    persons: NDArray[np.bool_]
    deliveries: Integers
    memory: Anchors


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 10**6),
    moves=st.lists(st.tuples(st.integers(10, 40), st.integers(0, 20)), min_size=2, max_size=3),
)
def test_what_all_releases_say_holds_the_truth_and_never_says_too_much(
    seed: int, moves: list[tuple[int, int]]
) -> None:
    facts = deliveries(seed)
    here = np.random.default_rng(seed).random(PERSONS) < 0.5
    standing = None
    for night, (come, leave) in enumerate([(0, 0), *moves]):
        here = moved(here, come, leave, np.random.default_rng((seed, night)))
        standing = printed(received(facts, here), standing, seed + night)


def deliveries(seed: int) -> dict[str, Integers]:
    """One or two deliveries of each person, in one place; few persons in the last place."""
    draws = np.random.default_rng(seed)
    person = np.repeat(np.arange(PERSONS), draws.integers(1, 3, size=PERSONS))
    place = draws.choice(len(DEPARTMENTS), size=PERSONS, p=[0.75, 0.25])
    return {
        "persona": person,
        "departamento_codigo": place[person],
        "modalidad_codigo": draws.integers(0, len(MODALITIES), size=len(person)),
    }


def moved(here: Mask, come: int, leave: int, chance: np.random.Generator) -> Mask:
    """Some come, others leave."""
    found = here.copy()
    found[chance.permutation(np.flatnonzero(~here))[:come]] = True
    found[chance.permutation(np.flatnonzero(here))[:leave]] = False
    return found


def received(facts: dict[str, Integers], here: Mask) -> Integers:
    """How many deliveries each person has in each cell, hidden margins too."""
    now = {name: values[here[facts["persona"]]] for name, values in facts.items()}
    found = np.zeros((PERSONS, SPACE.size), dtype=np.int64)
    for margin in SPACE.margins:
        cell = np.full(len(now["persona"]), 0)
        for column, length in zip(margin.free, margin.shape, strict=True):
            cell = cell * length + now[column]
        np.add.at(found, (now["persona"], cell + margin.start), 1)
    return found


def printed(today: Integers, last: Standing | None, seed: int) -> Standing:
    """A release by the hold rule, protected, attacked and remembered."""
    true = np.stack([(today > 0).sum(axis=0), today.sum(axis=0)])
    counts, now = today[:, :CELLS], today[:, :CELLS] > 0
    fresh = print_by_draw(true, CELLS, seed)
    if last is None:
        moves = np.ones((2, CELLS), dtype=bool)
        printing = fresh
    else:
        enough, shown = true[0, :CELLS] >= MARGINS.threshold, last.figures[0] != ABSENT
        persons_move = (now != last.persons).sum(axis=0) >= HOLD
        deliveries_move = (counts != last.deliveries).sum(axis=0) >= HOLD
        moves = np.stack([persons_move, np.where(shown & enough, deliveries_move, persons_move)])
        row = np.where(persons_move, enough, shown)
        figures = np.where(row, np.where(moves, fresh.figures, last.figures), ABSENT)
        withdrawn = last.withdrawn & ~row & ~persons_move
        printing = Printing(
            figures, figures == last.figures, withdrawn, last.memory.standing(figures[0], withdrawn)
        )
        other = figures[0] + np.sign(true[0, :CELLS] - figures[0]) * MARGINS.base
        moves[0] &= other != last.figures[0]
    done = flip(printing, true[:, :CELLS], RELATIONS, size=SPACE.size, margins=MARGINS, movable=moves)
    assert done.narrow_left == 0
    return remembered(done.printing, true, last, now=now, counts=counts)


def remembered(
    printing: Printing, true: Integers, last: Standing | None, *, now: NDArray[np.bool_], counts: Integers
) -> Standing:
    """What stands then; every promise is kept."""
    figures = printing.figures
    if last is not None:
        # As a reader of the release has it, after what the test moved and took out.
        earlier = last.memory.standing(figures[0], printing.withdrawn)
        printing = replace(printing, lagging=figures == last.figures, earlier=earlier)
    kept, bounds = attacked(printing, MARGINS, RELATIONS, SPACE.size)
    assert kept is printing
    assert np.all(bounds.lower <= true.ravel())
    assert np.all(true.ravel() <= bounds.upper)
    assert not len(narrow(bounds, printing, MARGINS, SPACE.size, fewest=FEWEST))
    everywhere, nowhere = np.ones(CELLS, dtype=bool), np.zeros(CELLS, dtype=bool)
    memory = after(
        last.memory if last else None,
        printing,
        bounds,
        figures=figures[0],
        seen=everywhere,
        silent=nowhere,
        margins=MARGINS,
    )
    anew = np.ones((2, CELLS), dtype=bool) if last is None else figures != last.figures
    standing = Standing(
        figures,
        printing.withdrawn,
        np.where(anew[0], now, last.persons if last else now),
        np.where(anew[1], counts, last.deliveries if last else counts),
        memory,
    )
    keeps_its_promise(memory.known, figures[0], standing.persons.sum(axis=0))
    again = Anchors.of_rows(memory.rows(SPACE, **KEPT), SPACE, **KEPT)
    assert same(again, memory)
    return standing


KEPT = {"never": np.zeros(CELLS, dtype=bool), "threshold": MARGINS.threshold, "base": MARGINS.base}


def keeps_its_promise(known: Bounds, figures: Integers, then: Integers) -> None:
    """Each cell's day: what is known of it holds the count of that day, and a withheld one has enough values."""
    assert np.all(known.lower <= then)
    assert np.all(then <= known.upper)
    small = (figures == ABSENT) & (known.lower < MARGINS.threshold) & (known.upper < INFINITE)
    assert not np.any(small & (known.values < FEWEST))


def same(one: Anchors, other: Anchors) -> bool:
    begun = one.seen & other.seen
    return all(
        np.array_equal(first[begun], second[begun])
        for first, second in (
            (one.figures, other.figures),
            (one.known.lower, other.known.lower),
            (one.known.upper, other.known.upper),
        )
    )
