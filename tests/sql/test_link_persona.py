"""One row per person, each attribute by the stated rule."""

from datetime import date
from typing import Any

import pytest

from tests.sql.out_case import Rows, built, columns

ANA, BETO = "a" * 32, "b" * 32
LATER = date(2026, 2, 2)


def sent(persona: str | None = ANA, **given: Any) -> dict[str, Any]:
    """An accepted delivery of January 2026; give what matters to the test."""
    return {
        "transferencia_id": "t1", "hoja": "", "fila": 1, "persona_id": persona, "identidad_codigo": "cui",
        "institucion_codigo": "mides", "entrega_fecha": date(2026, 1, 10), "conocido_fecha": date(2026, 2, 1),
    } | given  # fmt: skip


def verified(source: str, persona: str = ANA, **given: Any) -> dict[str, Any]:
    return {
        "transferencia_id": "v1", "hoja": "", "fila": 1, "fuente_codigo": source, "persona_id": persona,
        "conocido_fecha": date(2026, 2, 1),
    } | given  # fmt: skip


def persons(deliveries: Rows, answers: Rows | None = None) -> Rows:
    return built("link_persona", link_entrega=deliveries, link_verificacion=answers or [])


def test_a_whole_small_table() -> None:
    rows = persons(
        [
            sent(
                sexo_codigo="F", nacimiento_anio=1990, pueblo_codigo="1", residencia_municipio_codigo="0801"
            ),
            sent(entrega_fecha=date(2026, 3, 5), institucion_codigo="maga"),
            sent(BETO, identidad_codigo="provisional", nacimiento_departamento_codigo="16"),
            sent(None, identidad_codigo="ninguna"),
        ],
        [
            verified(
                "renap_persona", sexo_codigo="F", nacimiento_anio=1991, nacimiento_municipio_codigo="1601"
            )
        ],
    )
    assert rows == [
        {
            "persona_id": ANA, "identidad_codigo": "cui", "sexo_codigo": "F", "nacimiento_anio": 1991,
            "pueblo_codigo": "1", "residencia_departamento_codigo": "08", "residencia_municipio_codigo": "0801",
            "nacimiento_departamento_codigo": "16", "nacimiento_municipio_codigo": "1601",
            "estado_identidad_codigo": "validado", "defuncion_fecha": None, "entregas": 2, "instituciones": 2,
            "primera_fecha": date(2026, 1, 10), "ultima_fecha": date(2026, 3, 5),
        },
        {
            "persona_id": BETO, "identidad_codigo": "provisional", "sexo_codigo": None, "nacimiento_anio": None,
            "pueblo_codigo": None, "residencia_departamento_codigo": None, "residencia_municipio_codigo": None,
            "nacimiento_departamento_codigo": "16", "nacimiento_municipio_codigo": None,
            "estado_identidad_codigo": "nunca_enviado", "defuncion_fecha": None, "entregas": 1, "instituciones": 1,
            "primera_fecha": date(2026, 1, 10), "ultima_fecha": date(2026, 1, 10),
        },
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # Most often sent, whatever was known last.
        ([sent(sexo_codigo="F"), sent(sexo_codigo="F"), sent(sexo_codigo="M", conocido_fecha=date(2026, 9, 1))], "F"),
        # On a tie: known last; then delivered last; then the greater transfer; then the greater code.
        ([sent(sexo_codigo="M"), sent(sexo_codigo="F", conocido_fecha=LATER)], "F"),
        ([sent(sexo_codigo="M", conocido_fecha=LATER), sent(sexo_codigo="F", entrega_fecha=date(2026, 1, 30))], "M"),
        ([sent(sexo_codigo="M"), sent(sexo_codigo="F", entrega_fecha=date(2026, 1, 11))], "F"),
        ([sent(sexo_codigo="M"), sent(sexo_codigo="F", transferencia_id="t2")], "F"),
        ([sent(sexo_codigo="M"), sent(sexo_codigo="F")], "M"),
        # A null never beats a value, however often it is sent.
        ([sent(), sent(), sent(), sent(sexo_codigo="F")], "F"),
        ([sent()], None),
    ],
)  # fmt: skip
def test_the_value_sent_most_often_then_the_last_known(rows: Rows, expected: str | None) -> None:
    assert columns(persons(rows), "sexo_codigo") == [(expected,)]
    assert columns(persons(rows[::-1]), "sexo_codigo") == [(expected,)]


def test_each_attribute_is_chosen_on_its_own() -> None:
    rows = [
        sent(sexo_codigo="F", nacimiento_anio=1980),
        sent(sexo_codigo="F", nacimiento_anio=1985),
        sent(sexo_codigo="M", nacimiento_anio=1985),
    ]
    assert columns(persons(rows), "sexo_codigo", "nacimiento_anio") == [("F", 1985)]


def test_no_information_on_people_is_no_value() -> None:
    rows = [sent(pueblo_codigo="9"), sent(pueblo_codigo="9"), sent(pueblo_codigo="3")]
    assert columns(persons(rows), "pueblo_codigo") == [("3",)]
    assert columns(persons(rows[:2]), "pueblo_codigo") == [(None,)]


def test_the_department_comes_along_with_the_municipality() -> None:
    rows = [
        sent(residencia_departamento_codigo="01"),
        sent(residencia_departamento_codigo="01"),
        sent(residencia_departamento_codigo="08", residencia_municipio_codigo="0801"),
    ]
    place = ("residencia_departamento_codigo", "residencia_municipio_codigo")
    assert columns(persons(rows), *place) == [("08", "0801")]
    assert columns(persons(rows[:2]), *place) == [("01", None)]


