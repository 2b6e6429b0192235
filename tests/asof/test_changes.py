"""Why a figure is not what it was: the transfers that moved its deliveries, and persons who are one or two now."""

from datetime import date
from pathlib import Path

import pytest

from assets.asof.changes import Changes, changes_between
from assets.indicators.sources import shipped_sources
from pipelines.settings import SAMPLE
from snis.errors import IndicatorError
from snis.indicators.question import question
from tests.asof.conftest import FIRST, SECOND, TwoNights, Week
from tests.asof.lean_night import House
from tests.pipeline.delivery_case import HEADER, Office, paid

SOURCES = {source.code: source for source in shipped_sources()}


def changes(house: House, code: str, first: str, last: str, today: str, by: tuple[str, ...] = ()) -> Changes:
    source = SOURCES[code]
    asked = question(source.indicator, year=2026, by=by)
    with house.bench(today) as bench:
        days = {"first": date.fromisoformat(first), "last": date.fromisoformat(last)}
        return changes_between(bench, source, asked, **days)


def told(found: Changes) -> list[tuple[object, ...]]:
    """Before, after, and for each cause: reason, file, kind, deliveries that came and left."""
    return [
        (
            change.before and change.before["valor"],
            change.after and change.after["valor"],
            {
                (
                    cause.reason,
                    cause.arrival and cause.arrival.file,
                    cause.arrival and cause.arrival.kind,
                    cause.came,
                    cause.left,
                )
                for cause in change.causes
            },
        )
        for change in found.changed
    ]


def test_a_period_that_is_replaced_takes_deliveries_and_brings_others(week: Week) -> None:
    found = changes(week.house, "entregas_realizadas", "2026-02-06", "2026-02-09", "2026-02-28")
    assert told(found) == [
        (
            3.0,
            4.0,
            {
                ("entrega", "pagos_2026_01_b.csv", "reemplazo", 2, 2),
                # Its row repeated one that is gone now.
                ("entrega", "pagos_2026_02.csv", "nueva", 1, 0),
            },
        )
    ]
    assert [item.file for item in found.arrivals] == ["pagos_2026_01_b.csv"]


def test_a_corrected_amount_moves_the_quetzales_and_not_the_deliveries(week: Week) -> None:
    days = ("2026-02-09", "2026-02-20", "2026-02-28")
    assert changes(week.house, "entregas_realizadas", *days).changed == ()
    assert told(changes(week.house, "monto_entregado", *days)) == [
        (400.0, 550.0, {("entrega", "arreglos_1.csv", "corrección", 1, 1)})
    ]


def test_a_row_of_the_quarantine_that_comes_back_mended_is_told(tmp_path: Path) -> None:
    disclosure = (SAMPLE / "disclosure.yaml").read_text(encoding="utf-8")
    house = House(tmp_path / "work", Office(tmp_path, files={"disclosure.yaml": disclosure}).deployment)
    sent = {
        "2026-02-06": ("pagos_2026_02.csv", paid("ana", folio="F3"), paid("ira", "99/02/2026", folio="F4")),
        "2026-02-21": ("pagos_2026_02_b.csv", paid("ira", "16/02/2026", folio="F4")),
    }
    for day, (name, *rows) in sent.items():
        house.drop(f"mides/{name}", "\n".join((HEADER, *rows, "")).encode())
        house.night(day)
    found = changes(house, "entregas_realizadas", *sent, "2026-02-28")
    assert told(found) == [(1.0, 2.0, {("entrega", "pagos_2026_02_b.csv", "nueva", 1, 0)})]
    assert [cause.mended for cause in found.changed[0].causes] == [1]


def test_a_row_that_a_correction_adds_is_told_as_one(week: Week) -> None:
    found = changes(week.house, "entregas_realizadas", "2026-02-20", "2026-02-21", "2026-02-28")
    assert told(found) == [(4.0, 5.0, {("entrega", "arreglos_2.csv", "corrección", 1, 0)})]


def test_two_persons_that_were_one_are_told_without_a_transfer(week: Week) -> None:
    found = changes(week.house, "usuarios_atendidos", "2026-02-22", "2026-02-24", "2026-02-28")
    ((before, after, causes),) = told(found)
    assert (before, after) == (3.0, 4.0)
    assert {cause[:3] for cause in causes} == {("persona", None, None)}
    assert found.identity.changed == {"separada": 1}
    assert found.arrivals == ()


def test_days_in_the_wrong_order_are_refused(week: Week) -> None:
    with pytest.raises(IndicatorError, match="anterior"):
        changes(week.house, "usuarios_atendidos", "2026-02-24", "2026-02-22", "2026-02-28")


def test_what_the_later_files_of_the_sample_brought(nights: TwoNights) -> None:
    days = (FIRST.isoformat(), SECOND.isoformat(), "2026-06-10")
    found = changes(nights.house, "entregas_realizadas", *days, by=("departamento",))
    assert {item.file for item in found.arrivals} == {
        "becas_sociales_2026_1.csv", "intecap_2026_B2.csv", "pam_2026_05.csv",
    }  # fmt: skip
    for change in found.changed:
        before, after = (row["valor"] if row else 0 for row in (change.before, change.after))
        assert after - before == sum(cause.came - cause.left for cause in change.causes)
