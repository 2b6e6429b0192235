"""Cells that come apart or together: small tables in, small tables out."""

from typing import Any

import pyarrow as pa
import pytest

from assets.core.cells import Place
from assets.core.reshaping import judged_cells, judged_names
from snis.contracts.layout import InstitutionContract
from tests.sql.core_case import contract


def column(header: str, field: str, **more: Any) -> dict[str, Any]:
    return {"header": header, "field": field, **more}


def judged(
    layout: InstitutionContract, rows: list[list[str]], *names: str, sheet: str = ""
) -> list[tuple[Any, ...]]:
    """Some columns of the rows as they are judged; the file has the contract's columns in their order, from line 2."""
    positions = {
        name: place
        for place, item in enumerate(layout.columns, start=1)
        for name in (item.fields if item.split else (item.position_name,))
    }
    place = Place(1, sheet, tuple(item.header[0] for item in layout.columns), positions)
    raw = pa.table(
        {
            "hoja": pa.array([sheet] * len(rows), pa.string()),
            "fila": pa.array(range(2, len(rows) + 2), pa.int64()),
            "valores": pa.array(rows, pa.list_(pa.string())),
        }
    )
    cells = judged_cells(raw.to_reader(), layout, [place])
    return [tuple(row[name] for name in names) for row in cells.to_pylist()]


PARTS = (
    column("Día", "nacimiento_fecha", part="dia"),
    column("Mes", "nacimiento_fecha", part="mes"),
    column("Año", "nacimiento_fecha", part="anio"),
)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["29", "2", "1996"], "29/2/1996"),
        (["5", "marzo", "96"], "5/marzo/96"),
        (["", "", ""], ""),
        (["5", "", "1996"], "5//1996"),
    ],
)
def test_a_date_in_three_columns_is_put_together(row: list[str], expected: str) -> None:
    layout = contract(columns=[column("CUI", "cui"), *PARTS])
    assert judged(layout, [["1", *row]], "nacimiento_fecha") == [(expected,)]


@pytest.mark.parametrize(
    ("cell", "municipality", "department"),
    [
        ("Cobán, Alta Verapaz", "Cobán", "Alta Verapaz"),
        ("Cobán,Alta Verapaz ", "Cobán", "Alta Verapaz"),
        ("Cobán", "Cobán", ""),
        ("", "", ""),
        ("Aldea Chicoj, Cobán, Alta Verapaz",) * 3,
    ],
)
def test_two_places_in_a_cell_are_parted(cell: str, municipality: str, department: str) -> None:
    split = {"by": ",", "into": ["residencia_municipio_codigo", "residencia_departamento_codigo"]}
    layout = contract(columns=[column("CUI", "cui"), {"header": "Lugar", "split": split, "format": "nombre"}])
    names = ("residencia_municipio_codigo", "residencia_departamento_codigo")
    assert judged(layout, [["1", cell]], *names) == [(municipality, department)]


@pytest.mark.parametrize(
    ("cell", "surnames", "names"),
    [
        ("CAAL XOL, MARTA ELENA", "CAAL XOL", "MARTA ELENA"),
        ("CAAL XOL MARTA ELENA", "", ""),
        ("CAAL, XOL, MARTA", "", ""),
        (", MARTA", "", ""),
    ],
)
def test_a_comma_tells_surnames_from_names(cell: str, surnames: str, names: str) -> None:
    layout = contract(
        columns=[column("CUI", "cui"), column("N", "nombre_completo", format="apellidos_nombres")]
    )
    assert judged(layout, [["1", cell]], "apellidos", "nombres", "nombre_completo") == [
        (surnames, names, cell)
    ]


MONTHS = (column("Enero", "monto_gtq", month=1), column("Feb", "monto_gtq", month=2))


def test_each_month_that_a_row_fills_is_a_delivery() -> None:
    layout = contract(columns=[column("CUI", "cui"), *MONTHS], months={"year": 2024})
    rows = [["1", "500", "250.50"], ["2", "", "Q 100"], ["3", "-", "0.00"], ["4", "Q-", ""]]
    names = ("hoja", "fila", "cui", "monto_gtq", "entrega_fecha")
    assert sorted(judged(layout, rows, *names, sheet="Planilla"), key=lambda row: row[:2]) == [
        ("Planilla", 4, "3", None, None),
        ("Planilla", 5, "4", None, None),
        ("Planilla [01]", 2, "1", "500", "2024-01-31"),
        ("Planilla [02]", 2, "1", "250.50", "2024-02-29"),
        ("Planilla [02]", 3, "2", "Q 100", "2024-02-29"),
    ]


def test_the_orders_of_the_months_are_those_of_their_names() -> None:
    layout = contract(columns=[column("CUI", "cui"), *MONTHS], months={"year": 2024})
    names = judged_names(layout, "Hoja")
    found = judged(layout, [["1", "500", "250"], ["2", "", ""]], "hoja_orden", "hoja", sheet="Hoja")
    assert {names[order - 1] for order, _ in found} == {"Hoja", "Hoja [01]", "Hoja [02]"}
    assert all(names[order - 1] == name for order, name in found)


@pytest.mark.parametrize(
    ("day", "year", "expected"),
    [
        ("last", "2026", "2026-02-28"),
        ("first", "2026", "2026-02-01"),
        ("last", "", "-02"),
        ("last", "26", "26-02"),
    ],
)
def test_the_year_of_a_month_may_stand_in_a_column(day: str, year: str, expected: str) -> None:
    layout = contract(columns=[column("Año", "entrega_fecha", part="anio"), MONTHS[1]], months={"day": day})
    assert judged(layout, [[year, "10"]], "entrega_fecha") == [(expected,)]


def test_a_file_without_months_keeps_its_sheets() -> None:
    assert judged_names(contract(), "Hoja") == ("Hoja",)
