"""Whom deliveries reached: persons and households once in each cell and period, deliveries each."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assets.engine import DuckDBEngine
from tests.sql.out_case import Rows, built_on, columns

ANA, BETO, CECI = "a" * 32, "b" * 32, "c" * 32
HOME, OTHER_HOME = "1" * 32, "2" * 32
COUNT = ("personas", "hogares", "entregas", "monto_gtq")
GROUP = ("sexo_codigo", "edad_grupo_codigo", "pueblo_codigo")
SUBJECT = ("institucion_codigo", "programa_codigo", "modalidad_codigo")


def fact(persona: str | None = ANA, anio: int = 2026, mes: int = 1, **given: Any) -> dict[str, Any]:
    """A public delivery to a woman in Totonicapán; give what matters to the test."""
    return {
        "persona_id": persona, "visibilidad_codigo": "publica", "anio": anio, "mes": mes,
        "departamento_codigo": "08", "municipio_codigo": "0801", "institucion_codigo": "mides",
        "programa_codigo": "bolsa", "modalidad_codigo": "P04", "sexo_codigo": "F", "edad_grupo_codigo": "18-29",
        "pueblo_codigo": "1", "entrega_fecha": date(anio, mes, 10), "monto_gtq": Decimal("250.00"),
        "grano_codigo": "persona",
    } | given  # fmt: skip


@pytest.fixture
def reach(engine: DuckDBEngine) -> Any:
    def counted(*facts: dict[str, Any]) -> Rows:
        benefits = built_on(engine, "out_beneficio", out_hecho_entrega=facts)
        return built_on(engine, "out_alcance", out_beneficio=benefits, out_hecho_entrega=facts)

    return counted


def of(rows: Rows, *names: str, **wanted: Any) -> list[tuple[Any, ...]]:
    """Columns of the rows of the country, the year and no group, but for what is wanted; ... is any value but null."""
    plain = dict.fromkeys((*SUBJECT, *GROUP, "municipio_codigo", "departamento_codigo"))
    wanted = {
        **plain,
        "visibilidad_codigo": "publica",
        "periodo_tipo_codigo": "anio",
        "nivel": "pais",
        **wanted,
    }
    found = [
        row
        for row in rows
        if all(
            row[name] is not None if value is ... else row[name] == value for name, value in wanted.items()
        )
    ]
    return columns(found, *names)


def test_a_whole_row(reach: Any) -> None:
    rows = reach(fact(), fact(mes=3), fact(BETO, monto_gtq=Decimal("0.05")), fact(None))
    assert rows[0] == {
        "visibilidad_codigo": "publica", "periodo_tipo_codigo": "acumulado", "anio": 2026, "periodo_numero": 1,
        "nivel": "departamento", "departamento_codigo": "08", "municipio_codigo": None, "institucion_codigo": None,
        "programa_codigo": None, "modalidad_codigo": None, "sexo_codigo": None, "edad_grupo_codigo": None,
        "pueblo_codigo": None, "personas": 2, "hogares": 0, "entregas": 4, "monto_gtq": Decimal("750.05"),
    }  # fmt: skip


def test_a_person_is_once_in_every_period_however_often_she_received(reach: Any) -> None:
    rows = reach(fact(mes=1), fact(mes=1), fact(mes=5), fact(mes=12))
    count = ("periodo_numero", "personas", "entregas")
    assert of(rows, *count, periodo_tipo_codigo="mes") == [(1, 1, 2), (5, 1, 1), (12, 1, 1)]
    assert of(rows, *count, periodo_tipo_codigo="bimestre") == [(1, 1, 2), (3, 1, 1), (6, 1, 1)]
    assert of(rows, *count, periodo_tipo_codigo="cuatrimestre") == [(1, 1, 2), (2, 1, 1), (3, 1, 1)]
    assert of(rows, *count, periodo_tipo_codigo="semestre") == [(1, 1, 3), (2, 1, 1)]
    assert of(rows, *count) == [(1, 1, 4)]


def test_everyone_since_the_first_year(reach: Any) -> None:
    rows = reach(fact(anio=2024), fact(anio=2026), fact(BETO, anio=2026), fact(CECI, anio=2025))
    assert of(rows, "anio", "personas", "entregas", periodo_tipo_codigo="acumulado") == [
        (2024, 1, 1),
        (2025, 2, 2),
        (2026, 3, 4),
    ]
    assert of(rows, "anio", "personas") == [(2024, 1), (2025, 1), (2026, 2)]


def test_a_year_without_deliveries_still_has_all_who_came_before(reach: Any) -> None:
    rows = reach(fact(anio=2024), fact(BETO, anio=2026, departamento_codigo="16", municipio_codigo="1601"))
    assert of(
        rows,
        "anio",
        "personas",
        periodo_tipo_codigo="acumulado",
        nivel="departamento",
        departamento_codigo="08",
    ) == [(2024, 1), (2026, 1)]


def test_totals_count_once_who_is_in_several_programmes(reach: Any) -> None:
    rows = reach(
        fact(),
        fact(programa_codigo="beca", modalidad_codigo="P05"),
        fact(programa_codigo="beca", modalidad_codigo="P06", institucion_codigo="maga"),
    )
    assert of(rows, "personas", "entregas") == [(1, 3)]
    assert of(rows, "programa_codigo", "personas", "entregas", programa_codigo=...) == [
        ("beca", 1, 2),
        ("bolsa", 1, 1),
    ]
    assert of(rows, "institucion_codigo", "personas", "entregas", institucion_codigo=...) == [
        ("maga", 1, 1),
        ("mides", 1, 2),
    ]
    assert [entry[0] for entry in of(rows, "personas", modalidad_codigo=...)] == [1, 1, 1]


def test_which_crosses_there_are(reach: Any) -> None:
    rows = reach(fact())
    found = {
        (row["nivel"], *(name for name in (*SUBJECT, *GROUP) if row[name] is not None))
        for row in rows
        if row["visibilidad_codigo"] == "publica"
    }
    sex, age, people = GROUP
    assert found == {
        *((level, *subject, *group)
          for level in ("pais", "departamento")
          for subject in ((), *((name,) for name in SUBJECT))
          for group in ((), (sex,), (age,), (sex, age), (people,))),
        *(("municipio", *subject) for subject in ((), *((name,) for name in SUBJECT))),
        *(("municipio", group) for group in GROUP),
    }  # fmt: skip
    assert not [
        row
        for row in rows
        if row["periodo_tipo_codigo"] == "acumulado" and row["edad_grupo_codigo"] is not None
    ]


def test_a_restricted_universe_has_the_country_and_nothing_else(reach: Any) -> None:
    rows = reach(fact(visibilidad_codigo="restringida", modalidad_codigo="P11"))
    assert {row["nivel"] for row in rows} == {"pais"}
    assert {row[name] for row in rows for name in GROUP} == {None}
    assert of(rows, "personas", visibilidad_codigo="restringida") == [(1,)]


def test_all_universes_together_count_everyone_once(reach: Any) -> None:
    rows = reach(
        fact(mes=1),
        fact(mes=2, visibilidad_codigo="sensible", modalidad_codigo="P38"),
        fact(BETO, mes=2, visibilidad_codigo="restringida", modalidad_codigo="P11"),
    )
    assert of(rows, *COUNT, visibilidad_codigo="todas") == [(2, 0, 3, Decimal("750.00"))]
    assert of(rows, "personas", visibilidad_codigo="todas", programa_codigo="bolsa") == [(2,)]
    assert of(rows, "personas", visibilidad_codigo="todas", periodo_tipo_codigo="acumulado") == [(2,)]
    assert of(rows, "periodo_numero", "personas", visibilidad_codigo="todas", periodo_tipo_codigo="mes") == [
        (1, 1),
        (2, 2),
    ]
    assert {row["nivel"] for row in rows if row["visibilidad_codigo"] == "todas"} == {"pais"}


def test_households_are_those_of_deliveries_to_households(reach: Any) -> None:
    rows = reach(
        fact(ANA, grano_codigo="hogar", hogar_id=HOME),
        fact(BETO, grano_codigo="hogar", hogar_id=HOME),
        fact(None, grano_codigo="hogar", hogar_id=OTHER_HOME),
        fact(CECI, grano_codigo="persona", hogar_id="3" * 32),
    )
    assert of(rows, "personas", "hogares", "entregas") == [(3, 2, 4)]


def test_the_person_who_received_stands_for_a_household_without_number(reach: Any) -> None:
    rows = reach(
        fact(ANA, grano_codigo="hogar"),
        fact(ANA, grano_codigo="hogar", mes=2),
        fact(None, grano_codigo="hogar"),
    )
    assert of(rows, "personas", "hogares", "entregas") == [(1, 1, 3)]


def test_a_household_of_two_places_is_in_each_and_once_in_the_country(reach: Any) -> None:
    rows = reach(
        fact(ANA, grano_codigo="hogar", hogar_id=HOME),
        fact(BETO, grano_codigo="hogar", hogar_id=HOME, municipio_codigo="0802", sexo_codigo="M", anio=2027),
        fact(CECI, grano_codigo="hogar", hogar_id=HOME, municipio_codigo="0802", anio=2027, mes=7),
    )
    homes = ("anio", "hogares")
    assert of(rows, *homes) == [(2026, 1), (2027, 1)]
    assert of(rows, *homes, sexo_codigo="F") == [(2026, 1), (2027, 1)]
    assert of(rows, *homes, periodo_tipo_codigo="acumulado") == [(2026, 1), (2027, 1)]
    town = {"nivel": "municipio", "departamento_codigo": "08", "municipio_codigo": "0802"}
    assert of(rows, *homes, **town) == [(2027, 1)]
    assert of(rows, *homes, **town, periodo_tipo_codigo="acumulado") == [(2027, 1)]
    assert of(rows, *homes, **town, sexo_codigo=...) == [(2027, 1), (2027, 1)]


def test_nobody_was_reached_yet(reach: Any) -> None:
    assert reach() == []
