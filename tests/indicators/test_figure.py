"""What a figure is worth: division, rounding, reasons; Python and SQL say the same."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assets.engine import DuckDBEngine
from assets.indicators.sources import IndicatorSource
from snis.indicators.figure import Measured, figure_of
from snis.indicators.model import Indicator
from tests.indicators.indicator_case import PLAIN, RATIO, indicator
from tests.indicators.measuring import figures_on


def of(kind: Indicator, *numbers: str | None) -> tuple[float | None, str]:
    figure = figure_of(kind, Measured(*(None if number is None else Decimal(number) for number in numbers)))
    return figure.value, figure.reason


@pytest.mark.parametrize(
    ("numbers", "value", "reason"),
    [
        (("1", "3"), 33.3333, "calculada"),
        (("2", "3"), 66.6667, "calculada"),
        (("1", "800000"), 0.0001, "calculada"),
        (("0", "5"), 0.0, "calculada"),
        (("5", "5"), 100.0, "calculada"),
        (("6", "5"), None, "supera_denominador"),
        (("6", "0"), None, "denominador_cero"),
        (("6", None), None, "sin_denominador"),
        ((None, "5"), None, "sin_datos"),
        ((None, None), None, "sin_datos"),
    ],
)
def test_a_share(numbers: tuple[str, str], value: float | None, reason: str) -> None:
    assert of(indicator(**RATIO), *numbers) == (value, reason)


def test_a_ratio_that_may_exceed_one() -> None:
    assert of(indicator(**RATIO | {"puede_superar": "true"}), "6", "5") == (120.0, "calculada")


def test_what_nobody_should_believe_is_withheld() -> None:
    narrow = indicator(**RATIO | {"rango": {"minimo": "10", "maximo": "50"}})
    assert of(narrow, "1", "100") == (None, "fuera_de_rango")
    assert of(narrow, "10", "100") == (10.0, "calculada")
    assert of(narrow, "51", "100") == (None, "fuera_de_rango")
    assert of(indicator(**PLAIN | {"rango": {"maximo": "9"}}), "10") == (None, "fuera_de_rango")


def test_a_count_has_no_denominator() -> None:
    assert of(indicator(**PLAIN), "12") == (12.0, "calculada")


def test_a_range_around_a_figure_never_passes_the_whole() -> None:
    figure = figure_of(indicator(**RATIO), Measured(Decimal(5), Decimal(10), Decimal(4), Decimal(12)))
    assert (figure.value, figure.least, figure.greatest) == (50.0, 40.0, 100.0)


def test_what_is_known_by_its_range_alone_says_so() -> None:
    figure = figure_of(indicator(**RATIO), Measured(None, Decimal(10), Decimal(4), Decimal(6)))
    assert (figure.value, figure.least, figure.greatest, figure.reason) == (None, 40.0, 60.0, "solo_rango")
    one_end = figure_of(indicator(**RATIO), Measured(None, Decimal(10), Decimal(4)))
    assert one_end.reason == "sin_datos"
    assert of(indicator(**RATIO), None, "3", "4", "6") == (None, "supera_denominador")


_MONEY = st.decimals(min_value=0, max_value=10**12, places=2)
_SMALL = st.decimals(min_value=0, max_value=20, places=2)
_NUMBER = st.none() | _MONEY | _SMALL


@given(above=_MONEY | _SMALL, below=(_MONEY | _SMALL).filter(bool), factor=st.sampled_from([1, 100, 1000]))
def test_a_value_is_the_exact_quotient_rounded_half_up(above: Decimal, below: Decimal, factor: int) -> None:
    unit = "por_ciento" if factor == 100 else "razon"
    ratio = indicator(**RATIO | {"factor": str(factor), "unidad": unit, "puede_superar": "true", "rango": {}})
    value = figure_of(ratio, Measured(above, below)).value
    exact = Fraction(above) * factor / Fraction(below)
    # Of a greater one a double cannot hold the four decimals; no figure of a country comes near it.
    assume(exact * 10_000 < 2**53)
    assert value is not None
    nearest = Fraction(round(Fraction(value) * 10_000), 10_000)
    assert Fraction(-1, 20_000) < nearest - exact <= Fraction(1, 20_000)


@st.composite
def _cells(draw: st.DrawFn) -> dict[str, Any]:
    least, middle, greatest = sorted(draw(st.tuples(_MONEY | _SMALL, _MONEY | _SMALL, _MONEY | _SMALL)))
    has_range = draw(st.booleans())
    return {
        "numerador": draw(st.sampled_from([middle, middle, None])),
        "denominador": draw(_NUMBER),
        "minimo_numerador": least if has_range else None,
        "maximo_numerador": greatest if has_range else None,
    }


_KINDS = [
    PLAIN,
    PLAIN | {"rango": {"minimo": "1", "maximo": "1000"}},
    RATIO,
    RATIO | {"puede_superar": "true"},
    RATIO | {"factor": "1000", "unidad": "razon", "rango": {"maximo": "900"}},
]


@given(cells=st.lists(_cells(), min_size=1, max_size=12), kind=st.sampled_from(_KINDS))
@settings(max_examples=25, deadline=None)
def test_the_statement_says_what_the_reference_says(
    engine: DuckDBEngine, cells: list[dict[str, Any]], kind: dict[str, Any]
) -> None:
    plain = indicator(**kind)
    if not plain.is_ratio:
        cells = [cell | {"denominador": None} for cell in cells]
    rows = figures_on(engine, _reading_cells(plain, cells), {})
    expected = [figure_of(plain, Measured(*(cell[name] for name in _ORDER))) for cell in cells]
    assert [(row["valor"], row["minimo"], row["maximo"], row["razon_codigo"]) for row in rows] == [
        (figure.value, figure.least, figure.greatest, figure.reason) for figure in expected
    ]


_ORDER = ("numerador", "denominador", "minimo_numerador", "maximo_numerador")


def _reading_cells(plain: Indicator, cells: list[dict[str, Any]]) -> IndicatorSource:
    """A statement that gives literal cells, one a year."""
    listed = ", ".join(
        f"({2000 + number}, "
        + ", ".join("null" if cell[name] is None else f"{cell[name]}::decimal(18,2)" for name in _ORDER)
        + ")"
        for number, cell in enumerate(cells)
    )
    sql = (
        "select 'anio' as periodo_tipo_codigo, 'publica' as visibilidad_codigo, anio, "
        f"{', '.join(_ORDER)} from (values {listed}) as v (anio, {', '.join(_ORDER)})"
    )
    return IndicatorSource(plain, "prueba.sql", sql, ())
