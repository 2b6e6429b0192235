"""The exchange by file: what is asked, and what is made of whatever comes back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assets.exchange.asking import Scope
from assets.raw.transfers import sealed_path
from snis.errors import ConvenioError, ServiceError
from snis.exchange.protocol import ANSWER_COLUMNS
from tests.exchange.exchange_case import BY_FILE, CONVENIOS, Case
from tests.exchange.reference_server import ReferenceServer

ALL = {"ana": "validado", "eva": "discrepancia:apellidos|nacimiento_fecha", "ira": "fallecido"}


def test_a_request_holds_each_identity_once_and_nothing_of_what_it_receives(case: Case) -> None:
    case.deliver("ana", "luz", day="2026-02-03")
    outcome = case.session("2026-02-03")
    (rows,) = case.requests().values()
    assert (outcome.sent, outcome.asked) == (1, 4)
    assert {row["nombres"] for row in rows} == {"ANA", "EVA", "IRA", "LUZ"}
    assert list(rows[0]) == ["lote", "numero", "cui", "nombres", "apellidos", "nacimiento_fecha"]
    assert case.states() == dict.fromkeys(("ana", "eva", "ira", "luz"), "enviado")


def test_what_was_asked_is_not_asked_again(case: Case) -> None:
    case.session("2026-02-02")
    case.deliver("ana", "luz", day="2026-02-03")
    assert case.session("2026-02-03").asked == 1
    assert case.session("2026-02-04").asked == 0


def test_the_states_of_a_whole_answer(case: Case) -> None:
    case.session()
    case.answer("respuesta_1.csv", case.said(ALL))
    outcome = case.session("2026-02-04")
    assert outcome.answers[0].cuentas["aceptada"] == 3
    assert case.states() == ALL
    assert case.requests() == {}, "the verifier needs the request no longer"
    assert not list((case.office.store.inbox / "renap").iterdir())
    assert case.stale() == set()


def test_a_partial_answer_leaves_its_lot_open_and_the_rest_comes_later(case: Case) -> None:
    case.session()
    asked = case.numbers()
    case.answer("respuesta_1.csv", case.said({"ana": "validado"}, asked=asked))
    case.session("2026-02-04")
    assert case.states() == {"ana": "validado", "eva": "enviado", "ira": "enviado"}
    assert case.standing("2026-02-04").waiting == 2
    case.answer("respuesta_2.csv", case.said({"eva": "no_encontrado", "ira": "validado"}, asked=asked))
    case.session("2026-02-05")
    assert case.states() == {"ana": "validado", "eva": "no_encontrado", "ira": "validado"}
    assert case.standing("2026-02-05").waiting == 0


@pytest.mark.parametrize(
    ("extra", "counted"),
    [
        (["{ana}"], {"repetida": 1}),
        (["{lote},77,validado,,2026-02-03"], {"ajena": 1}),
        (["otro-lote,1,validado,,2026-02-03"], {"ajena": 1}),
        (["{lote},1,quizá,,2026-02-03"], {"ilegible": 1}),
        (["{lote},uno,validado,,2026-02-03"], {"ilegible": 1}),
        (["{lote},1,validado,,03/02/2026"], {"ilegible": 1}),
        (["{lote},1,validado,,2031-01-01"], {"ilegible": 1}),
        (["{lote},1,discrepancia,,2026-02-03"], {"ilegible": 1}),
        (["{lote},1,discrepancia,telefono,2026-02-03"], {"ilegible": 1}),
        (["{lote},1,validado,nombres,2026-02-03"], {"ilegible": 1}),
        (["{lote},1"], {"ilegible": 1}),
        (["{lote},1,validado,,2026-02-03,sobra"], {"ilegible": 1}),
    ],
)
def test_rows_that_tell_nothing_change_nothing_and_are_counted(
    case: Case, extra: list[str], counted: dict[str, int]
) -> None:
    case.session()
    rows = case.said(ALL)
    lote = case.numbers()["ana"][0]
    case.answer("respuesta_1.csv", [*rows, *(text.format(lote=lote, ana=rows[0]) for text in extra)])
    outcome = case.session("2026-02-04")
    assert {k: v for k, v in outcome.answers[0].cuentas.items() if v} == {"aceptada": 3, **counted}
    assert case.states() == ALL
    assert case.acknowledgements()[0]["filas"] == dict(outcome.answers[0].cuentas)


def test_a_verifier_whose_day_is_ahead_is_believed(case: Case) -> None:
    """In the evening of Guatemala it is tomorrow in many places."""
    case.session()
    case.answer("respuesta_1.csv", case.said(ALL, on="2026-02-05"))
    case.session("2026-02-04")
    assert case.states() == ALL


def test_an_answer_that_says_two_things_of_one_question_says_nothing_of_it(case: Case) -> None:
    case.session()
    case.answer("respuesta_1.csv", [*case.said(ALL), *case.said({"ana": "fallecido"})])
    outcome = case.session("2026-02-04")
    assert outcome.answers[0].cuentas["contradictoria"] == 2
    assert case.states() == ALL | {"ana": "enviado"}
    assert any("contradictoria" in line for line in case.standing("2026-02-04").needs_person())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe\x00lote", "UTF-8"),
        (b"", "faltan columnas"),
        (b"nombre,apellido\nANA,9765432141601\n", "faltan columnas: lote"),
        (b"lote,numero,estado,estado,campo_discrepante,respondido_fecha\n", "columnas repetidas: estado"),
        (b"<html><body>ANA 9765432141601</body></html>", "faltan columnas"),
        (b'lote,numero,estado,campo_discrepante,respondido_fecha\n"a\x00b', ""),
    ],
)
def test_a_broken_answer_changes_nothing_and_leaves_the_inbox(case: Case, content: bytes, says: str) -> None:
    case.session()
    case.drop("respuesta_1.csv", content)
    outcome = case.session("2026-02-04")
    assert says in outcome.answers[0].rechazada
    assert set(case.states().values()) == {"enviado"}
    assert not list((case.office.store.inbox / "renap").iterdir())
    assert case.leaks() == []


def test_the_same_answer_again_changes_nothing_and_is_entered_once_more(case: Case) -> None:
    case.session()
    rows = case.said(ALL)
    case.answer("respuesta_1.csv", rows)
    case.session("2026-02-04")
    before = case.digests()
    case.answer("respuesta_1_copia.csv", rows)
    case.session("2026-02-05")
    assert case.digests() == before
    assert [entry["vez"] for entry in case.entries("respuesta")] == [1, 2]


def test_the_answer_of_the_later_day_is_worth_more_whatever_came_first(case: Case) -> None:
    case.session()
    asked = case.numbers()
    case.answer("respuesta_1.csv", case.said({"ana": "fallecido"}, on="2026-02-05", asked=asked))
    case.session("2026-02-06")
    case.answer("respuesta_2.csv", case.said({"ana": "validado"}, on="2026-02-04", asked=asked))
    case.session("2026-02-07")
    assert case.states()["ana"] == "fallecido"
    case.answer("respuesta_3.csv", case.said({"ana": "validado"}, on="2026-02-08", asked=asked))
    case.session("2026-02-09")
    assert case.states()["ana"] == "validado", "a register may correct itself"


def test_an_answer_that_ended_is_old_until_the_register_answers_again(case: Case) -> None:
    case.session()
    asked = case.numbers()
    case.answer("respuesta_1.csv", case.said(ALL))
    case.session("2026-02-04")
    outcome = case.session("2026-05-20")
    assert outcome.asked == 2, "a death needs no second asking"
    assert case.states() == ALL, "the state is kept while the register says nothing"
    assert case.stale() == {"ana", "eva"}
    again = case.numbers()
    case.answer(
        "respuesta_2.csv", case.said({"ana": "validado", "eva": "validado"}, on="2026-05-21", asked=again)
    )
    case.session("2026-05-22")
    assert again["ana"] != asked["ana"]
    assert (case.states()["eva"], case.stale()) == ("validado", set())


def test_a_lot_that_nobody_answers_is_asked_again_after_its_time_and_a_late_answer_still_counts(
    case: Case,
) -> None:
    case.session()
    asked = case.numbers()
    assert case.session("2026-02-12").asked == 0
    assert case.session("2026-02-13").asked == 3
    assert case.stale() == {"ana", "eva", "ira"}
    assert any("plazo" in line for line in case.standing("2026-02-13").needs_person())
    case.answer("respuesta_1.csv", case.said(ALL, on="2026-02-13", asked=asked))
    case.session("2026-02-14")
    assert (case.states(), case.stale()) == (ALL, set())


def test_a_past_period_is_validated_when_somebody_asks_for_it(tmp_path: Path) -> None:
    case = Case(tmp_path, validation=BY_FILE.replace("answer_days", "since: 2026-02-01, answer_days"))
    case.deliver("ana", paid_on="15/01/2026")
    case.deliver("eva", "ira", paid_on="02/02/2026", day="2026-02-03")
    usual = case.office.deployment.validation
    assert usual is not None
    assert case.session("2026-02-03", scope=Scope(since=usual.since)).asked == 2
    past = Scope(since=date(2026, 1, 1), until=date(2026, 1, 31))
    assert case.session("2026-02-04", scope=past).asked == 1
    case.answer("respuesta_1.csv", case.said({"ana": "validado"}, on="2026-02-05"))
    case.session("2026-02-06", scope=past)
    days = "concat(respondido_fecha, ' ', conocido_fecha)"
    known = dict(case.office.rows("link_validacion", f"estado_identidad_codigo, {days}"))
    assert known["validado"] == "2026-02-05 2026-02-06", "it says when the register knew, and when we did"


def test_only_one_institution_may_be_asked_about(case: Case) -> None:
    assert case.session(scope=Scope(institution="renap")).asked == 0
    assert case.session(scope=Scope(institution="mides")).asked == 3


def test_reception_leaves_answers_to_the_exchange(case: Case) -> None:
    case.session()
    case.answer("respuesta_1.csv", case.said(ALL))
    case.office.work("2026-02-04")
    assert [item.archivo for item in case.office.register if item.institucion == "renap"] == []
    assert [path.name for path in (case.office.store.inbox / "renap").iterdir()] == ["respuesta_1.csv"]


def test_the_ledger_says_who_when_why_on_what_basis_how_many_and_what(case: Case) -> None:
    case.session()
    case.answer("respuesta_1.csv", case.said(ALL))
    case.session("2026-02-04")
    asked, answered = case.entries()
    both = {
        "institucion": "renap", "convenio": "convenio-renap", "finalidad": "verificar-identidad",
        "base_legal": ["decreto-90-2005"], "medio": "file", "filas": 3, "lote": ["renap-20260202-00001"],
    }  # fmt: skip
    assert {key: asked[key] for key in both} == both
    assert {key: answered[key] for key in both} == both
    assert len(asked["sha256"]) == len(answered["sha256"]) == 64
    assert asked["columnas"] == ["cui", "nombres", "apellidos", "nacimiento_fecha"]


@pytest.mark.parametrize(
    ("change", "day"),
    [
        (lambda text: text, "2027-01-01"),
        (lambda text: text.replace("valid_from: 2026-01-01", "valid_from: 2026-03-01"), "2026-02-04"),
        (lambda text: text.replace("id: convenio-renap", "id: otro"), "2026-02-04"),
        (lambda text: text.replace("institution: renap", "institution: mides"), "2026-02-04"),
        (lambda text: text.replace(", nacimiento_fecha]", "]"), "2026-02-04"),
        (lambda text: text.replace("purpose: verificar-identidad", "purpose: pagar-pensiones"), "2026-02-04"),
    ],
    ids=["expired", "not_yet", "missing", "with_another", "narrower", "for_something_else"],
)
def test_without_a_convenio_that_holds_nothing_leaves_and_nothing_is_taken(
    case: Case, change: Callable[[str], str], day: str
) -> None:
    case.session()
    case.answer("respuesta_1.csv", case.said(ALL))
    case.deliver("luz", day="2026-02-03")
    case.convenios = change(CONVENIOS)
    for _ in range(2):
        with pytest.raises(ConvenioError):
            case.session(day)
    assert case.states() == dict.fromkeys(("ana", "eva", "ira"), "enviado") | {"luz": "nunca_enviado"}
    assert (case.office.store.inbox / "renap" / "respuesta_1.csv").exists()
    assert len(case.requests()) == 1
    assert [entry["convenio"] for entry in case.entries("detenido")] == ["convenio-renap"], "entered once"
    assert any("detenido" in line for line in case.standing(day).needs_person())
    case.convenios = CONVENIOS.replace("2026-12-31", "2027-12-31")
    case.session(day)
    assert case.states() == ALL | {"luz": "enviado"}
    assert case.standing(day).stopped == ""


def test_no_number_and_no_name_stands_outside_the_outbox(case: Case) -> None:
    case.session()
    case.answer("respuesta_1.csv", case.said(ALL))
    case.session("2026-02-04")
    assert case.leaks() == []


def test_a_lot_whose_time_is_over_leaves_the_outbox_and_is_told_until_the_verifier_answers(
    case: Case,
) -> None:
    case.session()
    (first,) = case.requests()
    case.session("2026-02-13")
    (second,) = case.requests()
    assert first != second
    assert case.standing("2026-02-13").waiting == 3
    assert any("plazo" in line for line in case.standing("2026-02-20").needs_person())
    case.answer("respuesta_1.csv", case.said(ALL, on="2026-02-20"))
    case.session("2026-02-21")
    assert list(case.standing("2026-02-21").needs_person()) == []


def test_a_file_that_changes_while_it_is_taken_is_another_answer(case: Case) -> None:
    case.session()
    rows = case.said(ALL)
    case.answer("respuesta_1.csv", rows[:1])
    path = case.office.store.inbox / "renap" / "respuesta_1.csv"
    arrived = next(case.adapter("2026-02-04").collect([]))
    path.write_text(
        "\n".join(["lote,numero,estado,campo_discrepante,respondido_fecha", *rows, ""]), encoding="utf-8"
    )
    arrived.leave()
    assert path.exists()


def test_what_never_left_is_made_anew_when_the_way_changes(tmp_path: Path) -> None:
    with ReferenceServer() as server:
        case = Case(tmp_path, validation=server.validation(batch_rows=3))
        case.deliver("ana", "eva", "ira")
        server.faults.extend(["down"] * 3)
        with pytest.raises(ServiceError):
            case.session()
    case.validation = BY_FILE
    case.session("2026-02-03")
    assert case.states() == dict.fromkeys(("ana", "eva", "ira"), "enviado")
    assert [lot.estado for lot in case.standing("2026-02-03").lots] == ["retirado", "enviado"]


def test_an_answer_that_is_too_big_is_refused_once_and_read_no_more(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assets.exchange.by_file._MOST_BYTES", 130)
    case.session()
    asked = case.numbers()
    case.answer("respuesta_1.csv", case.said(ALL, asked=asked))
    (answer,) = case.session("2026-02-04").answers
    assert "128 MiB" in answer.rechazada
    assert any("128 MiB" in line for line in case.standing("2026-02-04").needs_person())
    assert case.acknowledgements()[0]["rechazada"] == answer.rechazada
    assert not sealed_path(case.office.store, answer.sha256).exists()

    def read(_: object) -> None:
        raise AssertionError("it was read again")

    with monkeypatch.context() as patched:
        patched.setattr("assets.raw.inbox.Dropped.open", read)
        assert case.session("2026-02-05").answers == ()
    assert (case.office.store.inbox / "renap" / "respuesta_1.csv").exists(), "nobody else has it"
    assert [entry["rechazada"] for entry in case.entries("respuesta")] == [True]
    # Its sender takes it back and sends it in pieces.
    (case.office.store.inbox / "renap" / "respuesta_1.csv").unlink()
    for place, row in enumerate(case.said(ALL, asked=asked)):
        case.answer(f"respuesta_{place}.csv", [row])
    case.session("2026-02-06")
    assert case.states() == ALL


def test_another_verifier_answers_only_what_it_was_asked(case: Case) -> None:
    case.session()
    rows = case.said(ALL)
    case.validation = BY_FILE.replace("verifier: renap", "verifier: mides")
    case.convenios = CONVENIOS.replace("institution: renap", "institution: mides")
    case.drop("../mides/respuesta_1.csv", "\n".join([",".join(ANSWER_COLUMNS), *rows]).encode())
    (answer,) = case.session("2026-02-04").answers
    assert answer.cuentas["ajena"] == 3
    assert set(case.states().values()) == {"enviado"}


def test_a_request_that_is_given_up_lies_no_longer_in_the_outbox(case: Case) -> None:
    """Nobody noted that it was written there; then the lots became smaller."""
    case.session()
    (lot,) = case.standing().lots
    case.rewrite(replace(lot, estado="preparado", enviado="", plazo=""))
    case.office.store.part("link_consulta", lot.lote_id).unlink()
    case.validation = BY_FILE.replace("answer_days", "batch_rows: 2, answer_days")
    case.session("2026-02-03")
    assert len(case.requests()) == 2
    assert lot.lote_id not in case.requests()


def test_an_answer_to_a_request_of_which_nobody_noted_that_it_left_counts(case: Case) -> None:
    """Killed between writing the request and noting so; the verifier was faster than the next night."""
    case.session()
    rows = case.said(ALL)
    (lot,) = case.standing().lots
    case.rewrite(replace(lot, estado="preparado", enviado="", plazo=""))
    case.office.store.part("link_consulta", lot.lote_id).unlink()
    case.answer("respuesta_1.csv", rows)
    outcome = case.session("2026-02-04")
    assert (outcome.asked, case.states()) == (0, ALL)


def test_a_request_by_file_leaves_the_outbox_after_its_time_when_the_way_is_another_by_then(
    case: Case,
) -> None:
    case.session()
    with ReferenceServer() as server:
        case.validation = server.validation()
        server.day = "2026-02-13"
        case.session("2026-02-12")
        assert len(case.requests()) == 1
        case.session("2026-02-13")
    assert case.requests() == {}
    assert case.states() == dict.fromkeys(("ana", "eva", "ira"), "validado")
