"""The workbook comes back through the inbox: taken once, row by row, from whom it was given to."""

import io
import zipfile

import pytest
import xlsxwriter

from assets.findings.night import Outcome
from assets.reading.returned import properties_in
from tests.findings.finding_case import Case, filled
from tests.support.ods_book import ods_book

COI, CTL, VIDA = "COI-01 mides", "CTL-01 mides", "COI-02 maga"


def morning(case: Case, day: str = "2026-03-03") -> Outcome:
    """A night in which no data came."""
    return case.night(day, is_quiet=True)


def test_an_answer_is_taken_and_its_finding_leaves_the_workbook(case: Case) -> None:
    case.answer({case.reference(COI): "justificado"})
    morning(case)
    assert case.states() == {VIDA: "notificado", COI: "respondido justificado", CTL: "notificado"}
    assert [row["Referencia"] for row in case.sheet("Hallazgos")] == [case.reference(CTL)]
    assert not any((case.office.store.inbox / "mides").iterdir())
    assert case.office.register == [item for item in case.office.register if item.archivo.endswith(".csv")]


def test_who_answered_and_when_is_kept(case: Case) -> None:
    case.answer({case.reference(COI): "confirmado"})
    morning(case)
    event = case.journal.events[-1]
    assert (event.who, event.day.isoformat(), event.code) == ("mides", "2026-03-03", "confirmado")


@pytest.mark.parametrize(
    "typed", ["No es la persona", "NO_ES_LA_PERSONA", " no_es_la_persona ", "no es la persóna"]
)
def test_codes_are_known_however_they_are_typed(case: Case, typed: str) -> None:
    case.answer({case.reference(COI).lower(): typed})
    morning(case)
    assert case.states()[COI] == "respondido no_es_la_persona"


def test_a_partial_answer_leaves_the_others_waiting(case: Case) -> None:
    case.answer({case.reference(COI): "confirmado", case.reference(CTL): ""})
    morning(case)
    assert case.states()[CTL] == "notificado"
    assert case.acknowledgements()[0]["filas"] == {"tomada": 1, "sin_respuesta": 1}


def test_what_is_studied_stays_in_the_workbook_and_may_be_answered_later(case: Case) -> None:
    case.answer({case.reference(COI): "en estudio"})
    morning(case)
    assert len(case.sheet("Hallazgos")) == 2
    case.answer({case.reference(COI): "corregido"}, name="otro.xlsx")
    morning(case, "2026-03-04")
    assert case.states()[COI] == "respondido corregido"
    assert len(case.sheet("Hallazgos")) == 1


def test_the_same_workbook_twice_counts_once(case: Case) -> None:
    content = case.answer({case.reference(COI): "confirmado"})
    morning(case)
    events = len(case.journal.events)
    case.drop("otra vez.xlsx", content)
    morning(case, "2026-03-04")
    assert len(case.journal.events) == events
    assert [(item["veces"], item["filas"]) for item in case.acknowledgements()] == [(2, {"tomada": 1})]
    assert [entry["vez"] for entry in case.ledger("hallazgos_respuesta")] == [1, 2]


def test_an_old_workbook_sent_again_takes_no_newer_answer_back(case: Case) -> None:
    old = case.answer({case.reference(COI): "en_estudio"})
    morning(case)
    case.answer({case.reference(COI): "confirmado"}, name="nuevo.xlsx")
    morning(case, "2026-03-04")
    case.drop("viejo.xlsx", old)
    morning(case, "2026-03-05")
    assert case.states()[COI] == "respondido confirmado"


def test_rows_that_cannot_be_taken_are_told_with_their_lines(case: Case) -> None:
    rows = [
        (case.reference(COI), "tal vez", ""),
        (case.reference(CTL), "", "ya lo vimos"),
        ("H0000000000000000", "confirmado", ""),
        ("sin sentido", "confirmado", ""),
        (case.reference(VIDA), "confirmado", ""),
    ]
    case.answer(rows)
    morning(case)
    (told,) = case.acknowledgements()
    assert told["lugares"] == {
        "sin_codigo": [3], "codigo_desconocido": [2], "desconocida": [4, 5], "ajena": [6],
    }  # fmt: skip
    assert set(case.states().values()) == {"notificado"}


def test_two_answers_to_one_finding_are_none(case: Case) -> None:
    case.answer([(case.reference(COI), "confirmado", ""), (case.reference(COI), "justificado", "")])
    morning(case)
    assert case.states()[COI] == "notificado"
    assert case.acknowledgements()[0]["lugares"] == {"contradictoria": [2, 3]}


def test_the_answer_of_another_institution_is_refused_whole(case: Case) -> None:
    case.answer({case.reference(COI): "confirmado"}, sender="maga")
    morning(case)
    assert case.states()[COI] == "notificado"
    assert "otra institución" in case.acknowledgements("maga")[0]["rechazada"]
    assert case.acknowledgements("mides") == []


def test_nobodys_folder_answers_nothing(case: Case) -> None:
    case.answer({case.reference(COI): "confirmado"}, sender=".")
    morning(case)
    assert "carpeta de una institución" in case.acknowledgements("_sin_institucion")[0]["rechazada"]


