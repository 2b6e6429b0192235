"""Every indicator of the catalogue, counted by its SQL and by hand, on generated tables."""

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.engine import DuckDBEngine
from assets.indicators.sources import shipped_sources
from snis.indicators.figure import CALCULATED, RANGE_ONLY, figure_of
from snis.indicators.model import Indicator
from snis.periods import parse
from tests.indicators.measuring import Rows, figures_on, shipped
from tests.indicators.oracle import Cell, load_oracles
from tests.sql.out_case import built_on

ORACLES = load_oracles()
_KEY = [field.name for field in fields(Cell)]


def test_every_indicator_has_an_oracle_and_every_oracle_an_indicator() -> None:
    assert set(ORACLES) == {source.code for source in shipped_sources()}


@pytest.mark.parametrize("code", sorted(ORACLES))
@given(data=st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_statement_counts_what_the_oracle_counts(
    engine: DuckDBEngine, code: str, data: st.DataObject
) -> None:
    case, source = ORACLES[code], shipped(code)
    tables = dict(data.draw(case.data))
    counted = case.count(tables)
    for mart in case.through:
        tables[mart] = built_on(engine, mart, **tables)
    rows = figures_on(engine, source, tables)
    found = {
        Cell(**{name: row[name] for name in _KEY}): tuple(
            row[name] for name in ("numerador", "denominador", "valor", "minimo", "maximo", "razon_codigo")
        )
        for row in rows
    }
    expected = {}
    for cell, measured in counted.items():
        figure = figure_of(source.indicator, measured)
        expected[cell] = (
            measured.numerator, measured.denominator, figure.value, figure.least, figure.greatest, figure.reason,
        )  # fmt: skip
    assert found == expected
    assert len(found) == len(rows)
    _can_be_quoted(source.indicator, rows)


def _can_be_quoted(indicator: Indicator, rows: Rows) -> None:
    """Each row says by itself in what, once for whom, for when and over what."""
    for row in rows:
        assert (row["indicador_codigo"], row["version"]) == (indicator.codigo, indicator.version)
        assert (row["unidad_codigo"], row["base_codigo"]) == (indicator.unidad, indicator.base_codigo)
        assert (row["periodo_inicio_fecha"], row["periodo_fin_fecha"]) == _days(row)
        assert (row["denominador_codigo"] in indicator.denominator_codes) == indicator.is_ratio
        assert (row["valor"] is None) == (row["razon_codigo"] != CALCULATED)
        if row["razon_codigo"] not in {CALCULATED, RANGE_ONLY}:
            assert row["minimo"] is row["maximo"] is None
        if indicator.is_ratio and row["denominador"] is None:
            assert row["razon_codigo"] in {"sin_denominador", "sin_datos"}


def _days(row: dict[str, Any]) -> tuple[Any, Any]:
    if row["periodo_tipo_codigo"] == "acumulado":
        first, last = row["periodo_codigo"].split("-")
        return parse(first).first_day, parse(last).last_day
    period = parse(row["periodo_codigo"])
    assert period.kind == row["periodo_tipo_codigo"]
    return period.first_day, period.last_day
