"""A defect that is planted opens exactly its item; mending it closes it with evidence; gaming does not."""

import pytest

from snis.errors import SfiError
from tests.pipeline.delivery_case import PEOPLE
from tests.pipeline.test_mended_rows import filled
from tests.sfi.plan_case import BAD_CUI, PlanCase, month

CUI = "CUI-05"


def opened(case: PlanCase) -> None:
    """January comes on time with five rows of twenty whose CUI does not hold."""
    case.send("pagos_2026_01.csv", month(1, bad=5))
    case.night("2026-02-05")
    assert case.states() == {CUI: "abierta"}


def test_a_clean_delivery_opens_nothing(case: PlanCase) -> None:
    case.send("pagos_2026_01.csv", month(1))
    outcome = case.night("2026-02-05")
    assert (case.states(), outcome.standing.avance_global) == ({}, 1.0)


def test_a_planted_defect_opens_its_item_and_no_other(case: PlanCase) -> None:
    opened(case)
    item = case.items[CUI]
    assert item.name == "mides:mides-pagos:CUI-05"
    assert (item.measure.failing, item.measure.checked, item.measure.period) == (5, 20, "2026-01")
    assert (item.severity, item.unit, item.due.isoformat()) == ("avisa", "enlace", "2026-03-22")


def test_what_is_tolerated_opens_nothing(case: PlanCase) -> None:
    case.ask("targets: {rules: {CUI-05: 0.25}}")
    case.send("pagos_2026_01.csv", month(1, bad=5))
    case.night("2026-02-05")
    assert case.states() == {}


def test_the_period_sent_again_and_mended_closes_it_and_the_avance_rises(case: PlanCase) -> None:
    opened(case)
    case.send("pagos_2026_01_b.csv", month(1))
    outcome = case.night("2026-02-06")
    item = case.items[CUI]
    assert case.states() == {CUI: "cerrada evidencia"}
    assert item.evidence is not None
    assert (item.evidence.failing, item.evidence.checked) == (0, 20)
    current = [known.transferencia_id for known in case.office.register if not known.reemplazada_por]
    assert list(item.evidence.transfers) == current
    assert outcome.standing.avance_global == 1.0


def test_the_next_period_that_passes_closes_it_too(case: PlanCase) -> None:
    opened(case)
    assert case.night("2026-02-06").standing.avance_global == 0.0
    case.send("pagos_2026_02.csv", month(2))
    case.night("2026-03-05")
    assert case.states() == {CUI: "cerrada evidencia"}


def test_what_fails_again_is_opened_again_and_the_avance_falls(case: PlanCase) -> None:
    opened(case)
    case.send("pagos_2026_02.csv", month(2))
    case.night("2026-03-05")
    case.send("pagos_2026_03.csv", month(3, bad=5))
    outcome = case.night("2026-04-05")
    assert (case.states(), case.items[CUI].reopened) == ({CUI: "reabierta"}, 1)
    assert outcome.standing.avance_global == 0.0


def test_rows_that_come_back_mended_correct_it_and_the_next_delivery_closes_it(adding: PlanCase) -> None:
    rows = month(1, bad=1, amount="mucho", cui=PEOPLE["ana"][0])
    adding.send("pagos_2026_01.csv", rows)
    adding.night("2026-02-05")
    assert adding.states() == {"NUM-01": "abierta"}
    (transfer,) = adding.office.register
    book = adding.office.store.outbox / "mides" / transfer.transferencia_id / "filas_devueltas.xlsx"
    adding.drop("corregido.xlsx", filled(book, "mucho", "100"))
    outcome = adding.night("2026-02-06")
    assert adding.states() == {"NUM-01": "corregida"}
    assert adding.items["NUM-01"].evidence_code == "filas_corregidas"
    assert outcome.standing.avance_global == 1.0
    adding.send("pagos_2026_02.csv", month(2))
    adding.night("2026-03-05")
    assert adding.states() == {"NUM-01": "cerrada evidencia"}


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        pytest.param(month(2, rows=12), "encogida", id="fewer rows"),
        pytest.param([*month(2, rows=15), *month(2, rows=5)], "descartadas", id="rows that are thrown away"),
    ],
)
def test_a_delivery_that_passes_by_sending_less_is_no_evidence(
    case: PlanCase, rows: list[str], why: str
) -> None:
    opened(case)
    case.send("pagos_2026_02.csv", rows)
    outcome = case.night("2026-03-05")
    assert case.states()[CUI] == f"abierta {why}"
    assert outcome.standing.institutions["mides"].share == 0.0
    told = next(item for item in case.plan()["recomendaciones"] if item["regla"] == CUI)
    assert "no es evidencia" in told["situacion"]
    case.send("pagos_2026_03.csv", month(3))
    case.night("2026-04-05")
    assert case.states()[CUI] == "cerrada evidencia"


