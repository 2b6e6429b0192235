"""Registers that change at random from night to night: SQL and reference print alike, and keep the promise.

The promise: whatever an outsider sees change between two releases stands for ten different persons or more.
"""

import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assets.engine import DuckDBEngine
from assets.open import printing
from assets.open.printing_bounds import UNPROTECTED
from snis.printing import (
    Changed,
    Printed,
    Proposal,
    Received,
    count_changed,
    decide,
)
from tests.printing.press import HOLD, CellName, Delivery, PlainPress, Press, received, scope

FIGURES = ("personas", "entregas", "promedio_gtq", "es_dominada", "impresion_codigo", "tiene_personas_en_espera",
           "tiene_entregas_en_espera")  # fmt: skip


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDBEngine]:
    with DuckDBEngine("512MB", 1) as opened:
        yield opened


def nights(seed: int, count: int, *, persons: int) -> list[list[Delivery]]:
    """A small register over some nights: people come, go, move, get more, and are corrected and corrected back."""
    chance = random.Random(seed)
    register: dict[tuple[str, int, int], Delivery] = {}
    homes = {number: chance.choice(["0801", "0801", "0801", "0802", "0803"]) for number in range(persons)}
    found = []
    for _ in range(count):
        for _ in range(chance.choice([2, 5, 12, 40])):
            person = chance.randrange(persons)
            if chance.random() < 0.15:
                homes[person] = chance.choice(["0801", "0802", "0803"])
            month, number = chance.randrange(1, 3), chance.randrange(1, 3)
            key = (f"{person:032d}", month, number)
            if key in register and chance.random() < 0.5:
                del register[key]
            else:
                amount = Decimal(chance.choice([500, 500, 500, 520, 9000]))
                register[key] = Delivery(key[0], number=number, month=month, amount=amount)
        found.append(
            [
                Delivery(
                    item.person,
                    number=item.number,
                    month=item.month,
                    amount=item.amount,
                    place=homes[int(item.person)],
                    sex="F" if int(item.person) % 2 else "M",
                )
                for item in register.values()
            ]
        )
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_sql_and_reference_print_the_same_night_after_night(
    tmp_path: Path, duck: DuckDBEngine, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """The hold rule by itself; what the test of the relations turns is another rule's (tests/printing)."""
    monkeypatch.setattr(printing, "protect", lambda *_, **__: (UNPROTECTED, []))
    press, plain = Press(tmp_path, duck), PlainPress()
    for deliveries in nights(seed, 7, persons=70):
        before = press.number
        cells, expected = press.night(deliveries), plain.night(deliveries)
        assert press.number > before
        found = {name: tuple(row[column] for column in FIGURES) for name, row in cells.items()}
        assert found == {name: as_row(cell) for name, cell in expected.items()}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([25, 70, 150]))
@example(760, 70)
def test_what_is_seen_to_change_stands_for_ten_persons(seed: int, persons: int) -> None:
    """From the night on which a figure was first seen to the night on which another takes its place."""
    plain = PlainPress()
    seen: dict[tuple[CellName, str], tuple[Decimal | int | None, dict[str, Received]]] = {}
    for deliveries in nights(seed, 8, persons=persons):
        begun = {scope(name) for name, _ in seen}
        today = received(item.fact for item in deliveries)
        for name, cell in plain.night(deliveries).items():
            here = today.get(name, {})
            figures: dict[str, Decimal | int | None]
            figures = {"in_persons": cell.persons, "in_deliveries": cell.deliveries, "in_amounts": cell.mean}
            for kind, figure in figures.items():
                before, then = seen.get((name, kind), (None, {}))
                changed = getattr(count_changed(then, here), kind)
                if scope(name) in begun and figure == before:
                    # The same mean beside other deliveries is another amount; no mean is none beside any.
                    is_mean = kind == "in_amounts" and figure is not None
                    if is_mean and cell.deliveries_anew and changed >= HOLD:
                        seen[name, kind] = (figure, here)
                    continue
                assert scope(name) not in begun or changed >= HOLD, (name, kind)
                seen[name, kind] = (figure, here)


@given(
    before=st.dictionaries(st.integers(0, 30), st.integers(1, 3), max_size=30),
    now=st.dictionaries(st.integers(0, 30), st.integers(1, 3), max_size=30),
)
def test_changes_count_persons_and_only_what_is_left_of_them(
    before: dict[int, int], now: dict[int, int]
) -> None:
    """Any path from one state to the other counts the same: only the two ends are looked at."""
    changed = count_changed(as_received(before), as_received(now))
    assert changed == count_changed(as_received(now), as_received(before))
    assert changed.in_persons == len(set(before) ^ set(now))
    differing = sum(before.get(one) != now.get(one) for one in {*before, *now})
    assert changed.in_deliveries == changed.in_amounts == differing


PROPOSALS = st.builds(
    Proposal,
    is_enough=st.booleans(),
    persons=st.sampled_from([10, 15, 20]),
    deliveries=st.sampled_from([10, 15, 30]),
    mean=st.sampled_from([Decimal(500), Decimal(510)]),
    is_dominated=st.booleans(),
)


@given(proposal=PROPOSALS, shown=PROPOSALS, changed=st.builds(Changed, *[st.integers(0, 9)] * 3))
def test_fewer_than_ten_change_nothing_that_is_seen(
    proposal: Proposal, shown: Proposal, changed: Changed
) -> None:
    last = decide(shown, None, Changed(0, 0, 0), is_known=False, hold=HOLD)
    for today in (proposal, None):
        next_one = decide(today, last, changed, is_known=True, hold=HOLD)
        assert seen_of(next_one) == seen_of(last)
        assert not next_one.persons_anew
        assert not next_one.deliveries_anew


def seen_of(cell: Printed) -> tuple[object, ...]:
    """What a reader sees of a cell."""
    return cell.is_shown, cell.persons, cell.deliveries, cell.mean, cell.is_dominated


def as_received(deliveries: dict[int, int]) -> dict[str, Received]:
    """Deliveries by person, of 500 quetzales each."""
    return {str(person): Received(1, count, 50_000 * count) for person, count in deliveries.items()}


def as_row(printed: Printed) -> tuple[object, ...]:
    """A printed cell of the reference as out_celda_impresa has it."""
    return (
        printed.persons, printed.deliveries, printed.mean, printed.is_dominated, printed.reason,
        printed.persons_held, printed.deliveries_held,
    )  # fmt: skip
