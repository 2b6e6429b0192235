"""Crosses that the year's decision does not admit: their exact cells are counted, and none of them is printed."""

from collections.abc import Iterator
from typing import Any

import pytest

from assets.engine import DuckDBEngine
from assets.statements import parameters, statement
from snis.admission import Measured, admitting, decide_crosses
from snis.disclosure_policy import COVERAGE, bound_parameters
from tests.sql.open_cells import BOUND, KEY, POLICY, arrow_table, cells, engine, exact

SPARSE = "municipio_modalidad"


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDBEngine]:
    with engine() as opened:
        yield opened


def proposed(duck: DuckDBEngine, *sparse: str) -> set[str]:
    """Crosses that a printing proposes where those given would withhold too much; each has a cell of 100 persons."""
    measured = dict.fromkeys(POLICY.names(COVERAGE), Measured(100, 0, 10_000, 0))
    measured |= dict.fromkeys(sparse, Measured(100, 50, 10_000, 900))
    policy = admitting(POLICY, decide_crosses(POLICY, measured, year=2026, decided="2026-01-15"))
    place: dict[str, Any] = {"departamento_codigo": "08", "municipio_codigo": "0801"}
    given = cells(
        exact("pais"), exact("municipio", **place), exact(SPARSE, **place, modalidad_codigo="P02"),
        exact("departamento_modalidad", departamento_codigo="08", modalidad_codigo="P02"),
    )  # fmt: skip
    empty = ("out_cobertura_comunitaria", "out_coincidencia", "ref_modalidad")
    for table, rows in (("out_cobertura", given), *((name, []) for name in empty)):
        duck.register(table, arrow_table(table, rows))
    values = {**BOUND, **bound_parameters(policy, KEY)}
    text = statement("impresion_propuesta")
    wanted = {name: values[name] for name in parameters("impresion_propuesta")}
    return set(duck.table(text, wanted)["cruce_codigo"].to_pylist())


def test_a_cross_that_is_not_admitted_is_not_proposed_and_its_coarser_one_is(duck: DuckDBEngine) -> None:
    assert proposed(duck) == {"pais", "municipio", SPARSE, "departamento_modalidad"}
    assert proposed(duck, SPARSE) == {"pais", "municipio", "departamento_modalidad"}
    assert proposed(duck, SPARSE, "municipio") == {"pais", "departamento_modalidad"}
