"""Releases that stand while others are withdrawn, or were killed on their way: the real gate on a small register.

A release in place shows the printing that it was made with. Neither a withdrawal nor a kill may hold later printings
against it for good.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assets.engine import DuckDBEngine
from assets.open.editions import read_register
from assets.open.printing_ledger import PLACED, PrintingLedger
from assets.raw.ledger import read_entries, verify_ledger
from tests.printing.press import people
from tests.publish.night_case import STEPS, Newsroom, killed, night

APRIL = people(8001, 8060, month=4, place="0101")


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDBEngine]:
    with DuckDBEngine("512MB", 1) as opened:
        yield opened


@pytest.fixture(scope="module")
def march(tmp_path_factory: pytest.TempPathFactory, duck: DuckDBEngine) -> Path:
    """A work folder with the release of March."""
    newsroom = Newsroom(tmp_path_factory.mktemp("march"), duck)
    assert newsroom.publish("2026-05-04", night(300)).name == "2026-03"
    return newsroom.work


@pytest.fixture
def newsroom(march: Path, tmp_path: Path, duck: DuckDBEngine) -> Newsroom:
    """One's own copy of it."""
    shutil.copytree(march, tmp_path / "work")
    return Newsroom(tmp_path / "work", duck)


def versions_in_place(newsroom: Newsroom, release: str) -> set[str]:
    """Of the coverage, as the log has them."""
    return {
        entry.data["versiones"]["cobertura"]
        for entry in read_entries(newsroom.bench.store.ledger)
        if entry.kind == PLACED and entry.data["edicion"] == release
    }


def versions_of_register(newsroom: Newsroom, release: str) -> set[str]:
    found = read_register(newsroom.bench.store).revisions
    return {item.version for item in found if (item.dataset, item.release) == ("cobertura", release)}


def test_the_newest_release_can_be_withdrawn_and_the_nights_go_on(newsroom: Newsroom) -> None:
    assert newsroom.publish("2026-05-05", [*night(340), *APRIL]).name == "2026-04"
    assert newsroom.withdraw("cobertura", "2026-04").releases == ("2026-04",)
    home = newsroom.work / "public" / "datasets" / "cobertura"
    assert {path.name for path in (home / "2026-04").iterdir()} == {"retiro.json", "index.html"}
    assert newsroom.persons("2026-03") == {"08": 300, "16": 100}
    # The same month goes on for the other datasets, and the next one for all.
    assert newsroom.publish("2026-05-06", [*night(380), *APRIL]).fresh
    assert newsroom.persons("2026-03") == {"08": 300, "16": 100}
    may = [*night(380, 160), *APRIL, *people(9001, 9100, month=5, place="0101")]
    assert newsroom.publish("2026-06-05", may).name == "2026-05"
    assert newsroom.persons("2026-05") == {"01": 160, "08": 380, "16": 160}


@pytest.mark.parametrize("step", STEPS)
def test_a_night_that_is_killed_after_its_printing_counts_blocks_no_later_one(
    newsroom: Newsroom, step: str
) -> None:
    assert killed(newsroom.work, "2026-05-05", 340, step) == -9
    assert [one.number for one in PrintingLedger(newsroom.bench.store).entered] == [1, 2]
    # What the killed night printed anew is held tonight: only department 16 changes.
    assert newsroom.publish("2026-05-06", night(340, 160)).fresh
    assert newsroom.persons("2026-03") == {"08": 340, "16": 160}
    # The register knows what readers could have, and nothing else.
    was_seen = {"2026.3.0", "2026.3.1"} | ({"2026.3.2"} if step != "replace_folder" else set())
    assert versions_in_place(newsroom, "2026-03") == was_seen
    assert versions_of_register(newsroom, "2026-03") == was_seen
    assert verify_ledger(newsroom.bench.store.ledger)


def test_the_name_of_a_release_tells_nothing_of_few_or_of_the_other_universes(newsroom: Newsroom) -> None:
    few = people(7001, 7009, month=7, place="1601")
    reserved = people(6001, 6080, month=8, modality="P11", universe="restringida")
    assert newsroom.publish("2026-09-05", [*night(300), *few, *reserved]).name == "2026-03"
