"""Seven nights of one institution: whatever came later, each of them can be had again as it was.

A period that is replaced, a repeated delivery that counts once the other one is gone, a corrected row, a row in
quarantine that comes back mended, two persons joined by somebody and taken apart again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

import pytest

from assets.asof.folder import KEPT
from assets.asof.past import Past, open_past
from assets.link.decisions import append
from pipelines.settings import SAMPLE
from snis.errors import StoreError
from tests.asof.lean_night import House, digests_of, made_tables
from tests.pipeline.delivery_case import HEADER, Office, paid

LAST = "2026-02-28"


@dataclass(frozen=True)
class Week:
    """A house after its nights, and what each of them computed."""

    house: House
    nights: dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    folder = tmp_path_factory.mktemp("semana")
    disclosure = (SAMPLE / "disclosure.yaml").read_text(encoding="utf-8")
    office = Office(folder, mode="full", files={"disclosure.yaml": disclosure})
    house = House(folder / "work", office.deployment)
    nights: dict[str, dict[str, str]] = {}

    def night(day: str, name: str = "", *rows: str) -> None:
        if name:
            house.drop(f"mides/{name}", "\n".join((HEADER, *rows, "")).encode())
        house.night(day)
        nights[day] = house.digests()

    night("2026-02-05", "pagos_2026_01.csv", paid("ana", folio="F1"), paid("eva", folio="F2"))
    night(
        "2026-02-06",
        "pagos_2026_02.csv",
        paid("ana", folio="F1"),
        paid("ana", "04/02/2026", folio="F3"),
        paid("ira", "99/02/2026", folio="F4"),
    )
    night("2026-02-09", "pagos_2026_01_b.csv", paid("eva", folio="F2"), paid("luz", folio="F5"))
    night("2026-02-20", "arreglos_1.csv", paid("eva", amount="250", folio="F2"))
    night("2026-02-21", "arreglos_2.csv", paid("ira", "16/02/2026", folio="F4"))
    decide(house, "2026-02-21", "aceptada")
    night("2026-02-22")
    decide(house, "2026-02-23", "rechazada")
    night("2026-02-24")
    return Week(house, nights)


def decide(house: House, day: str, verdict: str) -> None:
    """Somebody says whether Ana and Eva are one person."""
    with house.bench(day) as bench:
        bench.engine.attach("link_registro", house.store.files("link_registro"))
        records = bench.engine.rows("select distinct registro_id from link_registro order by fila, 1 limit 2")
    append(
        house.store,
        verdict=verdict,
        pair=(records[0][0], records[1][0]),
        who="ana",
        reason="prueba",
        moment=datetime.fromisoformat(f"{day}T09:00:00-06:00"),
    )


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
