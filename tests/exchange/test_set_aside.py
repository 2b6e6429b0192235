"""A lot that cannot go on waits for a person, and holds up nothing but itself."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assets.exchange.aside import send_again, withdraw
from assets.exchange.lots import Lot
from snis.errors import ExchangeError, SettingsError, StoreError
from tests.exchange.exchange_case import BY_FILE, Case
from tests.exchange.reference_server import ReferenceServer
from tests.pipeline.delivery_case import PEOPLE

EVA = PEOPLE["eva"][0]
VALID = dict.fromkeys(("ana", "eva", "ira"), "validado")


@pytest.fixture
def one_each(tmp_path: Path, server: ReferenceServer) -> Case:
    """By service, one identity in each lot."""
    made = Case(tmp_path, validation=server.validation(batch_rows=1))
    made.deliver("ana", "eva", "ira")
    return made


def lots(case: Case, state: str) -> list[Lot]:
    return [lot for lot in case.standing().lots if lot.estado == state]


@pytest.mark.parametrize("status", [400, 409, 413, 422])
def test_a_lot_that_is_refused_is_set_aside_and_the_others_go_on(
    one_each: Case, server: ReferenceServer, status: int
) -> None:
    server.refused[EVA] = status
    outcome = one_each.session()
    assert one_each.states() == VALID | {"eva": "nunca_enviado"}
    (lot,) = lots(one_each, "apartado")
    assert lot.motivo == f"el verificador no acepta el lote (HTTP {status})"
    assert [trouble.partition(":")[0] for trouble in outcome.troubles] == [lot.lote_id]
    assert [entry["lote"] for entry in one_each.entries("apartado")] == [[lot.lote_id]]
    (told,) = one_each.standing().needs_person()
    assert f"{lot.lote_id}: apartado con 1 preguntas" in told
    # Another night asks nothing of it, and its identity is in no other lot.
    calls = len(server.seen)
    one_each.deliver("luz", day="2026-02-03")
    one_each.session("2026-02-03")
    assert one_each.states() == VALID | {"eva": "nunca_enviado", "luz": "validado"}
    assert len(server.seen) == calls + 1
    assert one_each.leaks() == []


def test_a_lot_that_was_put_back_in_line_goes_first_as_it_is(one_each: Case, server: ReferenceServer) -> None:
    server.refused[EVA] = 422
    one_each.session()
    (lot,) = lots(one_each, "apartado")
    server.refused.clear()
    back = one_each.decide(lambda desk: send_again(lot.lote_id, desk, who="mrl"))
    assert (back.estado, back.motivo) == ("preparado", "")
    one_each.session("2026-02-03")
    assert one_each.states() == VALID
    assert server.asked[lot.lote_id] == 1
    assert [entry["quien"] for entry in one_each.entries("reintento")] == ["mrl"]
    assert list(one_each.standing("2026-02-03").needs_person()) == []


def test_the_identities_of_a_lot_that_was_withdrawn_are_asked_anew(
    one_each: Case, server: ReferenceServer
) -> None:
    server.refused[EVA] = 413
    one_each.session()
    (lot,) = lots(one_each, "apartado")
    one_each.decide(lambda desk: withdraw(lot.lote_id, desk, who="mrl"))
    server.refused.clear()
    one_each.session("2026-02-03")
    assert one_each.states() == VALID
    assert lot.lote_id not in server.asked
    assert [entry["quien"] for entry in one_each.entries("retirado")] == ["mrl"]


@pytest.mark.parametrize("decide", [withdraw, send_again])
def test_only_what_waits_for_a_person_is_decided(case: Case, decide: Callable[..., Lot]) -> None:
    case.session()
    (lot,) = case.standing().lots
    for name in (lot.lote_id, "renap-20260202-00099", "../bitacora"):
        with pytest.raises(SettingsError):
            case.decide(lambda desk, name=name: decide(name, desk, who="mrl"))
    assert case.standing().lots == (lot,)


def test_a_verifier_that_takes_no_lot_gets_no_more_of_them(tmp_path: Path, server: ReferenceServer) -> None:
    case = Case(tmp_path, validation=server.validation(batch_rows=1, attempts=2))
    case.deliver("ana", "eva", "ira", "luz")
    server.refused.update((cui, 400) for cui, _, _ in PEOPLE.values())
    with pytest.raises(ExchangeError, match="ningún lote; van 2 seguidos"):
        case.session()
    assert len(server.seen) == 2
    with pytest.raises(ExchangeError, match="van 3 seguidos"):
        case.session("2026-02-03")
    assert len(server.seen) == 3, "another night tries once"
    server.refused.clear()
    case.session("2026-02-04")
    assert sorted(case.states().values()) == [*["nunca_enviado"] * 3, "validado"]


def test_an_answer_that_the_service_does_not_give_holds_up_no_other(
    one_each: Case, server: ReferenceServer
) -> None:
    server.faults.extend(["accepts"] * 3)
    server.lost["renap-20260202-00001"] = 410
    one_each.session()
    assert sorted(one_each.states().values()) == ["enviado", "validado", "validado"]
    (told,) = one_each.standing().needs_person()
    assert "renap-20260202-00001: no se puede recoger su respuesta" in told
    # Its time goes by, and it is asked in another lot.
    one_each.session("2026-02-13")
    assert one_each.states() == VALID
    assert list(one_each.standing("2026-02-13").needs_person()) == []


# What is kept of a lot is damaged.


def unnoted(case: Case, *, tries: int) -> Lot:
    """The only lot, as if nobody had noted that it left; its sealed copy is damaged."""
    (lot,) = case.standing().lots
    case.office.store.part("link_consulta", lot.lote_id).unlink()
    case.damage(lot.sha256)
    return case.rewrite(replace(lot, estado="preparado", enviado="", plazo="", intentos=tries))


def test_a_lot_that_never_left_and_cannot_be_read_is_asked_anew_at_once(case: Case) -> None:
    case.session()
    lot = unnoted(case, tries=0)
    outcome = case.session("2026-02-03")
    assert outcome.asked == 3
    assert [item.lote_id for item in lots(case, "retirado")] == [lot.lote_id]
    assert any(lot.lote_id in line for line in case.standing("2026-02-03").needs_person())
    assert list(case.requests()) != [lot.lote_id]


def test_a_lot_that_may_have_left_and_cannot_be_read_waits_for_a_person(case: Case) -> None:
    case.session()
    rows = case.said(dict.fromkeys(("ana", "eva", "ira"), "validado"))
    lot = unnoted(case, tries=1)
    for day in ("2026-02-03", "2026-02-04"):
        assert lot.lote_id in case.night(day).stopped
        assert set(case.states().values()) == {"nunca_enviado"}, "nobody is asked twice"
    assert [entry["lote"] for entry in case.entries("apartado")] == [[lot.lote_id]]
    case.answer("respuesta_1.csv", rows)
    case.night("2026-02-05")
    assert (case.office.store.inbox / "renap" / "respuesta_1.csv").exists(), "its answer waits"
    # The sealed copy comes back from the backup.
    case.mend(lot.sha256)
    case.decide(lambda desk: send_again(lot.lote_id, desk, who="mrl"))
    assert case.night("2026-02-06").stopped == ""
    assert case.states() == VALID
    assert len(case.standing("2026-02-06").lots) == 1


def test_a_lot_that_may_have_left_and_is_lost_for_good_is_withdrawn(case: Case) -> None:
    case.session()
    lot = unnoted(case, tries=1)
    case.night("2026-02-03")
    with pytest.raises(StoreError, match=lot.lote_id):
        case.decide(lambda desk: send_again(lot.lote_id, desk, who="mrl"))
    case.decide(lambda desk: withdraw(lot.lote_id, desk, who="mrl"))
    assert (case.night("2026-02-04").asked, case.night("2026-02-05").asked) == (3, 0)


def test_one_lot_of_which_nothing_is_left_stops_the_questions_and_not_the_answers(tmp_path: Path) -> None:
    case = Case(tmp_path, validation=BY_FILE.replace("answer_days", "batch_rows: 2, answer_days"))
    case.deliver("ana", "eva", "ira")
    case.session()
    asked = case.numbers()
    lost, whole = case.standing().lots
    case.office.store.part("link_consulta", lost.lote_id).unlink()
    case.damage(lost.sha256)
    case.deliver("luz", day="2026-02-03")
    for name, row in zip(
        sorted(asked), case.said(dict.fromkeys(sorted(asked), "validado"), asked=asked), strict=True
    ):
        case.answer(f"respuesta_{name}.csv", [row])
    outcome = case.night("2026-02-04")
    assert lost.lote_id in outcome.stopped
    assert (outcome.asked, len(outcome.answers)) == (0, whole.filas)
    assert len(list((case.office.store.inbox / "renap").iterdir())) == lost.filas, "they wait for their lot"
    assert any(lost.lote_id in line for line in case.standing("2026-02-04").needs_person())
    case.mend(lost.sha256)
    assert case.night("2026-02-05").asked == 1
    assert case.states() == VALID | {"luz": "enviado"}
    assert list(case.standing("2026-02-05").needs_person()) == []


def test_an_answer_of_which_nothing_is_left_is_told_and_stops_nothing(case: Case) -> None:
    case.session()
    case.answer("respuesta_1.csv", case.said({"ana": "validado"}))
    (answer,) = case.session("2026-02-04").answers
    case.office.store.part("link_respuesta", answer.respuesta_id).unlink()
    case.damage(answer.sha256)
    case.deliver("luz", day="2026-02-05")
    outcome = case.night("2026-02-05")
    assert (outcome.asked, outcome.stopped) == (1, "")
    assert any(answer.respuesta_id in line for line in case.standing("2026-02-05").needs_person())
    case.mend(answer.sha256)
    case.night("2026-02-06")
    assert case.states()["ana"] == "validado"


def test_a_damaged_record_of_the_register_stops_the_exchange_and_not_the_night(case: Case) -> None:
    case.session()
    (lot,) = case.standing().lots
    path = case.office.store.ledger / "consultas" / f"{lot.lote_id}.json"
    whole = path.read_bytes()
    path.write_bytes(whole[:40])
    assert f"{lot.lote_id}.json" in case.night("2026-02-03").stopped
    assert any(f"{lot.lote_id}.json" in line for line in case.standing("2026-02-03").needs_person())
    path.write_bytes(whole)
    assert (case.night("2026-02-04").asked, case.standing("2026-02-04").stopped) == (0, "")
