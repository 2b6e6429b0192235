"""The hash chain: what was entered can be read back, and what was changed afterwards is found and named."""

import dataclasses
import json

import pytest

from snis.errors import LedgerError
from snis.ledger import GENESIS, Entry, append, from_line, to_line, verify

MOMENT = "2026-03-01T02:00:00-06:00"


@pytest.fixture
def chain() -> list[Entry]:
    entries: list[Entry] = []
    for rows in range(4):
        last = entries[-1] if entries else None
        entries.append(append(last, MOMENT, "recepcion", data={"filas": rows, "archivo": "a" * 64}))
    return entries


def test_the_first_entry_follows_nothing_and_each_next_one_the_entry_before(chain: list[Entry]) -> None:
    assert [entry.seq for entry in chain] == [1, 2, 3, 4]
    assert [entry.previous for entry in chain] == [GENESIS, *(entry.digest for entry in chain[:-1])]


def test_an_untouched_chain_holds(chain: list[Entry]) -> None:
    assert verify(chain) == 4
    assert verify([]) == 0


def test_the_same_things_at_the_same_moments_give_the_same_chain(chain: list[Entry]) -> None:
    again = append(chain[0], MOMENT, "recepcion", data={"archivo": "a" * 64, "filas": 1})
    assert again.digest == chain[1].digest


@pytest.mark.parametrize(
    "change",
    [
        {"moment": "2026-03-01T02:00:01-06:00"},
        {"kind": "publicacion"},
        {"data": {"filas": 9, "archivo": "a" * 64}},
        {"data": {"filas": 2.0, "archivo": "a" * 64}},
        {"previous": GENESIS},
        {"digest": "f" * 64},
        {"seq": 7},
        {"seq": 3.0},
    ],
    ids=str,
)
def test_a_changed_entry_is_named(chain: list[Entry], change: dict[str, object]) -> None:
    chain[2] = dataclasses.replace(chain[2], **change)  # type: ignore[arg-type]
    with pytest.raises(LedgerError) as caught:
        verify(chain)
    assert caught.value.place == "asiento 3"


def test_an_entry_whose_digest_was_made_again_breaks_the_next(chain: list[Entry]) -> None:
    chain[1] = append(chain[0], MOMENT, "recepcion", data={"filas": 999})
    with pytest.raises(LedgerError, match="asiento 3"):
        verify(chain)


@pytest.mark.parametrize(
    ("order", "bad"), [((1, 2, 3), 1), ((0, 2, 3), 2), ((0, 2, 1, 3), 2), ((0, 1, 1, 2, 3), 3)]
)
def test_a_removed_moved_or_repeated_entry_is_named(
    chain: list[Entry], order: tuple[int, ...], bad: int
) -> None:
    with pytest.raises(LedgerError, match=f"asiento {bad}"):
        verify(chain[index] for index in order)


def test_a_line_gives_its_entry_back(chain: list[Entry]) -> None:
    assert [from_line(to_line(entry)) for entry in chain] == chain
    assert from_line(to_line(chain[0]) + "\n") == chain[0]


@pytest.mark.parametrize("line", ["", "{}", "[]", "null", "1", '"x"', "{", '{"seq": 1}'])
def test_a_line_that_is_no_entry_is_refused(line: str) -> None:
    with pytest.raises(LedgerError):
        from_line(line)


def test_a_line_that_was_written_another_way_is_refused(chain: list[Entry]) -> None:
    with pytest.raises(LedgerError):
        from_line(json.dumps(json.loads(to_line(chain[0])), indent=1).replace("\n", ""))
