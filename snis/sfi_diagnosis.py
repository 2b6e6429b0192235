"""The diagnosis of an institution: a questionnaire with scored answers, what was declared, and what the data measure.

Belongs here: the catalogue of questions (sfi_questions.yaml), diagnosis/<institution>.yaml of a deployment, and the two
sides of one question. Does not belong here: measuring (assets/sfi), or scores: what is declared never enters one.

A diagnosis names the unit that answered, never a person.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, get_args

import yaml
from pydantic import Field, ValidationError

from snis.contracts.shape import Mistake, nearest, read_shape
from snis.contracts.strict import Day, NonEmpty, Strict
from snis.errors import SfiError
from snis.written_reason import refuse_numbers

FOLDER = "diagnosis"
Area = Literal["sistemas", "personal", "conectividad", "gobierno"]
AREAS: tuple[Area, ...] = get_args(Area)
# From so many points on, an institution declares that it does what the question asks.
_DECLARES = 75
_HELP = "vea docs/fortalecimiento.md"
Contrast = Literal["concuerda", "difiere", "mejor_que_lo_declarado", "sin_medida"]


class Answer(Strict):
    """One answer that a question admits: its code, points from 0 to 100, and what it means."""

    code: NonEmpty
    points: Annotated[int, Field(ge=0, le=100)]
    text: NonEmpty


class Question(Strict):
    """One question: its area, its answers from worst to best, and the rules that measure the same in the data."""

    code: NonEmpty
    area: Area
    text: NonEmpty
    measured: tuple[NonEmpty, ...] = ()
    answers: Annotated[tuple[Answer, ...], Field(min_length=2)]


class Questionnaire(Strict):
    """sfi_questions.yaml."""

    version: int
    areas: Mapping[Area, NonEmpty]
    questions: tuple[Question, ...]


class Said(Strict):
    """What an institution answered to one question, and the document that it points at."""

    answer: NonEmpty
    evidence: str = ""


class Diagnosis(Strict):
    """diagnosis/<institution>.yaml: when, which unit, and what it answered to each question."""

    date: Day
    answered_by: Literal[
        "direccion", "planificacion", "informatica", "estadistica", "programa", "enlace", "equipo_datos"
    ]
    answers: Mapping[str, Said]


@dataclass(frozen=True)
class Declared:
    """One answered question of one institution."""

    institution: str
    day: date
    unit: str
    question: Question
    answer: Answer
    evidence: str


@dataclass(frozen=True)
class Measured:
    """What the last deliveries of an institution say of the rules of one question.

    Attributes:
        what: filas, or contratos for rules of whole files.
        checked, failing: how many were looked at, and how many fail.
    """

    what: str
    checked: int
    failing: int

    @property
    def share(self) -> float:
        """Part of what was looked at that fails."""
        return self.failing / self.checked if self.checked else 0.0


@cache
def questionnaire() -> Questionnaire:
    """The questions that ship with Padrón.

    Raises:
        SfiError: the catalogue breaks its own shape.
    """
    text = (files("snis") / "sfi_questions.yaml").read_text(encoding="utf-8")
    try:
        found = Questionnaire.model_validate(yaml.safe_load(text))
    except ValidationError:
        raise SfiError("el cuestionario está mal escrito", place="sfi_questions.yaml") from None
    codes = [question.code for question in found.questions]
    if len(set(codes)) != len(codes):
        raise SfiError("una pregunta está dos veces", place="sfi_questions.yaml")
    return found


def read_diagnoses(folder: Path, institutions: Collection[str], problems: list[str]) -> tuple[Declared, ...]:
    """What the institutions of a deployment declared, by institution and in the order of the questions.

    Args:
        folder: the deployment; one without diagnosis/ has none.
        institutions: codes of the register.
        problems: every mistake is added here.
    """
    found: list[Declared] = []
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        place = f"{FOLDER}/{path.name}"
        if path.stem not in institutions:
            problems.append(f"{place}:1: no es una institución registrada. Remedio: {_HELP}.")
            continue
        shaped = read_shape(path, place, Diagnosis)
        problems.extend(shaped.problems)
        if shaped.model is not None:
            mistakes = list(_mistakes(shaped.model))
            problems.extend(shaped.describe(mistake) for mistake in mistakes)
            found += [] if mistakes else _declared(path.stem, shaped.model)
    return tuple(found)


def contrast(declared: Declared, measured: Measured | None, tolerance: float) -> Contrast:
    """How what was declared and what is measured stand beside each other."""
    if measured is None or not measured.checked:
        return "sin_medida"
    declares, holds = declared.answer.points >= _DECLARES, measured.share <= tolerance
    if declares == holds:
        return "concuerda"
    return "difiere" if declares else "mejor_que_lo_declarado"


def area_points(declared: Collection[Declared]) -> dict[Area, int]:
    """Points declared in each area, on average; areas without an answer are left out."""
    points = {area: [item.answer.points for item in declared if item.question.area == area] for area in AREAS}
    return {area: round(sum(found) / len(found)) for area, found in points.items() if found}


def _mistakes(diagnosis: Diagnosis) -> Iterator[Mistake]:
    known = {question.code: question for question in questionnaire().questions}
    for code, said in diagnosis.answers.items():
        question = known.get(code)
        if question is None:
            yield Mistake(("answers", code), f"no es una pregunta{nearest(code, known)}", _HELP)
            continue
        admitted = [answer.code for answer in question.answers]
        if said.answer not in admitted:
            yield Mistake(
                ("answers", code, "answer"), "respuesta no admitida", f"use una de: {', '.join(admitted)}"
            )
        try:
            refuse_numbers(said.evidence, what="la evidencia", place=code, error=SfiError)
        except SfiError as error:
            yield Mistake(("answers", code, "evidence"), error.message, "escríbala sin números de nadie")


def _declared(institution: str, diagnosis: Diagnosis) -> Iterator[Declared]:
    for question in questionnaire().questions:
        said = diagnosis.answers.get(question.code)
        if said is not None:
            answer = next(item for item in question.answers if item.code == said.answer)
            yield Declared(
                institution, diagnosis.date, diagnosis.answered_by, question, answer, said.evidence
            )
