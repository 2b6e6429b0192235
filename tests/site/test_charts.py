"""Charts: every value stands beside its shape, every drawing says in words what it shows, nothing leaves the sheet."""

import re
import xml.etree.ElementTree as ET

from quality.site.charts import LOST, Node, bar_chart, flow_chart, line_chart, stacked_chart

SVG = "{http://www.w3.org/2000/svg}"


def words(drawing: str) -> list[str]:
    return [item.text or "" for item in ET.fromstring(drawing).iter(f"{SVG}text")]


def test_a_flow_is_as_high_as_its_rows() -> None:
    drawing = flow_chart(
        "f",
        "Filas",
        [("Recibidas", [Node("filas", 100)]), ("Juzgadas", [Node("buenas", 75), Node("malas", 25, LOST)])],
    )
    heights = [
        float(item.get("height", 0))
        for item in ET.fromstring(drawing).iter(f"{SVG}rect")
        if item.get("width") == "16"
    ]
    assert heights == [230.0, 172.5, 57.5]
    assert {"filas", "100", "buenas", "75", "malas", "25"} <= set(words(drawing))


def test_a_flow_without_rows_is_drawn_all_the_same() -> None:
    assert "0" in words(flow_chart("f", "Filas", [("Recibidas", [Node("filas", 0)])]))


def test_bars_print_their_values_and_say_them() -> None:
    drawing = bar_chart("b", "Reglas", [("CUI-01", 1200.0), ("<otra>", 3.0)], unit="filas")
    assert {"CUI-01", "1\u00a0200", "<otra>", "3"} <= set(words(drawing))
    described = ET.fromstring(drawing).find(f"{SVG}desc")
    assert described is not None
    assert described.text == "Barras horizontales, en filas. CUI-01: 1\u00a0200; <otra>: 3."


def test_stacks_name_their_parts() -> None:
    drawing = stacked_chart("s", "Celdas", ("impresas", "retenidas"), [("Cobertura", (30, 10))])
    assert "30 impresas, 10 retenidas" in words(drawing)


def test_lines_stay_on_their_sheet_and_differ_in_more_than_colour() -> None:
    drawing = line_chart(
        "l", "Noches", ["2026-01", "2026-02"], [("a", [1.0, 4.0]), ("b", [2.0, 0.0])], unit="%"
    )
    sheet = ET.fromstring(drawing)
    height = float(sheet.get("height", 0))
    spots = [
        tuple(map(float, pair.split(",")))
        for line in sheet.iter(f"{SVG}polyline")
        for pair in str(line.get("points")).split()
    ]
    assert all(0 <= x <= 720 and 0 <= y <= height for x, y in spots)
    dashes = {line.get("stroke-dasharray") for line in sheet.iter(f"{SVG}polyline")}
    assert len(dashes) == 2


def test_one_night_alone_is_a_point() -> None:
    assert re.search(r"<circle", line_chart("l", "Noches", ["2026-01"], [("a", [3.0])], unit="%"))


def test_nothing_to_draw_is_no_drawing() -> None:
    assert (bar_chart("b", "x", [], unit=""), line_chart("l", "x", [], [], unit="")) == ("", "")
