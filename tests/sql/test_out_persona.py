"""What each person received in a year, and who the person is as far as institutions say."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.sql.out_case import Rows, built, columns

ANA, BETO = "a" * 32, "b" * 32


def fact(persona: str | None = ANA, day: date = date(2026, 1, 10), **given: Any) -> dict[str, Any]:
    """A public delivery in Totonicapán; give what matters to the test."""
    return {
        "persona_id": persona, "visibilidad_codigo": "publica", "anio": day.year, "mes": day.month,
        "departamento_codigo": "08", "municipio_codigo": "0801", "institucion_codigo": "mides",
        "programa_codigo": "bolsa", "modalidad_codigo": "P04", "sexo_codigo": "F", "edad_grupo_codigo": "18-29",
        "pueblo_codigo": "1", "entrega_fecha": day, "monto_gtq": Decimal("250.00"),
    } | given  # fmt: skip


def benefits(*facts: dict[str, Any]) -> Rows:
    return built("out_beneficio", out_hecho_entrega=facts)


def test_a_whole_benefit() -> None:
    rows = benefits(
        fact(day=date(2026, 1, 10), hogar_id="1" * 32),
        fact(day=date(2026, 1, 31), monto_gtq=Decimal("0.05")),
        fact(day=date(2026, 12, 3)),
        fact(None),
    )
    assert rows == [
        {
            "visibilidad_codigo": "publica", "anio": 2026, "persona_id": ANA, "institucion_codigo": "mides",
            "programa_codigo": "bolsa", "modalidad_codigo": "P04", "departamento_codigo": "08",
            "municipio_codigo": "0801", "sexo_codigo": "F", "edad_grupo_codigo": "18-29", "pueblo_codigo": "1",
            "meses": 0b100000000001, "entregas": 3, "monto_gtq": Decimal("500.05"),
            "primera_fecha": date(2026, 1, 10), "ultima_fecha": date(2026, 12, 3), "hogar_id": "1" * 32,
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [
        {"persona": BETO},
        {"day": date(2025, 1, 10)},
        {"modalidad_codigo": "P05"},
        {"institucion_codigo": "maga"},
        {"visibilidad_codigo": "sensible"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_benefit_is_of_one_universe_person_year_modality_and_institution(other: dict[str, Any]) -> None:
    assert columns(benefits(fact(), fact(**other)), "meses", "entregas") == [(1, 1), (1, 1)]


def sent(**given: Any) -> dict[str, Any]:
    day = given.get("conocido_fecha", date(2026, 2, 1))
    return {"persona_id": ANA, "transferencia_id": "t1", "entrega_fecha": day, "conocido_fecha": day} | given


def known_of(*deliveries: dict[str, Any], received: tuple[dict[str, Any], ...] = ()) -> Rows:
    person = {"persona_id": ANA, "sexo_codigo": "F", "entregas": len(deliveries)}
    return built(
        "out_caracterizacion", out_dim_persona=[person], link_entrega=deliveries, out_beneficio=received
    )


@pytest.mark.parametrize(
    ("field", "often", "once"),
    [
        ("comunidad_linguistica_codigo", "07", "11"),
        ("tiene_discapacidad", False, True),
        ("escolaridad_codigo", "2", "3"),
        ("pobreza_codigo", "extrema", "no"),
    ],
)
def test_the_value_sent_most_often_and_else_the_one_known_last(field: str, often: Any, once: Any) -> None:
    later = date(2026, 5, 1)
    twice = [sent(**{field: often}), sent(**{field: often})]
    assert columns(known_of(*twice, sent(conocido_fecha=later, **{field: once})), field) == [(often,)]
    assert columns(known_of(twice[0], sent(conocido_fecha=later, **{field: once})), field) == [(once,)]
    assert columns(known_of(twice[0], sent(conocido_fecha=later)), field) == [(often,)]
    assert columns(known_of(sent(conocido_fecha=later)), field) == [(None,)]


def test_a_person_of_whom_nothing_more_is_known_has_a_row() -> None:
    assert columns(known_of(), "persona_id", "programas", "modalidades", "pobreza_codigo") == [
        (ANA, 0, 0, None)
    ]


def test_programmes_and_modalities_of_a_person_are_distinct_over_years_and_universes() -> None:
    received = tuple(
        {"persona_id": ANA, "anio": year, "programa_codigo": programme, "modalidad_codigo": modality}
        for year, programme, modality in [
            (2025, "bono", "P01"),
            (2026, "bono", "P01"),
            (2026, "bono", "P02"),
            (2026, "bolsa", "P04"),
        ]
    )
    assert columns(known_of(sent(), received=received), "programas", "modalidades") == [(2, 3)]