@pytest.mark.parametrize(
    ("renap", "expected"),
    [
        ({"nacimiento_municipio_codigo": "1601"}, ("16", "1601")),
        ({"nacimiento_departamento_codigo": "16"}, ("16", None)),
        ({"nacimiento_departamento_codigo": "08"}, ("08", "0803")),
        ({}, ("08", "0803")),
    ],
)
def test_the_birth_place_that_renap_gives_is_not_mixed_with_another(
    renap: dict[str, str], expected: tuple[str, str | None]
) -> None:
    rows = persons([sent(nacimiento_municipio_codigo="0803")], [verified("renap_persona", **renap)])
    assert columns(rows, "nacimiento_departamento_codigo", "nacimiento_municipio_codigo") == [expected]


def test_the_last_answer_of_renap_counts() -> None:
    answers = [
        verified("renap_persona", nacimiento_anio=1971, conocido_fecha=date(2026, 3, 1)),
        verified("renap_persona", nacimiento_anio=1970),
    ]
    assert columns(persons([sent(nacimiento_anio=1969)], answers), "nacimiento_anio") == [(1971,)]


DEATH = verified("renap_defuncion", ocurrio_fecha=date(2025, 12, 24))
KNOWN = verified("renap_persona")
SOMEBODY = verified("renap_persona", "c" * 32)


@pytest.mark.parametrize(
    ("identity", "answers", "expected"),
    [
        ("cui", [], ("nunca_enviado", None)),
        ("cui", [KNOWN], ("validado", None)),
        ("cui", [KNOWN, DEATH], ("fallecido", date(2025, 12, 24))),
        ("cui", [DEATH], ("fallecido", date(2025, 12, 24))),
        ("cui", [SOMEBODY], ("no_encontrado", None)),
        ("cui", [verified("igss_pension")], ("nunca_enviado", None)),
        ("provisional", [SOMEBODY], ("nunca_enviado", None)),
    ],
)
def test_what_renap_said(identity: str, answers: Rows, expected: tuple[str, date | None]) -> None:
    rows = persons([sent(identidad_codigo=identity)], answers)
    assert columns(rows, "estado_identidad_codigo", "defuncion_fecha") == [expected]


@pytest.mark.parametrize(
    ("asked", "files", "expected"),
    [
        (["enviado"], [], "enviado"),
        (["validado"], [], "validado"),
        (["discrepancia"], [], "discrepancia"),
        # An answer tells more than a file that knows the number; a file tells more than a question without an answer.
        (["discrepancia"], [KNOWN], "discrepancia"),
        (["enviado"], [KNOWN], "validado"),
        (["enviado"], [SOMEBODY], "no_encontrado"),
        # One identity that the register confirmed tells who the person is; a death outweighs everything.
        (["discrepancia", "validado", "no_encontrado"], [], "validado"),
        (["validado", "fallecido"], [], "fallecido"),
        (["validado"], [DEATH], "fallecido"),
    ],
)
def test_what_the_register_answered(asked: list[str], files: Rows, expected: str) -> None:
    ids = [f"{place:032x}" for place in range(len(asked))]
    rows = built(
        "link_persona",
        link_entrega=[sent()],
        link_verificacion=files,
        link_identidad=[
            {"identidad_id": each, "registro_id": each, "persona_enviada_id": ANA} for each in ids
        ],
        link_validacion=[
            {"identidad_id": each, "persona_enviada_id": ANA, "estado_identidad_codigo": state}
            for each, state in zip(ids, asked, strict=True)
        ],
        link_registro_persona=[{"registro_id": each, "persona_id": ANA} for each in ids],
    )
    assert columns(rows, "estado_identidad_codigo") == [(expected,)]


def test_a_number_on_the_row_of_somebody_else_lends_that_person_nothing() -> None:
    mother, child = "c" * 32, "d" * 32
    rows = built(
        "link_persona",
        link_entrega=[sent(), sent(BETO)],
        link_identidad=[
            {"identidad_id": each, "registro_id": each, "persona_enviada_id": ANA} for each in (mother, child)
        ],
        link_validacion=[
            {"identidad_id": mother, "persona_enviada_id": ANA, "estado_identidad_codigo": "validado"},
            {"identidad_id": child, "persona_enviada_id": ANA, "estado_identidad_codigo": "discrepancia"},
        ],
        link_registro_persona=[
            {"registro_id": mother, "persona_id": ANA},
            {"registro_id": child, "persona_id": BETO},
        ],
    )
    assert columns(rows, "persona_id", "estado_identidad_codigo") == [
        (ANA, "validado"),
        (BETO, "discrepancia"),
    ]


def test_the_last_known_death_with_a_date_counts() -> None:
    answers = [
        verified("renap_defuncion", ocurrio_fecha=date(2026, 1, 1)),
        verified("renap_defuncion", ocurrio_fecha=date(2026, 1, 2), conocido_fecha=date(2026, 3, 1)),
        verified("renap_defuncion", conocido_fecha=date(2026, 4, 1)),
    ]
    assert columns(persons([sent()], answers), "defuncion_fecha") == [(date(2026, 1, 2),)]


def test_a_person_of_whom_only_a_verifier_speaks_is_no_person_here() -> None:
    assert persons([], [KNOWN, DEATH]) == []