def test_a_layout_that_no_longer_sends_the_column_is_no_evidence(case: PlanCase) -> None:
    case.send("pagos_2026_01.csv", month(1, bad=5, cui=PEOPLE["ana"][0], amount="mucho"))
    case.night("2026-02-05")
    header = "CUI;Nombres;Nacimiento;Fecha;Folio"
    rows = [";".join((*row.split(";")[:4], row.split(";")[5])) for row in month(2)]
    case.send("pagos_2026_02.csv", rows, header=header)
    case.night("2026-03-05")
    assert case.states()["NUM-01"] == "abierta sin_columna"


def test_what_is_objected_to_is_said_once_and_taken_back_when_it_fails_again(case: PlanCase) -> None:
    opened(case)
    case.send("pagos_2026_02.csv", month(2, rows=12))
    case.night("2026-03-05")
    events = len(case.journal.events)
    case.night("2026-03-06")
    assert len(case.journal.events) == events
    case.send("pagos_2026_03.csv", month(3, bad=5))
    case.night("2026-04-05")
    assert case.states() == {CUI: "abierta"}
    assert not case.night("2026-04-06").events


def test_a_refused_file_opens_its_rule_and_a_good_one_after_it_closes_it(case: PlanCase) -> None:
    case.send("pagos_2026_01.csv", ["Ana;1"], header="Nombres;Monto")
    case.night("2026-02-05")
    assert case.states() == {"ARC-06": "abierta"}
    assert case.items["ARC-06"].severity == "bloquea"
    case.send("pagos_2026_01.csv", month(1))
    case.night("2026-02-06")
    assert case.states() == {"ARC-06": "cerrada evidencia"}


def test_a_late_delivery_opens_lateness_and_one_on_time_closes_it(case: PlanCase) -> None:
    case.night("2026-02-17")
    assert case.states() == {"ARC-21": "abierta"}
    case.send("pagos_2026_01.csv", month(1))
    case.night("2026-02-20")
    assert case.states() == {"ARC-21": "abierta"}
    case.send("pagos_2026_02.csv", month(2))
    case.night("2026-03-05")
    assert case.states() == {"ARC-21": "cerrada evidencia"}


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_files_out_of_order_lead_to_the_same_plan(case: PlanCase, order: tuple[int, ...]) -> None:
    """What decides is the last period, not the last day on which something came."""
    for days, number in enumerate(order):
        case.send(f"pagos_2026_{number:02d}.csv", month(number, bad=5 if number == 3 else 0))
        case.night(f"2026-04-{days + 5:02d}")
    assert case.states()[CUI] == "abierta"
    assert case.items[CUI].measure.period == "2026-03"


def test_an_earlier_period_that_is_mended_is_no_evidence(case: PlanCase) -> None:
    case.send("pagos_2026_01.csv", month(1))
    case.send("pagos_2026_02.csv", month(2, bad=5))
    case.night("2026-03-05")
    case.send("pagos_2026_01_b.csv", month(1, amount="110", bad=20, cui=PEOPLE["ana"][0]))
    case.night("2026-03-06")
    assert case.states()[CUI] == "abierta"


def test_the_plan_in_the_outbox_holds_no_value_and_is_written_when_it_changes(case: PlanCase) -> None:
    opened(case)
    folder = case.office.store.outbox / "mides"
    texts = [(folder / name).read_text(encoding="utf-8") for name in ("plan.html", "plan.json")]
    numbers = [BAD_CUI, *(cui for cui, _, _ in PEOPLE.values())]
    assert not [number for number in numbers for text in texts if number in text]
    assert case.night("2026-02-06").pages == ()
    assert case.plan()["al_dia"] == "2026-02-05"
    assert case.night("2026-04-30").pages == ("mides",), "its day has passed, and what did not come is late"


def test_a_contract_that_nobody_registered_is_left_alone(case: PlanCase) -> None:
    path = case.office.store.inbox / "nadie" / "x.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"a;b\n1;2\n")
    case.night("2026-02-05")
    assert case.states() == {}


def test_a_broken_journal_stops_the_step_and_not_in_silence(case: PlanCase) -> None:
    opened(case)
    path = case.office.store.ledger / "plan.jsonl"
    path.write_text(path.read_text("utf-8").replace('"fallas":5', '"fallas":4'), "utf-8")
    with pytest.raises(SfiError, match=r"plan\.jsonl, línea 1"):
        case.night("2026-02-06")
