"""The exchange as a step of a night: whatever happens to it, the night goes on with what is known, and says so."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.exchange.exchange_case import CONVENIOS, Case
from tests.exchange.reference_server import ReferenceServer

ALL = {"ana": "validado", "eva": "discrepancia:nombres", "ira": "no_encontrado"}


def test_without_a_verifier_there_is_nothing_to_do(tmp_path: Path) -> None:
    case = Case(tmp_path, validation="")
    case.deliver("ana")
    assert case.night() == case.night("2026-02-03")
    assert not (case.work / "ledger" / "consultas").exists()
    assert case.office.rows("link_validacion", "*") == []


def test_an_expired_convenio_stops_the_exchange_and_not_the_night(case: Case) -> None:
    case.convenios = CONVENIOS.replace("2026-12-31", "2026-02-01")
    outcome = case.night()
    assert "venció el 2026-02-01" in outcome.stopped
    assert set(case.states().values()) == {"nunca_enviado"}
    case.convenios = CONVENIOS
    assert (case.night("2026-02-03").stopped, case.night("2026-02-03").asked) == ("", 0)
    assert set(case.states().values()) == {"enviado"}


@pytest.mark.parametrize("faults", [["down"] * 3, ["refuses"]], ids=["down", "refused"])
def test_a_service_that_fails_stops_the_exchange_and_not_the_night(
    called: Case, server: ReferenceServer, faults: list[str]
) -> None:
    server.faults.extend(faults)
    assert called.night().stopped
    assert list(called.standing().needs_person())
    assert called.night("2026-02-03").stopped == ""
    assert set(called.states().values()) == {"validado"}


def test_a_convenio_that_is_about_to_end_is_told_in_time(case: Case) -> None:
    case.night()
    assert list(case.standing("2026-11-30").needs_person())
    assert any("vence en 20 días" in line for line in case.standing("2026-12-11").needs_person())


def test_a_session_that_finds_nothing_new_changes_nothing(case: Case) -> None:
    case.night()
    before, entries = case.digests(), case.entries()
    outcome = case.night("2026-02-03")
    assert (outcome.sent, outcome.looked, outcome.answers) == (0, 0, ())
    assert (case.digests(), case.entries()) == (before, entries)


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(order=st.permutations(range(3)), cut=st.integers(1, 2))
def test_answers_may_come_in_any_order_and_in_any_pieces(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], cut: int
) -> None:
    case = Case(tmp_path_factory.mktemp("orden"))
    case.deliver("ana", "eva", "ira")
    case.session()
    rows = case.said(ALL)
    mixed = [rows[place] for place in order]
    case.answer("respuesta_1.csv", mixed[:cut])
    case.answer("respuesta_2.csv", mixed[cut:])
    case.session("2026-02-04")
    assert case.states() == ALL
