"""Community benefits: families served decide, by the rules of the printing; and the counts of the night's summary."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from assets.engine import DuckDBEngine
from assets.statements import statement
from snis.disclosure import draw, round_by_key
from tests.sql.open_cells import BOUND, KEY, Rows, arrow_table, cells, engine, exact, first_printing, run


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDBEngine]:
    with engine() as opened:
        yield opened


def community(**given: Any) -> dict[str, Any]:
    """An exact community cell of a department; give what matters to the test."""
    return {
        "cruce_codigo": "departamento", "visibilidad_codigo": "publica", "anio": 2026, "departamento_codigo": "08",
        "comunidades": 12, "entregas": 20, "familias_atendidas": 60, "monto_gtq": Decimal("60000.00"),
        "clave_familias": 9,
    } | given  # fmt: skip


def published(duck: DuckDBEngine, *given: dict[str, Any]) -> Rows:
    return run("open_cobertura_comunitaria", on=duck, out_cobertura_comunitaria=list(given))


def test_a_whole_small_table(duck: DuckDBEngine) -> None:
    rows = published(
        duck,
        community(departamento_codigo="09", familias_atendidas=None),
        community(departamento_codigo="08"),
        community(departamento_codigo="07", familias_atendidas=9),
        community(departamento_codigo="06", familias_atendidas=10, comunidades=1, entregas=1),
    )
    assert [(row["departamento_codigo"], row["familias_atendidas"]) for row in rows] == [
        ("06", 10),
        ("08", 60),
    ]


def test_neither_works_nor_communities_nor_amounts_leave(duck: DuckDBEngine) -> None:
    """The exact cost of a work is public: beside any of them it would tell the families."""
    (row,) = published(duck, community())
    assert {name for name, value in row.items() if value is not None} == {
        "cruce_codigo", "anio", "departamento_codigo", "familias_atendidas",
    }  # fmt: skip
    assert set(row) & {"comunidades", "entregas", "monto_gtq"} == set()


@pytest.mark.parametrize("universe", ["sensible", "restringida"])
def test_only_public_benefits_come_through(duck: DuckDBEngine, universe: str) -> None:
    assert published(duck, community(visibilidad_codigo=universe)) == []


def test_a_cross_that_the_policy_does_not_name_stays_away(duck: DuckDBEngine) -> None:
    assert published(duck, community(cruce_codigo="departamento_obra")) == []


def test_rounding_equals_the_reference(duck: DuckDBEngine) -> None:
    key = 2**64 - 1
    (row,) = published(duck, community(familias_atendidas=63, clave_familias=key))
    assert row["familias_atendidas"] == round_by_key(63, 5, drawn=draw(KEY, "familias", key))


def test_a_place_too_small_has_only_the_crosses_of_small_places(
    duck: DuckDBEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(BOUND, "cruces_de_municipio_pequeno", ["municipio"])
    there = {"departamento_codigo": "16", "municipio_codigo": "1609"}
    rows = published(
        duck,
        community(cruce_codigo="municipio", **there),
        community(cruce_codigo="municipio_modalidad", modalidad_codigo="P34", **there),
    )
    assert [row["cruce_codigo"] for row in rows] == ["municipio"]


def test_the_summary_counts_cells_with_data_printed_and_withheld(duck: DuckDBEngine) -> None:
    rows = run(
        "open_resumen",
        on=duck,
        out_cobertura=cells(
            exact("pais"),
            exact("mes", mes=1, personas=9),
            exact("mes", mes=2, personas=0),
            exact("fuera_de_la_politica"),
            exact("restringida_pais", visibilidad_codigo="restringida"),
            exact("sensible_departamento_modalidad", visibilidad_codigo="sensible", personas=19),
        ),
        out_coincidencia=[],
        out_cobertura_comunitaria=[community(), community(departamento_codigo="09", familias_atendidas=2)],
    )
    assert [tuple(row.values()) for row in rows] == [
        ("open_cobertura", 1, 1, 1, 0, 0, 0),
        ("open_cobertura_comunitaria", 1, 1, 1, 0, 0, 0),
        ("open_cobertura_sensible", 0, 1, 0, 0, 0, 0),
        ("open_coincidencia", 0, 0, 0, 0, 0, 0),
    ]


def test_the_report_of_risk_measures_the_error_in_families(duck: DuckDBEngine) -> None:
    exact_cells = [
        community(familias_atendidas=63),
        community(departamento_codigo="09", familias_atendidas=2),
    ]
    printed = first_printing(duck, out_cobertura_comunitaria=exact_cells)
    duck.register("out_celda_impresa", arrow_table("out_celda_impresa", printed))
    (row,) = duck.rows(statement("riesgo_tabla"))
    table, published_cells, withheld, *_, error = row
    assert (table, published_cells, withheld) == ("open_cobertura_comunitaria", 1, 1)
    assert error == abs(round_by_key(63, 5, drawn=draw(KEY, "familias", 9)) - 63)
