"""The questionnaire: what may be declared, and what the data say beside it."""

import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from assets.ref.tables import write_reference_tables
from quality.catalogue import load_catalogue
from snis.deployment import load_deployment
from snis.errors import ContractError
from snis.sfi_diagnosis import AREAS, Measured, contrast, questionnaire
from tests.sfi.plan_case import PlanCase, month
from tests.support.deployment import make_deployment

GOOD = """\
date: 2026-03-16
answered_by: informatica
answers:
  valida_cui: {answer: siempre, evidence: Manual de validaciones}
  unidad_datos: {answer: propia}
  obligatorios: {answer: si_deja}
"""


def test_each_question_has_answers_from_none_to_all_points_and_measures_known_rules() -> None:
    known = {rule.id for rule in load_catalogue().rules}
    for question in questionnaire().questions:
        points = [answer.points for answer in question.answers]
        assert (points[0], points[-1], sorted(set(points))) == (0, 100, points), question.code
        assert set(question.measured) <= known, question.code
    assert {question.area for question in questionnaire().questions} == set(AREAS)


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("nadie.yaml", GOOD, "nadie.yaml:1: no es una institución registrada"),
        ("mides.yaml", GOOD.replace("valida_cui", "valida_cuis"), "quiso decir «valida_cui»"),
        ("mides.yaml", GOOD.replace("siempre", "quizá"), "respuesta no admitida.*nunca, longitud, siempre"),
        ("mides.yaml", GOOD.replace("informatica", "Juan Pérez"), "answered_by"),
        ("mides.yaml", GOOD.replace("Manual de validaciones", "DPI 1234567890101"), "número largo"),
        ("mides.yaml", GOOD.replace("2026-03-16", "ayer"), "se esperaba una fecha"),
    ],
)
def test_a_broken_diagnosis_says_where(tmp_path: Path, name: str, text: str, complaint: str) -> None:
    with pytest.raises(ContractError) as failed:
        load_deployment(make_deployment(tmp_path, files={f"diagnosis/{name}": text}))
    (problem,) = failed.value.problems
    assert re.search(complaint, problem)


@pytest.mark.parametrize(
    ("answer", "failing", "expected"),
    [
        (2, 8, "difiere"), (2, 1, "concuerda"), (0, 8, "concuerda"), (0, 0, "mejor_que_lo_declarado"),
        (2, None, "sin_medida"),
    ],
)  # fmt: skip
def test_declared_and_measured_stand_side_by_side(
    tmp_path: Path, answer: int, failing: int | None, expected: str
) -> None:
    files = {"diagnosis/mides.yaml": GOOD}
    declared = load_deployment(make_deployment(tmp_path, files=files)).diagnoses[0]
    said = type(declared)(**{**vars(declared), "answer": declared.question.answers[answer]})
    measured = None if failing is None else Measured("filas", 100, failing)
    assert contrast(said, measured, 0.01) == expected


def test_what_is_declared_changes_nothing_that_is_measured(case: PlanCase) -> None:
    case.send("pagos_2026_01.csv", month(1, bad=5))
    measured = case.night("2026-02-05").standing
    case.office.files = {**case.office.files, "diagnosis/mides.yaml": GOOD}
    assert case.night("2026-02-06").standing == measured
    asked = {item["pregunta_codigo"]: item for item in case.plan()["diagnostico"]["preguntas"]}
    assert asked["valida_cui"]["medido"] == {"que": "filas", "revisados": 20, "fallas": 5}
    assert {code: item["contraste"] for code, item in asked.items()} == {
        "valida_cui": "difiere", "obligatorios": "mejor_que_lo_declarado", "unidad_datos": "sin_medida",
    }  # fmt: skip


def test_what_is_declared_is_kept_as_data(case: PlanCase) -> None:
    case.office.files = {**case.office.files, "diagnosis/mides.yaml": GOOD}
    write_reference_tables(case.office.deployment, case.office.store)
    rows = pq.read_table(case.office.store.part("ref_diagnostico")).to_pylist()
    assert [(row["pregunta_codigo"], row["diagnostico_puntos"]) for row in rows] == [
        ("valida_cui", 100), ("obligatorios", 0), ("unidad_datos", 100),
    ]  # fmt: skip
