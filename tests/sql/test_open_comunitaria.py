"""Community benefits: families served decide, and the counts of the night's summary."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from assets.engine import DuckDBEngine
from snis.disclosure import blurred_mean, draw, round_by_key
from tests.sql.open_cells import KEY, Rows, cells, engine, exact, run


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDBEngine]:
    with engine() as opened:
        yield opened


def community(**given: Any) -> dict[str, Any]:
    """An exact community cell of a department; give what matters to the test."""
    return {
        "cruce_codigo": "departamento", "visibilidad_codigo": "publica", "anio": 2026, "departamento_codigo": "08",
        "comunidades": 12, "entregas": 20, "familias_atendidas": 60, "monto_gtq": Decimal("60000.00"),
        "clave_entregas": 9, "clave_comunidades": 8,
    } | given  # fmt: skip


def published(duck: DuckDBEngine, *given: dict[str, Any]) -> Rows:
    return run("open_cobertura_comunitaria", on=duck, out_cobertura_comunitaria=list(given))


def test_a_whole_small_table(duck: DuckDBEngine) -> None:
    rows = published(
        duck,
        community(departamento_codigo="09", comunidades=15, familias_atendidas=None),
        community(departamento_codigo="08", comunidades=15),
        community(departamento_codigo="07", familias_atendidas=9),
        community(departamento_codigo="06", familias_atendidas=None, comunidades=9),
    )
    shown = ("departamento_codigo", "comunidades", "familias_atendidas", "entregas", "monto_gtq")
    assert [tuple(row[column] for column in shown) for row in rows] == [
        ("08", 15, 60, 20, Decimal("60000.00")),
        ("09", 15, None, 20, None),
    ]


def test_a_count_that_is_too_small_is_empty_in_a_row_that_families_allow(duck: DuckDBEngine) -> None:
    (row,) = published(duck, community(comunidades=3, entregas=4))
    assert (row["comunidades"], row["entregas"], row["familias_atendidas"]) == (None, None, 60)


@pytest.mark.parametrize("universe", ["sensible", "restringida"])
def test_only_public_benefits_come_through(duck: DuckDBEngine, universe: str) -> None:
    assert published(duck, community(visibilidad_codigo=universe)) == []


def test_rounding_and_amount_equal_the_reference(duck: DuckDBEngine) -> None:
    key = 2**64 - 1
    (row,) = published(
        duck,
        community(
            familias_atendidas=63, comunidades=13, entregas=24, monto_gtq=Decimal("12345.67"), clave_entregas=key,
            clave_comunidades=5,
        ),
    )  # fmt: skip
    figures = (
        ("familias_atendidas", "familias", 63, key),
        ("comunidades", "comunidades", 13, 5),
        ("entregas", "entregas", 24, key),
    )
    for column, measure, count, cell_key in figures:
        assert row[column] == round_by_key(count, 5, drawn=draw(KEY, measure, cell_key))
    assert row["monto_gtq"] * 100 == row["familias_atendidas"] * blurred_mean(1_234_567, 63, digits=3)


def test_the_summary_counts_cells_with_data_printed_and_withheld(duck: DuckDBEngine) -> None:
    protected = {"open_cobertura_comunitaria": [{"cruce_codigo": "departamento", "anio": 2026}]}
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
        **protected,
    )
    assert [tuple(row.values()) for row in rows] == [
        ("open_cobertura", 1, 1, 1, 0, 0, 0),
        ("open_cobertura_comunitaria", 1, 1, 1, 0, 0, 0),
        ("open_cobertura_sensible", 0, 1, 0, 0, 0, 0),
        ("open_coincidencia", 0, 0, 0, 0, 0, 0),
    ]
