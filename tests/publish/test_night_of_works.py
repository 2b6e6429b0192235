"""Community benefits published by the real steps: what one family more does to the bytes that leave."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assets.engine import DuckDBEngine
from snis.disclosure_policy import COMMUNITY
from tests.printing.works import Work
from tests.publish.night_case import Newsroom, night

PLACES = ("0801", "0802", "1601")


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDBEngine]:
    with DuckDBEngine("512MB", 1) as opened:
        yield opened


def works(more: int = 0) -> list[Work]:
    """120 families in one place and fewer in two others; five in a fourth, with two works."""
    few = [Work("d", 5, place="1602", number=number) for number in (1, 2)]
    return [Work("a", 120 + more), Work("b", 40, place=PLACES[1]), Work("c", 60, place=PLACES[2]), *few]


def bytes_of(room: Newsroom, release: str) -> dict[str, bytes]:
    """The files of the table in a release."""
    folder = room.work / "public" / "datasets" / "cobertura-comunitaria" / release / "data"
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name.startswith(COMMUNITY)}


def test_one_family_more_changes_no_byte(tmp_path: Path, duck: DuckDBEngine) -> None:
    room = Newsroom(tmp_path, duck)
    first = room.publish("2026-04-02", night(100), works())
    assert first.name
    assert room.families(first.name)["municipio 0801"] == 120
    assert "municipio 1602" not in room.families(first.name)
    before = bytes_of(room, first.name)
    # Another month, so that municipal figures may change too; persons enough for a release of its own.
    second = room.publish("2026-05-02", night(140), works(1))
    assert bytes_of(room, second.name) == before
