"""The journal of nights: what each line adds up to, and what a kill leaves."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from assets.service.nights import FILE, FOLDER, begin_night, end_night, nights_of
from snis.service_nights import Run

MOMENT = datetime.fromisoformat("2026-05-04T01:00:00-06:00")
DONE = Run("a1", "orden", MOMENT, seconds=600.0, peak_mb=400, outcome="bien")


def told(work: Path) -> list[tuple[str, list[str]]]:
    return [(night.date.isoformat(), [run.outcome for run in night.runs]) for night in nights_of(work)]


def test_before_the_first_night_there_is_none(tmp_path: Path) -> None:
    assert nights_of(tmp_path) == ()


def test_a_night_that_ended(tmp_path: Path) -> None:
    begin_night(tmp_path, "a1", origin="orden", moment=MOMENT)
    end_night(tmp_path, DONE)
    (night,) = nights_of(tmp_path)
    assert night.runs == (DONE,)
    assert night.done == DONE
    assert DONE.ended == MOMENT.replace(minute=10)


def test_a_beginning_alone_is_a_night_that_did_not_end(tmp_path: Path) -> None:
    begin_night(tmp_path, "a1", origin="orden", moment=MOMENT)
    assert told(tmp_path) == [("2026-05-04", ["sin_fin"])]


def test_an_end_alone_says_everything(tmp_path: Path) -> None:
    end_night(tmp_path, replace(DONE, outcome="fallo", failed=2))
    assert nights_of(tmp_path)[0].last.failed == 2


def test_what_is_told_twice_counts_once(tmp_path: Path) -> None:
    for _ in range(2):
        begin_night(tmp_path, "a1", origin="orden", moment=MOMENT)
        end_night(tmp_path, DONE)
    end_night(tmp_path, replace(DONE, seconds=5.0))
    assert [night.runs for night in nights_of(tmp_path)] == [(DONE,)]


def test_a_date_has_all_its_runs_and_the_first_good_one_did_it(tmp_path: Path) -> None:
    end_night(tmp_path, replace(DONE, run="b", began=MOMENT.replace(hour=3)))
    end_night(tmp_path, replace(DONE, run="a", outcome="fallo"))
    end_night(tmp_path, replace(DONE, run="c", began=MOMENT.replace(day=5), outcome="atencion"))
    assert told(tmp_path) == [("2026-05-04", ["fallo", "bien"]), ("2026-05-05", ["atencion"])]
    assert [night.done.run for night in nights_of(tmp_path) if night.done] == ["b", "c"]


@pytest.mark.parametrize("torn", ['{"hecho":"inicio","corri', "\ufffd\x00", '{"hecho":"fin","corrida":"x"}'])
def test_a_line_that_a_kill_tore_says_nothing_and_spoils_no_other(tmp_path: Path, torn: str) -> None:
    end_night(tmp_path, DONE)
    with (tmp_path / FOLDER / FILE).open("a", encoding="utf-8") as stream:
        stream.write(torn)
    end_night(tmp_path, replace(DONE, run="b", began=MOMENT.replace(day=5)))
    assert told(tmp_path) == [("2026-05-04", ["bien"]), ("2026-05-05", ["bien"])]
