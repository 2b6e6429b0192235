"""Seven nights of one institution: whatever came later, each of them can be had again as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from assets.asof.folder import KEPT
from assets.asof.past import Past, open_past
from snis.errors import StoreError
from tests.asof.conftest import Week
from tests.asof.lean_night import digests_of, made_tables

LAST = "2026-02-28"


@contextmanager
def past(week: Week, day: str) -> Iterator[Past]:
    with week.house.bench(LAST) as bench, open_past(bench, date.fromisoformat(day)) as opened:
        yield opened


def test_no_night_said_what_the_one_before_had_said(week: Week) -> None:
    said = [digests["out_hecho_entrega"] for digests in week.nights.values()]
    assert len(set(said)) == len(said) - 1, "taking the two persons apart brings back what was before"


@pytest.mark.parametrize(
    "day",
    ["2026-02-05", "2026-02-06", "2026-02-09", "2026-02-20", "2026-02-22", "2026-02-24"],
)
def test_each_night_can_be_had_again_byte_for_byte(week: Week, day: str) -> None:
    with past(week, day) as opened:
        opened.build(*made_tables())
        assert digests_of(opened.bench.store) == week.nights[day]


def test_a_decision_of_a_day_is_known_at_its_end_though_the_night_came_before(week: Week) -> None:
    with past(week, "2026-02-21") as opened:
        assert digests_of(opened.bench.store)["link_entrega"] == week.nights["2026-02-22"]["link_entrega"]


def test_a_day_is_made_once_and_a_few_are_kept(week: Week) -> None:
    with past(week, "2026-02-09") as opened:
        work = opened.bench.store.work
        made = (work / "listo").stat().st_mtime_ns
    with past(week, "2026-02-09") as opened:
        assert (opened.bench.store.work / "listo").stat().st_mtime_ns == made
    for day in ("2026-02-05", "2026-02-06", "2026-02-20", "2026-02-22"):
        with past(week, day):
            pass
    assert not work.exists()
    assert len(list(work.parent.iterdir())) == KEPT


@pytest.mark.parametrize(("day", "said"), [("2026-02-04", "nada"), ("2026-03-01", "no ha llegado")])
def test_a_day_that_nobody_can_speak_of_is_refused(week: Week, day: str, said: str) -> None:
    with pytest.raises(StoreError, match=said), past(week, day):
        pass
