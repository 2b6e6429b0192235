"""Works in communities that change at random from night to night: SQL and reference print alike, and keep the promise.

The promise: whatever an outsider sees change between two releases stands for ten families or more.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.engine import DuckDBEngine
from assets.open import printing
from assets.open.printing_bounds import UNPROTECTED
from snis.disclosure import draw, round_by_key
from snis.disclosure_policy import COMMUNITY
from snis.printing import Printed, Proposal, count_changed_families, decide
from snis.pseudonym import record_key
from tests.printing.press import HOLD, KEYS, PLACE, POLICY, CellName, Press, scope
from tests.printing.works import Work

FIGURES = ("personas", "impresion_codigo", "tiene_personas_en_espera")
CROSSES = [cross for cross in POLICY.crosses if cross.table == COMMUNITY]


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDBEngine]:
    with DuckDBEngine("512MB", 1) as opened:
        yield opened


def nights(seed: int, count: int) -> list[list[Work]]:
    """A few communities over some nights: works come, go, are counted again, and have no families told."""
    chance = random.Random(seed)
    register: dict[tuple[str, int, str], Work] = {}
    found = []
    for _ in range(count):
        for _ in range(chance.choice([1, 2, 5])):
            community, number = chance.choice("abcdef"), chance.randrange(1, 3)
            modality = chance.choice(["P34", "P35"])
            key = (community, number, modality)
            had = register.pop(key, None)
            families = chance.choice([None, 1, 4, 9, 12, 30, (had.families or 0) + 1 if had else 7])
            if had is None or chance.random() < 0.7:
                place = "0801" if community in "abc" else "0802"
                register[key] = Work(community, families, number=number, modality=modality, place=place)
        found.append(list(register.values()))
    return found


class PlainWorks:
    """The printing of works by the reference alone: plain counts, one cell after the other."""

    def __init__(self) -> None:
        self._last: dict[CellName, Printed] = {}
        self._families: dict[CellName, Mapping[str, int]] = {}

    def night(self, works: Iterable[Work]) -> dict[CellName, Printed]:
        """What is printed of each cell that ever held families."""
        today = families(works)
        known = {scope(name) for name in self._last}
        for name in {*today, *self._last}:
            here = today.get(name, {})
            printed = decide(
                proposal(here) if here else None,
                self._last.get(name),
                count_changed_families(self._families.get(name, {}), here),
                is_known=scope(name) in known,
                hold=HOLD,
            )
            self._last[name] = printed
            if printed.persons_anew:
                self._families[name] = here
        return dict(self._last)


def families(works: Iterable[Work]) -> dict[CellName, dict[str, int]]:
    """The families of each community in each cell: those of its greatest work there."""
    found: dict[CellName, dict[str, int]] = defaultdict(dict)
    for work in works:
        if not work.families:
            continue
        for cross in CROSSES:
            named = {"tabla_codigo": COMMUNITY, "cruce_codigo": cross.name}
            named |= {name: work.row[name] for name in cross.dimensions}
            cell = found[tuple(named.get(column) for column in PLACE)]
            cell[work.community] = max(cell.get(work.community, 0), work.families)
    return found


def proposal(cell: Mapping[str, int]) -> Proposal:
    """A cell as a first printing has it."""
    number = sum(cell.values())
    key = sum(record_key(KEYS.record, f"{place}|{count}") for place, count in cell.items()) % 2**64
    drawn = draw(KEYS.round, "familias", key)
    return Proposal(
        is_enough=number >= POLICY.thresholds.familias.value, persons=round_by_key(number, 5, drawn=drawn)
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_sql_and_reference_print_the_same_night_after_night(
    tmp_path: Path, duck: DuckDBEngine, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """The hold rule by itself; what the test of the relations turns is another rule's (tests/printing)."""
    monkeypatch.setattr(printing, "protect", lambda *_, **__: (UNPROTECTED, []))
    press, plain = Press(tmp_path, duck), PlainWorks()
    for works in nights(seed, 8):
        before = press.number
        cells, expected = press.night([], works=works), plain.night(works)
        # A night that says nothing new makes no printing; what was new stays so in the table.
        shown = FIGURES if press.number > before else FIGURES[:1]
        found = {name: tuple(row[column] for column in shown) for name, row in cells.items()}
        assert found == {
            name: (cell.persons, cell.reason, cell.persons_held)[: len(shown)]
            for name, cell in expected.items()
        }


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_what_is_seen_to_change_stands_for_ten_families(seed: int) -> None:
    """From the night on which a figure was first seen to the night on which another takes its place."""
    plain = PlainWorks()
    seen: dict[CellName, tuple[int | None, Mapping[str, int]]] = {}
    for works in nights(seed, 10):
        begun = {scope(name) for name in seen}
        today = families(works)
        for name, cell in plain.night(works).items():
            before, then = seen.get(name, (None, {}))
            here = today.get(name, {})
            if scope(name) in begun and cell.persons == before:
                continue
            assert scope(name) not in begun or count_changed_families(then, here).in_persons >= HOLD, name
            seen[name] = (cell.persons, here)


@given(
    before=st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 50)),
    now=st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 50)),
)
def test_fewer_than_ten_families_move_no_sum_by_ten(before: dict[str, int], now: dict[str, int]) -> None:
    """What changed is never less than what the sum of a cell moved."""
    changed = count_changed_families(before, now).in_persons
    assert changed == count_changed_families(now, before).in_persons
    assert changed >= abs(sum(before.values()) - sum(now.values()))
