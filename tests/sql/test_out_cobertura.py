"""Exact coverage cells: persons once in each, universes apart."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from snis.coverage import COUNTRY, CROSSES, Fact, dimensions_of
from snis.disclosure import PUBLIC
from snis.pseudonym import record_key
from tests.sql.out_case import RECORD_KEY, Rows, built, columns

ANA, BETO, CECI = "a" * 32, "b" * 32, "c" * 32


def fact(number: int, persona: str | None = ANA, **given: Any) -> Fact:
    """A public delivery of January 2026 in Totonicapán; give what matters to the test."""
    defaults: dict[str, Any] = {
        "visibilidad_codigo": "publica", "anio": 2026, "mes": 1, "departamento_codigo": "08",
        "municipio_codigo": "0801", "institucion_codigo": "mides", "programa_codigo": "bolsa",
        "modalidad_codigo": "P04", "sexo_codigo": "F", "edad_grupo_codigo": "18-29", "pueblo_codigo": "1",
        "monto_gtq": Decimal("250.00"),
    }  # fmt: skip
    return Fact(entrega_id=f"{number:032x}", persona_id=persona, **(defaults | given))


def coverage(*facts: Fact) -> Rows:
    return built("out_cobertura", out_hecho_entrega=[asdict(item) for item in facts])


def of_cross(rows: Rows, cross: str, *names: str) -> list[tuple[Any, ...]]:
    return columns([row for row in rows if row["cruce_codigo"] == cross], *names)


def test_a_whole_cell() -> None:
    (cell,) = [
        row
        for row in coverage(fact(1), fact(2, mes=2), fact(3, BETO, monto_gtq=Decimal("0.05")), fact(4, None))
        if row["cruce_codigo"] == "pais"
    ]
    keys = [record_key(RECORD_KEY, person) for person in (ANA, BETO)]
    events = [record_key(RECORD_KEY, f"{number:032x}") for number in (1, 2, 3, 4)]
    assert cell == {
        "cruce_codigo": "pais", "visibilidad_codigo": "publica", "anio": 2026, "mes": None,
        "departamento_codigo": None, "municipio_codigo": None, "institucion_codigo": None, "programa_codigo": None,
        "modalidad_codigo": None, "sexo_codigo": None, "edad_grupo_codigo": None, "pueblo_codigo": None,
        "personas": 2, "entregas": 4, "monto_gtq": Decimal("750.05"),
        "clave_personas": Decimal(sum(keys) % 2**64), "clave_entregas": Decimal(sum(events) % 2**64),
        "max1_gtq": Decimal("500.00"), "max2_gtq": Decimal("0.05"),
    }  # fmt: skip


def test_every_cross_of_the_reference_is_counted_with_its_dimensions() -> None:
    rows = coverage(fact(1))
    found = {
        row["cruce_codigo"]: {
            name for name, value in list(row.items())[3:12] if value is not None
        }
        for row in rows
    }  # fmt: skip
    assert found == {cross: set(dimensions_of(cross)) for cross in CROSSES[PUBLIC]}


def test_a_person_is_once_in_each_cell_and_each_delivery_too() -> None:
    rows = coverage(
        fact(1),
        fact(2),
        fact(3, mes=2, modalidad_codigo="P05", programa_codigo="beca"),
        fact(4, mes=2, institucion_codigo="maga"),
    )
    count = ("personas", "entregas")
    assert of_cross(rows, "pais", *count) == [(1, 4)]
    assert of_cross(rows, "mes", "mes", *count) == [(1, 1, 2), (2, 1, 2)]
    assert of_cross(rows, "modalidad", "modalidad_codigo", *count) == [("P04", 1, 3), ("P05", 1, 1)]
    assert of_cross(rows, "institucion", "institucion_codigo", *count) == [("maga", 1, 1), ("mides", 1, 3)]
    assert of_cross(rows, "municipio_modalidad", "municipio_codigo", *count) == [
        ("0801", 1, 3),
        ("0801", 1, 1),
    ]


def test_years_are_never_added() -> None:
    rows = coverage(fact(1), fact(2, anio=2027))
    assert of_cross(rows, "pais", "anio", "personas") == [(2026, 1), (2027, 1)]


def test_persons_add_up_over_place_sex_age_and_people() -> None:
    rows = coverage(
        fact(1),
        fact(2, BETO, municipio_codigo="0802", sexo_codigo="M"),
        fact(3, CECI, departamento_codigo="16", municipio_codigo="1601", pueblo_codigo="5"),
    )
    for cross in ("departamento", "municipio", "sexo_edad", "pueblo", "departamento_sexo_edad"):
        assert sum(persons for (persons,) in of_cross(rows, cross, "personas")) == 3


def test_rations_without_person_count_as_deliveries_only() -> None:
    (cell,) = of_cross(
        coverage(fact(1, None), fact(2, None)), "pais", "personas", "entregas", "clave_personas", "max1_gtq"
    )
    assert cell == (0, 2, Decimal(0), Decimal("0.00"))


@pytest.mark.parametrize("universe", ["sensible", "restringida"])
def test_a_reserved_universe_enters_no_public_cell(universe: str) -> None:
    rows = coverage(fact(1), fact(2, BETO, visibilidad_codigo=universe, modalidad_codigo="P11"))
    assert {row["personas"] for row in rows if row["visibilidad_codigo"] == "publica"} == {1}
    assert "P11" not in {row["modalidad_codigo"] for row in rows if row["visibilidad_codigo"] == "publica"}


def test_a_sensitive_modality_is_counted_by_department_only() -> None:
    rows = coverage(fact(1, visibilidad_codigo="sensible", modalidad_codigo="P38"))
    assert columns(rows, "cruce_codigo", "departamento_codigo", "modalidad_codigo", "sexo_codigo") == [
        ("sensible_departamento_modalidad", "08", "P38", None)
    ]


def test_restricted_modalities_are_counted_in_the_country_only() -> None:
    rows = coverage(
        fact(1, visibilidad_codigo="restringida", modalidad_codigo="P11"),
        fact(2, visibilidad_codigo="restringida", modalidad_codigo="P51"),
        fact(3, BETO, visibilidad_codigo="restringida", modalidad_codigo="P51"),
    )
    assert columns(rows, "cruce_codigo", "modalidad_codigo", "departamento_codigo", "personas") == [
        ("restringida_modalidad", "P11", None, 1),
        ("restringida_modalidad", "P51", None, 2),
        ("restringida_pais", None, None, 2),
    ]


def test_an_empty_country_has_no_cells() -> None:
    assert coverage() == []


def work(number: int, community: str = "a", **given: Any) -> dict[str, Any]:
    return {
        "entrega_id": f"{number:032x}", "visibilidad_codigo": "publica", "anio": 2026, "departamento_codigo": "08",
        "municipio_codigo": "0801", "comunidad_id": community * 32, "institucion_codigo": "maga",
        "programa_codigo": "huertos", "modalidad_codigo": "P34", "entrega_fecha": date(2026, 1, 1),
        "monto_gtq": Decimal("1000"), "familias_atendidas": 20,
    } | given  # fmt: skip


def community_coverage(*works: dict[str, Any]) -> Rows:
    return built("out_cobertura_comunitaria", out_hecho_entrega_comunitaria=works)


def test_a_whole_cell_of_community_benefits() -> None:
    rows = community_coverage(
        work(1), work(2, familias_atendidas=None), work(3, "b", municipio_codigo="0802")
    )
    families = [record_key(RECORD_KEY, f"{letter * 32}|20") for letter in "ab"]
    (cell,) = [row for row in rows if row["cruce_codigo"] == COUNTRY]
    assert cell == {
        "cruce_codigo": "pais", "visibilidad_codigo": "publica", "anio": 2026, "departamento_codigo": None,
        "municipio_codigo": None, "institucion_codigo": None, "programa_codigo": None, "modalidad_codigo": None,
        "comunidades": 2, "familias_atendidas": 40, "entregas": 3, "monto_gtq": Decimal("3000.00"),
        "clave_familias": Decimal(sum(families) % 2**64),
    }  # fmt: skip
    assert of_cross(rows, "municipio", "municipio_codigo", "comunidades", "familias_atendidas") == [
        ("0801", 1, 20),
        ("0802", 1, 20),
    ]
    assert {row["cruce_codigo"] for row in rows} == {
        "pais", "departamento", "municipio", "institucion", "programa", "modalidad", "departamento_institucion",
        "departamento_programa", "departamento_modalidad", "municipio_modalidad",
    }  # fmt: skip


def test_a_community_has_the_families_of_its_greatest_work() -> None:
    """Two works of one place may serve the same families; of several modalities too."""
    rows = community_coverage(
        work(1, familias_atendidas=5),
        work(2, familias_atendidas=5),
        work(3, familias_atendidas=8, modalidad_codigo="P35"),
        work(4, "b", familias_atendidas=7),
    )
    assert of_cross(rows, "pais", "comunidades", "entregas", "familias_atendidas") == [(2, 4, 15)]
    assert of_cross(rows, "modalidad", "modalidad_codigo", "familias_atendidas") == [("P34", 12), ("P35", 8)]


def test_the_same_families_have_the_same_key_whatever_works_they_have() -> None:
    rows = community_coverage(
        work(1, familias_atendidas=13), work(2, modalidad_codigo="P35", familias_atendidas=6)
    )
    keys = {
        (row["cruce_codigo"], row["modalidad_codigo"]): row["clave_familias"]
        for row in rows
        if row["familias_atendidas"] == 13
    }
    assert len(keys) > 5
    assert set(keys.values()) == {Decimal(record_key(RECORD_KEY, f"{'a' * 32}|13"))}


def test_families_that_nobody_reported_are_no_zero() -> None:
    rows = community_coverage(work(1, familias_atendidas=None))
    assert {row["familias_atendidas"] for row in rows} == {None}


@pytest.mark.parametrize(
    ("universe", "crosses"),
    [("sensible", ["sensible_departamento_modalidad"]), ("restringida", ["restringida_pais"])],
)
def test_reserved_works_have_crosses_of_their_own(universe: str, crosses: list[str]) -> None:
    rows = community_coverage(work(1, visibilidad_codigo=universe))
    assert [row["cruce_codigo"] for row in rows] == crosses
