"""What is amiss in a work folder: one thing goes wrong, and exactly it is seen; it is mended, and nothing is."""

import json
from pathlib import Path

import pytest

from assets.lock import LOCK, night_lock
from assets.raw.ledger import FILE, record
from assets.service.nights import begin_night
from snis.errors import PadronError
from tests.exchange.exchange_case import BY_FILE, CONVENIOS
from tests.pipeline.delivery_case import paid
from tests.service.conftest import Usage
from tests.service.service_case import CONVENIO, Case

# The office owes two kinds of files, and none came: that is amiss in all of these, and looked at in one.
LATE = {"entrega:mides:mides-arreglos", "entrega:mides:mides-pagos"}


def others(case: Case, now: str = "2026-05-04T12:00:00-06:00") -> dict[str, tuple[str, str, int]]:
    return {key: found for key, found in case.amiss(now).items() if not key.startswith("entrega:")}


def test_when_all_is_well_nothing_is_amiss_and_everything_was_looked_at(case: Case) -> None:
    assert others(case) == {}
    assert case.seen().kinds == {
        "noche_fallida", "noche_sin_correr", "disco", "calidad", "compuerta", "entrega", "convenio", "intercambio",
        "hallazgos", "nivel", "bitacora",
    }  # fmt: skip


def test_before_the_first_night_none_is_missing(tmp_path: Path, case: Case) -> None:
    (case.work / "service" / "noches.jsonl").unlink()
    assert others(case) == {}


def test_a_night_that_failed_until_one_ends_well(case: Case) -> None:
    case.night(outcome="fallo", hour=2)
    assert others(case) == {"noche_fallida": ("critica", "2026-05-04", 1)}
    case.night(hour=3)
    assert others(case) == {}


def test_a_night_that_began_and_did_not_end_unless_it_is_at_work(case: Case) -> None:
    begin_night(case.work, "x", origin="orden", moment=case.workshop().moment())
    assert list(others(case)) == ["noche_fallida"]
    with night_lock(case.work):
        assert others(case) == {}


def test_looking_makes_no_lock(case: Case) -> None:
    begin_night(case.work, "x", origin="orden", moment=case.workshop().moment())
    others(case)
    assert not (case.work / LOCK).exists()


@pytest.mark.parametrize(
    ("now", "missing"),
    [
        ("2026-05-05T05:59:00-06:00", 0),
        ("2026-05-05T06:00:00-06:00", 1),
        ("2026-05-06T05:00:00-06:00", 1),
        ("2026-05-07T12:00:00-06:00", 3),
    ],
)
def test_a_night_is_missing_once_it_should_be_over(case: Case, now: str, missing: int) -> None:
    found = others(case, now).get("noche_sin_correr")
    assert (found[2] if found else 0) == missing


def test_little_room(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assets.service.conditions.shutil.disk_usage", lambda _: Usage(100, 9))
    assert others(case) == {"disco": ("alta", "work", 9)}


def test_an_expectation_that_blocks(case: Case) -> None:
    result = {
        "table": "core_entrega", "name": "unica", "title": "La clave es única", "severity": "bloquea",
        "dimension": "unicidad", "passed": False, "checked": 10, "failing": 3,
    }  # fmt: skip
    path = case.work / "quality" / "resultados" / "core.json"
    path.parent.mkdir(parents=True)
    for severity, seen in (
        ("bloquea", {"calidad:core_entrega:unica": ("critica", "core_entrega", 3)}),
        ("avisa", {}),
    ):
        path.write_text(json.dumps({"resultados": [result | {"severity": severity}]}), encoding="utf-8")
        assert others(case) == seen


def test_the_gate_refused(case: Case) -> None:
    path = case.work / "quality" / "compuerta.json"
    path.parent.mkdir(parents=True)
    for status, seen in (("fail", {"compuerta": ("critica", "quality/compuerta.json", 2)}), ("pass", {})):
        path.write_text(json.dumps({"veredicto": status, "hallazgos": [{}, {}]}), encoding="utf-8")
        assert others(case) == seen


def test_deliveries_beyond_the_days_that_are_tolerated(case: Case) -> None:
    assert case.amiss()["entrega:mides:mides-pagos"] == ("media", "mides/mides-pagos", 4 - 1)
    case.office.send("2026-05-04", "pagos_2026_01.csv", paid("ana", "15/01/2026"))
    assert case.amiss()["entrega:mides:mides-pagos"][2] == 2
    case.service = "alerts: {overdue_days: 365}"
    case.configure()
    assert not set(case.amiss()) & LATE


@pytest.mark.parametrize(
    ("now", "seen"),
    [
        ("2026-05-04T12:00:00-06:00", {}),
        ("2026-05-20T05:00:00-06:00", {"convenio:por_vencer:convenio-1": ("media", "renap, convenio-1", 26)}),
        ("2026-06-18T05:00:00-06:00", {"convenio:vencido:convenio-1": ("alta", "renap, convenio-1", 3)}),
    ],
)
def test_a_convenio_that_ends(case: Case, now: str, seen: dict[str, tuple[str, str, int]]) -> None:
    case.files = {"convenios.yaml": CONVENIO}
    case.configure()
    found = others(case, now)
    found.pop("noche_sin_correr", None)
    assert found == seen


def test_an_exchange_that_needs_somebody(case: Case) -> None:
    case.files = {"convenios.yaml": CONVENIOS.replace("2026-12-31", "2026-05-01")}
    case.office.head = BY_FILE
    case.configure()
    found = others(case)
    assert found["intercambio:renap"] == ("alta", "renap", 1)
    assert found["convenio:vencido:convenio-renap"][2] == 3


def test_a_ledger_that_does_not_hold(case: Case) -> None:
    ledger = case.work / "ledger"
    for number in range(3):
        record(case.workshop().store(), case.workshop().moment(), "prueba", data={"numero": number})
    path = ledger / FILE
    content = path.read_text(encoding="utf-8")
    path.write_text(content.replace('"numero":1', '"numero":7'), encoding="utf-8")
    assert others(case)["bitacora"] == ("critica", "asiento 3", 1)
    path.write_text(content, encoding="utf-8")
    assert others(case) == {}


def test_what_cannot_be_looked_at_is_left_out_and_holds_up_no_other(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> object:
        raise PadronError("no se puede")

    monkeypatch.setattr("assets.service.conditions.verify_ledger", fails)
    seen = case.seen()
    assert "bitacora" not in seen.kinds
    assert "entrega" in seen.kinds


def test_a_deployment_that_cannot_be_read_leaves_what_is_seen_from_outside(case: Case) -> None:
    case.night(outcome="fallo", hour=2)
    (case.office.folder / "despliegue" / "padron.yaml").write_text("name: [", encoding="utf-8")
    seen = case.seen()
    assert [item.key for item in seen.conditions] == ["noche_fallida"]
    assert seen.kinds == {"noche_fallida", "noche_sin_correr", "disco"}
