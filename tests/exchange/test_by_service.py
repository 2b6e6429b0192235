"""The exchange by a service, over a real socket: whatever fails, nothing is lost, doubled, or asked without need."""

from pathlib import Path

import pytest

from snis.errors import ConvenioError, ExchangeError, ServiceError
from tests.exchange.exchange_case import CONVENIOS, Case
from tests.exchange.reference_server import ReferenceServer

VALID = dict.fromkeys(("ana", "eva", "ira"), "validado")


def test_lots_are_asked_and_answered_one_after_the_other(called: Case, server: ReferenceServer) -> None:
    server.known["9554941090101"]["nacimiento_fecha"] = "1970-01-01"
    server.known["9000001630101"]["murio"] = True
    outcome = called.session()
    assert (outcome.sent, outcome.asked) == (2, 3)
    assert called.states() == {"ana": "validado", "eva": "discrepancia:nacimiento_fecha", "ira": "fallecido"}
    assert server.asked == {"renap-20260202-00001": 1, "renap-20260202-00002": 1}
    assert called.session("2026-02-03").asked == 0
    assert server.tokens == {"Bearer t0k3n"}


@pytest.mark.parametrize("fault", ["down", "slow", "fails", "half", "garbage", "other_lot"])
def test_a_failure_that_passes_is_waited_for(called: Case, server: ReferenceServer, fault: str) -> None:
    server.faults.extend([fault, fault])
    called.session()
    assert called.states() == VALID
    assert len(server.asked) == 2
    assert len(called.entries("respuesta")) == 2
    assert called.standing().circuit.failures == 0
    assert called.clock is not None
    assert called.clock.waited > 1


@pytest.mark.parametrize("fault", ["down", "fails", "garbage"])
def test_a_service_that_stays_away_is_left_alone_and_what_is_known_is_kept(
    called: Case, server: ReferenceServer, fault: str
) -> None:
    called.session()
    called.deliver("luz", day="2026-02-03")
    server.faults.extend([fault] * 3)
    with pytest.raises(ServiceError) as caught:
        called.session("2026-02-03")
    assert "9765432141601" not in str(caught.value)
    calls = len(server.seen)
    assert called.states() == VALID | {"luz": "nunca_enviado"}
    assert any(
        "no responde desde el 2026-02-03" in line for line in called.standing("2026-02-03").needs_person()
    )
    # Nobody calls again before the time is over; the register's answers grow old meanwhile.
    with pytest.raises(ServiceError):
        called.session("2026-02-03")
    assert len(server.seen) == calls
    server.faults.extend(["down"] * 9)
    with pytest.raises(ServiceError):
        called.session("2026-06-20")
    assert called.stale() == {"ana", "eva", "ira"}
    assert len(server.faults) == 8, "a circuit that was open is tried once"
    server.faults.clear()
    server.day = "2026-06-21"
    called.session("2026-06-21")
    assert (called.states(), called.stale()) == (VALID | {"luz": "validado"}, set())


def test_a_busy_service_is_asked_again_when_it_says_and_that_is_no_failure(
    called: Case, server: ReferenceServer
) -> None:
    server.faults.extend(["busy"] * 5)
    called.session()
    assert called.states() == VALID
    assert called.clock is not None
    assert called.clock.waited >= 5 * 7


def test_no_more_requests_leave_in_a_minute_than_were_agreed(tmp_path: Path, server: ReferenceServer) -> None:
    case = Case(tmp_path, validation=server.validation(batch_rows=1, requests_per_minute=6))
    case.deliver("ana", "eva", "ira", "luz")
    case.session()
    assert len(server.seen) == 4
    assert case.clock is not None
    assert case.clock.waited == pytest.approx(30)


def test_a_night_has_no_more_time_for_it_than_it_was_given(tmp_path: Path, server: ReferenceServer) -> None:
    case = Case(tmp_path, validation=server.validation(batch_rows=1, requests_per_minute=1, night_minutes=2))
    case.deliver("ana", "eva", "ira", "luz")
    with pytest.raises(ServiceError, match="tiempo"):
        case.session()
    assert sorted(case.states().values()) == ["nunca_enviado", "nunca_enviado", "validado", "validado"]
    case.session("2026-02-03")
    assert len(server.asked) == 4
    assert set(server.asked.values()) == {1}


