"""A story of files that replace and correct each other: rebuilt, judged again, and killed at any file written."""

import shutil
from pathlib import Path

import pytest

from assets import store
from tests.pipeline.delivery_case import HEADER, Office, paid


class Killed(BaseException):
    """The process ends here."""


STORY = (
    (
        "2026-03-05",
        "pagos_2026_01.csv",
        (paid("ana", folio="F1"), paid("eva", folio="F2"), paid("luz", "99/01/2026")),
    ),
    ("2026-03-06", "pagos_2026_02.csv", (paid("ana", folio="F1"), paid("ana", "15/02/2026", folio="F3"))),
    (
        "2026-03-07",
        "arreglos_1.csv",
        (paid("eva", amount="70", folio="F2"), paid("ana", "15/02/2026", "80", "F3")),
    ),
    ("2026-03-08", "pagos_2026_01_b.csv", (paid("eva", amount="75", folio="F2"), paid("luz"))),
    ("2026-03-09", "pagos_2026_02_b.csv", (paid("ana", "16/02/2026", folio="F3"), paid("ira", "15/02/2026"))),
)


def told(folder: Path) -> Office:
    """An office after all of the story."""
    office = Office(folder, mode="full")
    for day, name, rows in STORY:
        office.send(day, name, *rows)
    return office


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office after all of the story. Tests look at it and change nothing."""
    return told(tmp_path_factory.mktemp("historia"))


def test_the_story_ends_with_each_delivery_once(story: Office) -> None:
    assert story.counted() == [
        ("2026-01-15", 75),
        ("2026-01-15", 100),
        ("2026-02-15", 100),
        ("2026-02-16", 100),
    ]
    assert story.open_rows() == 0


def test_every_accepted_row_counts_or_is_history(story: Office) -> None:
    accepted = sum(state == "aceptada" for (state,) in story.rows("core_fila", "estado"))
    assert accepted == len(story.counted()) + len(story.history())


def test_rebuilding_from_the_archive_gives_the_same_bytes(story: Office, tmp_path: Path) -> None:
    copy = Office(tmp_path, mode="full")
    shutil.copytree(story.folder / "work", tmp_path / "work")
    shutil.rmtree(tmp_path / "work" / "store")
    shutil.rmtree(tmp_path / "work" / "vault")
    copy.work("2026-03-09")
    assert copy.digests() == story.digests()


def test_judging_everything_again_changes_nothing(story: Office, tmp_path: Path) -> None:
    copy = Office(tmp_path, mode="full")
    shutil.copytree(story.folder / "work", tmp_path / "work")
    for part in (tmp_path / "work" / "store" / "core" / "core_fila").glob("*.parquet"):
        part.unlink()
    copy.work("2026-03-09")
    assert copy.digests() == story.digests()


@pytest.mark.parametrize("share", [3, 7, 11])
def test_a_day_killed_at_any_moment_ends_in_the_same_bytes(
    story: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: int
) -> None:
    office = Office(tmp_path, mode="full")
    for day, name, rows in STORY[:-2]:
        office.send(day, name, *rows)
    for day, name, rows in STORY[-2:]:
        path = office.store.inbox / "mides" / name
        path.write_text("\n".join((HEADER, *rows, "")), encoding="utf-8")
        writes = _writes_of_a_day(office, day, monkeypatch, kill_at=share)
        while writes:
            writes = _writes_of_a_day(office, day, monkeypatch, kill_at=writes + share)
    assert office.digests() == story.digests()


def _writes_of_a_day(office: Office, day: str, monkeypatch: pytest.MonkeyPatch, *, kill_at: int) -> int:
    """A day that is killed at its n-th file written; 0 when it came to its end before."""
    done = 0
    original = store.replace_file

    def killing(source: Path, target: Path) -> None:
        nonlocal done
        done += 1
        if done == kill_at:
            raise Killed
        original(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(store, "replace_file", killing)
        try:
            office.work(day)
        except Killed:
            return kill_at
    return 0
