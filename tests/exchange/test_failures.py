"""Every exchange that fails ends in one of three: it was corrected, a person waived it, or it is open."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assets.exchange.aside import send_again, withdraw
from assets.exchange.failures import exchange_failures
from assets.exchange.lots import Answer, Lot
from assets.exchange.waiving import waive
from snis.errors import ConvenioError, SettingsError
from tests.exchange.exchange_case import CONVENIOS, Case
from tests.exchange.reference_server import ReferenceServer
from tests.pipeline.delivery_case import PEOPLE

EVA = PEOPLE["eva"][0]
LOT = "renap-20260202-00001"


@pytest.fixture
def aside(tmp_path: Path, server: ReferenceServer) -> Case:
    """Eva's lot was refused and waits for a person."""
    made = Case(tmp_path, validation=server.validation(batch_rows=1))
    made.deliver("ana", "eva")
    server.refused[EVA] = 422
    made.session()
    server.refused.clear()
    return made


def failures(case: Case, day: str = "2026-02-03") -> list[tuple[str, str, str]]:
    found = exchange_failures(case.office.store, date.fromisoformat(day))
    return [(item.kind, item.failed.isoformat(), item.outcome) for item in found]


def refused_lot(case: Case) -> str:
    return next(item.name for item in exchange_failures(case.office.store, date(2026, 2, 3)))


def let_be(
    name: str, reason: str = "el verificador no lo admite", who: str = "mrl"
) -> Callable[..., Lot | Answer]:
    return lambda desk: waive(name, desk, reason=reason, who=who)


def test_what_went_well_is_no_failure(case: Case) -> None:
    case.session()
    case.answer("respuesta_1.csv", case.said(dict.fromkeys(("ana", "eva", "ira"), "validado")))
    case.session("2026-02-04")
    assert failures(case) == []


def test_a_lot_that_was_set_aside_is_open_and_corrected_once_it_is_answered(aside: Case) -> None:
    assert failures(aside) == [("apartado", "2026-02-02", "abierto")]
    name = refused_lot(aside)
    aside.decide(lambda desk: send_again(name, desk, who="mrl"))
    assert failures(aside) == [("apartado", "2026-02-02", "abierto")], "it is only back in line"
    aside.session("2026-02-04")
    assert failures(aside, "2026-02-04") == [("apartado", "2026-02-02", "corregido")]


def test_a_lot_that_was_given_up_is_corrected_once_its_identities_were_answered_in_another(
    aside: Case,
) -> None:
    aside.decide(lambda desk: withdraw(refused_lot(aside), desk, who="mrl"))
    aside.session("2026-02-04")
    assert failures(aside, "2026-02-04") == [("apartado", "2026-02-02", "corregido")]


def test_a_person_waives_a_failure_with_a_reason_and_the_ledger_knows_who(aside: Case) -> None:
    name = refused_lot(aside)
    aside.decide(let_be(name))  # type: ignore[arg-type]
    assert failures(aside) == [("apartado", "2026-02-02", "dispensado")]
    (entry,) = aside.entries("dispensado")
    assert (entry["lote"], entry["quien"], entry["motivo"]) == ([name], "mrl", "el verificador no lo admite")
    assert list(aside.standing("2026-02-03").needs_person()) == []
    assert aside.leaks() == []


def test_a_waived_lot_stays_unasked_and_may_be_sent_after_all(aside: Case, server: ReferenceServer) -> None:
    name = refused_lot(aside)
    aside.decide(let_be(name))  # type: ignore[arg-type]
    aside.session("2026-02-04")
    assert aside.states()["eva"] == "nunca_enviado"
    aside.decide(lambda desk: send_again(name, desk, who="mrl"))
    aside.session("2026-02-05")
    assert aside.states()["eva"] == "validado"
    assert failures(aside, "2026-02-05") == [("apartado", "2026-02-02", "corregido")]


def test_a_lot_that_was_not_answered_in_time_is_open_until_its_questions_are(case: Case) -> None:
    case.session()
    assert failures(case, "2026-02-12") == []
    assert failures(case, "2026-02-13") == [("vencido", "2026-02-12", "abierto")]
    case.session("2026-02-13")
    assert failures(case, "2026-02-13") == [("vencido", "2026-02-12", "abierto")]
    again = case.numbers()
    case.answer(
        "respuesta_2.csv", case.said(dict.fromkeys(("ana", "eva", "ira"), "validado"), "2026-02-14", again)
    )
    case.session("2026-02-15")
    assert failures(case, "2026-02-15") == [("vencido", "2026-02-12", "corregido")]


def test_an_answer_that_was_turned_away_is_open_until_a_good_one_comes(case: Case) -> None:
    case.session()
    case.drop("respuesta_1.csv", b"esto,no,es\n1,2,3\n")
    case.session("2026-02-03")
    assert failures(case) == [("respuesta", "2026-02-03", "abierto")]
    case.answer("respuesta_2.csv", case.said({"ana": "validado"}))
    case.session("2026-02-04")
    assert failures(case) == [("respuesta", "2026-02-03", "corregido")]


def test_an_answer_can_be_waived_too(case: Case) -> None:
    case.session()
    case.drop("respuesta_1.csv", b"esto,no,es\n1,2,3\n")
    case.session("2026-02-03")
    name = refused_lot(case)
    assert name.startswith("R")
    case.decide(let_be(name))  # type: ignore[arg-type]
    assert failures(case) == [("respuesta", "2026-02-03", "dispensado")]
    assert list(case.standing("2026-02-03").needs_person()) == []


def test_a_stop_for_want_of_a_convenio_is_open_until_the_exchange_goes_on(case: Case) -> None:
    case.convenios = CONVENIOS.replace("expires: 2026-12-31", "expires: 2026-01-31")
    with pytest.raises(ConvenioError):
        case.session()
    assert failures(case) == [("detenido", "2026-02-02", "abierto")]
    case.convenios = CONVENIOS
    case.session("2026-02-03")
    assert failures(case) == [("detenido", "2026-02-02", "corregido")]


@pytest.mark.parametrize("reason", ["", "  ", "lo pidió 2987654320101"])
def test_a_waiver_has_a_reason_without_anybodys_number(aside: Case, reason: str) -> None:
    with pytest.raises(SettingsError) as failed:
        aside.decide(let_be(refused_lot(aside), reason))  # type: ignore[arg-type]
    assert "2987654320101" not in str(failed.value)
    assert failures(aside) == [("apartado", "2026-02-02", "abierto")]


def test_only_an_open_failure_is_waived(aside: Case) -> None:
    name = refused_lot(aside)
    aside.decide(let_be(name))  # type: ignore[arg-type]
    for other in (name, "renap-20260202-00099", "../bitacora", LOT):
        with pytest.raises(SettingsError):
            aside.decide(let_be(other))  # type: ignore[arg-type]
