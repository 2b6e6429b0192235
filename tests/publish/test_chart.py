"""The preview chart: published figures as bars, in words too, the same bytes for the same input."""

from xml.etree import ElementTree

import pyarrow as pa

from publish.chart import MOST_BARS, Bar, chart_of, chart_svg
from publish.datasets import ChartSpec

SVG = "{http://www.w3.org/2000/svg}"
SPEC = ChartSpec(
    title="Personas por departamento", table="open_x", measure="personas", by=("departamento_codigo",),
    where={"cruce_codigo": "departamento"},
)  # fmt: skip
KEY = ("cruce_codigo", "anio", "mes", "departamento_codigo")
CODES = {"departamento": {"01": "Guatemala", "08": "Totonicapán <sur>"}}
ROWS = [
    {"cruce_codigo": "departamento", "anio": 2026, "mes": None, "departamento_codigo": "08", "personas": 120},
    {
        "cruce_codigo": "departamento",
        "anio": 2026,
        "mes": None,
        "departamento_codigo": "01",
        "personas": 4310,
    },
    {"cruce_codigo": "departamento", "anio": 2026, "mes": 4, "departamento_codigo": "01", "personas": 990},
    {
        "cruce_codigo": "departamento",
        "anio": 2025,
        "mes": None,
        "departamento_codigo": "01",
        "personas": 3000,
    },
    {"cruce_codigo": "pais", "anio": 2026, "mes": None, "departamento_codigo": None, "personas": 4430},
]


def test_bars_are_the_rows_of_the_last_year_that_are_asked_for_largest_first() -> None:
    chart = chart_of(SPEC, pa.Table.from_pylist(ROWS), KEY, CODES)
    assert chart.year == 2026
    assert chart.bars == (Bar("Guatemala", 4310), Bar("Totonicapán <sur>", 120))


def test_years_are_drawn_in_their_order() -> None:
    rows = [{"anio": 2026, "personas": 110}, {"anio": 2024, "personas": 150}]
    spec = ChartSpec(title="Por año", table="open_x", measure="personas", by=("anio",))
    assert chart_of(spec, pa.Table.from_pylist(rows), ("anio",), {}).bars == (
        Bar("2024", 150),
        Bar("2026", 110),
    )


def test_the_drawing_is_xml_with_title_description_and_every_figure_in_words() -> None:
    drawn = chart_svg(
        chart_of(SPEC, pa.Table.from_pylist(ROWS), KEY, CODES), source="Ministerio, edición 2026-04."
    )
    root = ElementTree.fromstring(drawn)
    assert root.get("role") == "img"
    labelled = {node.get("id") for node in root.iter() if node.get("id")}
    assert set((root.get("aria-labelledby") or "").split()) == labelled
    assert root.findtext(SVG + "title") == "Personas por departamento, 2026"
    assert "Guatemala: 4\u00a0310; Totonicapán <sur>: 120." in (root.findtext(SVG + "desc") or "")
    assert "posiblemente nada" in drawn


def test_the_same_rows_give_the_same_bytes_in_any_order() -> None:
    one = chart_of(SPEC, pa.Table.from_pylist(ROWS), KEY, CODES)
    other = chart_of(SPEC, pa.Table.from_pylist(ROWS[::-1]), KEY, CODES)
    assert chart_svg(one, source="x") == chart_svg(other, source="x")


def test_what_is_left_out_is_said() -> None:
    rows = [
        ROWS[0] | {"departamento_codigo": f"{n:02d}", "personas": 10 * n} for n in range(1, MOST_BARS + 4)
    ]
    chart = chart_of(SPEC, pa.Table.from_pylist(rows), KEY, {})
    assert (len(chart.bars), chart.left_out) == (MOST_BARS, 3)
    assert "Hay 3 barras menores en la tabla." in chart_svg(chart, source="x")


def test_a_table_without_figures_is_a_chart_that_says_so() -> None:
    empty = pa.Table.from_pylist(ROWS[:1]).slice(0, 0)
    drawn = chart_svg(chart_of(SPEC, empty, KEY, CODES), source="x")
    assert "Sin cifras publicadas." in drawn
    ElementTree.fromstring(drawn)
