"""Findings over the nights: closed with their reason, back, resolved, and the same after everything is rebuilt."""

import shutil

import pytest

from assets.findings.night import Outcome
from assets.findings.standing import standing_of
from snis.errors import FindingError
from snis.finding_life import STANDS, UNFOUNDED, reopening, resolution
from tests.findings.finding_case import LUZ, OLD_LUZ, Case
from tests.pipeline.delivery_case import paid

COI, CTL, VIDA = "COI-01 mides", "CTL-01 mides", "COI-02 maga"


def settle(case: Case, name: str, verdict: str = STANDS) -> None:
    """The ministry resolves a finding, on the third of March."""
    journal, life = case.journal, case.lives()[name]
    drafts = [resolution(life, verdict, reason="acta 3", deliveries=life.facts.deliveries)]
    moment = life.detected
    journal.add(drafts, moment=case.moment(moment.isoformat()), who="ana")


def test_corrected_data_close_a_finding_and_it_leaves_the_workbook(case: Case) -> None:
    case.send("pagos_2026_01_b.csv", paid("ana", folio="F1"), LUZ)
    outcome = case.night("2026-03-03")
    assert (outcome.detected, outcome.closed) == (0, 1)
    assert case.states()[CTL] == "cerrado datos_corregidos"
    assert [row["Referencia"] for row in case.sheet("Hallazgos")] == [case.reference(COI)]


def test_a_workbook_in_which_nothing_is_asked_is_taken_away(case: Case) -> None:
    case.rules = {"COI-02": case.rules["COI-02"]}
    case.night("2026-03-03")
    assert case.states() == {
        VIDA: "notificado", COI: "cerrado regla_cambiada", CTL: "cerrado regla_cambiada",
    }  # fmt: skip
    assert not case.book().exists()
    assert case.book("maga").exists()


def test_what_comes_back_is_told_again(case: Case) -> None:
    text = case.rules.pop("COI-01")
    case.night("2026-03-03")
    case.rules["COI-01"] = text
    outcome = case.night("2026-03-04")
    assert (outcome.detected, case.states()[COI]) == (1, "notificado")
    assert [event.kind for event in case.journal.of(case.lives()[COI].finding)] == [
        "detectado", "notificado", "cerrado", "detectado", "notificado",
    ]  # fmt: skip


def test_another_owner_is_told_instead(case: Case) -> None:
    case.rules["COI-01"] = case.rules["COI-01"].replace("owner: mides", "owner: maga")
    case.night("2026-03-03")
    assert case.states() == {
        VIDA: "notificado", "COI-01 maga": "notificado", CTL: "notificado",
    }  # fmt: skip
    assert {row["Archivo"] for row in case.sheet("Filas", "maga")} == {"semilla_2026_01.csv"}


def test_what_stands_is_opened_again_when_it_is_paid_again(case: Case) -> None:
    settle(case, CTL)
    assert morning(case).standing.resolved == 1
    case.send("pagos_2026_02.csv", OLD_LUZ.replace("15/01/2026", "15/02/2026"))
    outcome = case.night("2026-03-04")
    assert (outcome.detected, case.states()[CTL]) == (1, "notificado")


def test_what_was_unfounded_stays_settled(case: Case) -> None:
    settle(case, CTL, UNFOUNDED)
    case.send("pagos_2026_02.csv", OLD_LUZ.replace("15/01/2026", "15/02/2026"))
    outcome = case.night("2026-03-04")
    assert (outcome.detected, case.states()[CTL]) == (0, "resuelto sin_lugar")


def test_a_resolution_is_taken_back_and_asked_again(case: Case) -> None:
    settle(case, COI)
    case.journal.add([reopening(case.lives()[COI])], moment=case.moment("2026-03-03"), who="ana")
    morning(case, "2026-03-04")
    assert case.states()[COI] == "notificado"


def test_an_answer_after_it_was_resolved_changes_nothing(case: Case) -> None:
    case.answer({case.reference(COI): "confirmado"})
    settle(case, COI)
    morning(case)
    assert case.states()[COI] == "resuelto procede"
    assert case.acknowledgements()[0]["filas"] == {"ya_resuelto": 1}


def test_everything_rebuilt_from_what_was_received_brings_no_event(case: Case) -> None:
    case.answer({case.reference(COI): "justificado"})
    morning(case)
    states, events = case.states(), len(case.journal.events)
    for layer in ("link", "ref"):
        shutil.rmtree(case.office.store.work / "store" / layer)
    shutil.rmtree(case.office.store.work / "vault" / "registro")
    outcome = case.night("2026-03-09")
    assert (outcome.detected, outcome.closed) == (0, 0)
    assert (case.states(), len(case.journal.events)) == (states, events)


def test_nothing_is_closed_before_a_night_has_looked(case: Case) -> None:
    shutil.rmtree(case.office.store.work / "store" / "link" / "link_hallazgo")
    with pytest.raises(FindingError, match="ninguna noche"):
        morning(case)
    assert set(case.states().values()) == {"notificado"}


def test_events_taken_from_the_end_show(case: Case) -> None:
    path = case.office.store.work / "findings" / "eventos.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    with pytest.raises(FindingError, match="recuerda 6 eventos"):
        morning(case)


def test_how_they_stand_in_one_line(case: Case) -> None:
    settle(case, CTL)
    case.answer({case.reference(COI): "confirmado"})
    morning(case, "2026-03-12")
    standing = standing_of(case.office.store, case.moment("2026-03-12").date())
    assert standing.line() == (
        "2 abiertos (1 esperan a su institución; 1 al ministerio; el más antiguo, 10 días) · 1 resueltos · 0 cerrados"
    )


def morning(case: Case, day: str = "2026-03-03") -> Outcome:
    """A night in which no data came."""
    return case.night(day, is_quiet=True)
