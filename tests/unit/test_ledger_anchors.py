"""Anchors: each follows the one before under one key, and holds a ledger to what it was."""

import dataclasses
import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest

from assets.raw.ledger import read_entries
from publish.anchors import anchors_json, digest_of, read_anchors
from snis.errors import LedgerError
from snis.ledger import Entry, append, begin
from snis.ledger_anchors import Anchor, as_dict, drop_anchor, from_dict, held, verified_anchors
from snis.signing import Signer
from tests.support.ledger_book import NOW, SIGNER, written

OTHER = Signer(bytes(32))
KEY = SIGNER.public


@pytest.fixture
def entries(tmp_path: Path) -> list[Entry]:
    written(tmp_path, 5)
    return list(read_entries(tmp_path))


@pytest.fixture
def anchors(entries: list[Entry]) -> list[Anchor]:
    """Of the third, the fourth and the fifth entry, of six."""
    found: list[Anchor] = []
    for head in entries[2:5]:
        last = found[-1] if found else None
        found.append(
            drop_anchor(
                last, head, SIGNER, release="2026-04", moment="2026-05-04T07:00:00Z", packages="a" * 64
            )
        )
    return found


def place_of(anchors: Sequence[Anchor]) -> str:
    """Where anchors do not hold; empty when they do."""
    try:
        list(verified_anchors(anchors, KEY))
    except LedgerError as error:
        return error.place
    return ""


def held_at(entries: Sequence[Entry], anchors: Sequence[Anchor]) -> str:
    """Where a ledger does not hold against anchors; empty when it does."""
    try:
        assert list(held(entries, anchors)) == list(entries)
    except LedgerError as error:
        return error.place
    return ""


def test_anchors_that_follow_each_other_hold(anchors: list[Anchor]) -> None:
    assert place_of(anchors) == ""
    assert [anchor.numero for anchor in anchors] == [1, 2, 3]


@pytest.mark.parametrize(
    "change",
    [
        {"numero": 7}, {"edicion": "2026-05"}, {"momento": "2026-05-04T07:00:01Z"}, {"asientos": 2},
        {"cabeza": "b" * 64}, {"paquetes": "b" * 64}, {"clave": OTHER.public.fingerprint}, {"anterior": "0" * 64},
        {"firma": "0" * 128}, {"firma": ""},
    ],
    ids=str,
)  # fmt: skip
def test_any_change_of_an_anchor_is_found_there(anchors: list[Anchor], change: dict[str, object]) -> None:
    anchors[1] = dataclasses.replace(anchors[1], **change)  # type: ignore[arg-type]
    assert place_of(anchors) == "ancla 2"


def test_every_other_order_and_every_gap_but_the_end_is_found(anchors: list[Anchor]) -> None:
    for count in range(1, 4):
        for order in itertools.permutations(range(3), count):
            wrong = next((at + 1 for at, index in enumerate(order) if index != at), None)
            assert place_of([anchors[at] for at in order]) == (f"ancla {wrong}" if wrong else "")


def test_an_anchor_of_another_key_is_found(anchors: list[Anchor], entries: list[Entry]) -> None:
    forged = drop_anchor(anchors[1], entries[4], OTHER, release="2026-04", moment="x", packages="a" * 64)
    assert place_of([*anchors[:2], forged]) == "ancla 3"


def test_an_anchor_never_goes_back_in_the_ledger(anchors: list[Anchor], entries: list[Entry]) -> None:
    back = drop_anchor(anchors[-1], entries[0], SIGNER, release="2026-04", moment="x", packages="a" * 64)
    assert place_of([*anchors, back]) == "ancla 4"


def test_a_ledger_may_grow_and_not_be_cut(anchors: list[Anchor], entries: list[Entry]) -> None:
    assert held_at(entries, anchors) == ""
    assert held_at(entries[:5], anchors) == ""
    for length in range(5):
        assert held_at(entries[:length], anchors) == f"asiento {length + 1}"


def test_a_ledger_made_again_even_with_the_key_is_found_at_the_first_anchor(anchors: list[Anchor]) -> None:
    made = [begin(None, NOW.isoformat(), SIGNER)]
    for _ in range(6):
        made.append(append(made[-1], NOW.isoformat(), "prueba", data={"n": 9}, signer=SIGNER))
    assert held_at(made, anchors) == "asiento 3"


def test_a_document_gives_its_anchors_back_and_nothing_else_is_one(anchors: list[Anchor]) -> None:
    import json

    assert read_anchors(json.loads(anchors_json(anchors))) == anchors
    for document in ([], {}, {"anclas": {}}, {"anclas": [1]}, {"anclas": [{}]}, {"anclas": [], "otra": 1}):
        with pytest.raises(LedgerError):
            read_anchors(document)
    for change in (
        {"numero": "1"},
        {"numero": True},
        {"cabeza": 1},
        {"cabeza": "z" * 64},
        {"paquetes": ""},
        {"mas": 1},
    ):
        with pytest.raises(LedgerError):
            from_dict({**as_dict(anchors[0]), **change}, "ancla 1")


def test_the_digest_of_packages_is_that_of_their_descriptors_and_tombstones() -> None:
    files = {
        "datasets/a/2026-04/datapackage.json": b"1",
        "datasets/a/2026-03/retiro.json": b"2",
        "datasets/a/latest/datapackage.json": b"3",
        "datasets/a/2026-04/README.md": b"4",
        "index.html": b"5",
    }
    ours = {path: files[path] for path in list(files)[:2]}
    assert digest_of(files) == digest_of(ours)
    for path in ours:
        assert digest_of({**ours, path: b"x"}) != digest_of(ours)
        assert digest_of({other: data for other, data in ours.items() if other != path}) != digest_of(ours)