def test_a_mark_that_was_changed_is_refused(case: Case) -> None:
    case.drop(
        "x.xlsx",
        filled([(case.reference(COI), "confirmado", "")], {"padron_hallazgos": "mides:E1:" + "0" * 32}),
    )
    morning(case)
    assert "propiedades" in case.acknowledgements()[0]["rechazada"]


def test_an_answer_after_the_finding_closed_changes_nothing(case: Case) -> None:
    content = case.answer({case.reference(COI): "confirmado"}, name="tarde.xlsx")
    (case.office.store.inbox / "mides" / "tarde.xlsx").unlink()
    del case.rules["COI-01"]
    case.night("2026-03-03")
    assert case.states()[COI] == "cerrado regla_cambiada"
    case.drop("tarde.xlsx", content)
    morning(case, "2026-03-04")
    assert case.states()[COI] == "cerrado regla_cambiada"
    assert case.acknowledgements()[0]["filas"] == {"ya_cerrado": 1}


def test_a_workbook_without_its_columns_is_refused(case: Case) -> None:
    case.answer([])
    path = case.office.store.inbox / "mides" / "contestado.xlsx"
    content = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(content, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"Referencia", b"Otra cosa."))
    case.drop("contestado.xlsx", content.getvalue())
    morning(case)
    assert "Referencia" in case.acknowledgements()[0]["rechazada"]


@pytest.mark.parametrize(
    "point",
    [
        "sellado",
        "eventos",
        "registro",
        "acuse",
        "bitacora",
        "salida",
        "detectados",
        "libro",
        "libro_bitacora",
        "libro_nota",
        "notificados",
        "asentados",
    ],
)
def test_a_night_that_was_killed_is_done_again_with_the_same_result(case: Case, point: str) -> None:
    class Killed(BaseException):
        pass

    def kill(step: str) -> None:
        if step == point:
            raise Killed

    case.answer([(case.reference(COI), "confirmado", "sí"), (case.reference(CTL), "", "")])
    with pytest.raises(Killed):
        case.night("2026-03-03", is_quiet=True, step=kill)
    morning(case)
    assert case.states() == {VIDA: "notificado", COI: "respondido confirmado", CTL: "notificado"}
    assert len(case.journal.events) == 7
    assert [item["filas"] for item in case.acknowledgements()] == [{"tomada": 1, "sin_respuesta": 1}]
    assert [entry["filas"] for entry in case.ledger("hallazgos_respuesta")] == [
        {"tomada": 1, "sin_respuesta": 1}
    ]
    assert len(case.sheet("Hallazgos")) == 1
    assert not any((case.office.store.inbox / "mides").iterdir())
    editions = [(item["institucion"], item["edicion"]) for item in case.ledger("hallazgos_libro")]
    assert len(editions) == len(set(editions)) == 3


def test_a_line_that_a_kill_cut_short_never_was_an_event(case: Case) -> None:
    path = case.office.store.work / "findings" / "eventos.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"numero": 7, "mom')
    case.answer({case.reference(COI): "confirmado"})
    morning(case)
    assert path.read_bytes().startswith(whole)
    assert case.states()[COI] == "respondido confirmado"


def test_sorted_thinned_out_and_worked_upon_it_is_still_read(case: Case) -> None:
    """Rows taken out and moved, columns and a sheet added, formulas, blanks in the reference, a full stop."""
    found, content = properties_in(io.BytesIO(case.book().read_bytes())), io.BytesIO()
    assert found is not None
    reference = case.reference(COI)
    with xlsxwriter.Workbook(content) as file:
        for name, text in found[0].items():
            file.set_custom_property(name, text, "text")
        file.add_worksheet("Notas").write_row(0, 0, ("Respuesta", "Quién"))
        page = file.add_worksheet("Respuestas de la unidad")
        page.write_row(0, 0, ("Revisado por la unidad",))
        page.write_row(2, 0, ("Quién", "Respuesta", "Referencia"))
        page.write_row(3, 0, ("", "", ""))
        page.write_string(4, 0, "María")
        page.write_formula(4, 1, '=LOWER("CONFIRMADO")&"."', None, "confirmado.")
        page.write_string(4, 2, f" {reference[:5]}\u00a0{reference[5:]} ")
        page.write_string(5, 1, "confirmado")
        page.write_string(5, 2, f"{reference[:-1]}")
    case.drop("x.xlsx", content.getvalue())
    morning(case)
    assert case.states()[COI] == "respondido confirmado"
    (told,) = case.acknowledgements()
    assert (told["filas"], told["lugares"]) == ({"tomada": 1, "desconocida": 1}, {"desconocida": [6]})


def test_it_may_come_back_as_ods(case: Case) -> None:
    """As LibreOffice saves it: the mark is in another place, and the columns may have changed theirs."""
    found = properties_in(io.BytesIO(case.book().read_bytes()))
    assert found is not None
    rows = [("Comentario", "RESPUESTA", "Notas", "referencia"), ("", "corregido", "x", case.reference(COI))]
    case.drop("respuesta.ods", ods_book(found[0], rows, sheet="Mi hoja"))
    morning(case)
    assert case.states()[COI] == "respondido corregido"