def test_a_service_that_answers_bit_by_bit_is_asked_for_the_rest(
    called: Case, server: ReferenceServer
) -> None:
    server.quirks.add("partial")
    called.session()
    assert called.states() == VALID
    assert set(server.asked.values()) == {1}


def test_a_service_that_answers_later_is_asked_another_day(called: Case, server: ReferenceServer) -> None:
    server.faults.extend(["accepts", "accepts", *["accepts"] * 9])
    called.session()
    assert called.states() == dict.fromkeys(VALID, "enviado")
    assert len(called.entries("pregunta")) == 2
    server.faults.clear()
    called.session("2026-02-03")
    assert called.states() == VALID
    assert set(server.asked.values()) == {1}


@pytest.mark.parametrize(
    ("quirk", "counted"), [("duplicate", "repetida"), ("foreign", "ajena"), ("bad_rows", "ilegible")]
)
def test_odd_rows_change_nothing_and_are_counted(
    called: Case, server: ReferenceServer, quirk: str, counted: str
) -> None:
    server.quirks.add(quirk)
    outcome = called.session()
    assert called.states() == VALID
    assert all(answer.cuentas[counted] for answer in outcome.answers)
    assert len(called.office.rows("link_respuesta", "numero")) == 3


def test_a_lot_that_arrived_unheard_is_not_submitted_again(called: Case, server: ReferenceServer) -> None:
    """The answer to the submission was cut short, and the service was away until the next night."""
    server.faults.extend(["unheard", "down", "down"])
    with pytest.raises(ServiceError):
        called.session()
    assert server.asked == {"renap-20260202-00001": 1}
    called.session("2026-02-04")
    assert called.states() == VALID
    assert set(server.asked.values()) == {1}


def test_a_lot_that_the_service_forgot_is_submitted_again(called: Case, server: ReferenceServer) -> None:
    server.faults.extend(["accepts", "accepts", "forgets"])
    called.session()
    assert called.states() == VALID
    assert [entry["vez"] for entry in called.entries("pregunta")] == [1, 1, 2]


def test_every_submission_is_in_the_ledger_before_it_leaves(called: Case, server: ReferenceServer) -> None:
    server.faults.extend(["down", "", "fails", "", "down"])
    with pytest.raises(ServiceError):
        called.session()
    asked = called.entries("pregunta")
    assert [(entry["lote"], entry["vez"], entry["filas"]) for entry in asked] == [
        (["renap-20260202-00001"], time, 2) for time in (1, 2, 3)
    ]


@pytest.mark.parametrize(("fault", "status"), [("refuses", "HTTP 403"), ("forgets", "HTTP 404")])
def test_a_refusal_is_told_and_not_insisted_upon(
    called: Case, server: ReferenceServer, fault: str, status: str
) -> None:
    server.faults.append(fault)
    with pytest.raises(ExchangeError, match=status) as caught:
        called.session()
    assert len(server.seen) == 1
    assert "9765432141601" not in str(caught.value)
    assert any(status in line for line in called.standing().needs_person())
    called.session("2026-02-03")
    assert called.states() == VALID
    assert called.standing("2026-02-03").stopped == ""


def test_an_expired_convenio_stops_it_before_any_call(called: Case, server: ReferenceServer) -> None:
    called.convenios = CONVENIOS.replace("2026-12-31", "2026-02-01")
    with pytest.raises(ConvenioError, match="venció el 2026-02-01"):
        called.session()
    assert server.seen == []
    assert called.states() == dict.fromkeys(VALID, "nunca_enviado")


def test_no_number_and_no_name_stands_in_what_is_kept(called: Case, server: ReferenceServer) -> None:
    server.faults.extend(["fails", "garbage"])
    called.session()
    assert called.leaks() == []
