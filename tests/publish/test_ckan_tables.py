"""A CSV as a DataStore table: types from its schema, codes as text, and what makes two tables differ."""

from pathlib import Path
from typing import Any

import pytest

from publish.ckan_groups import TITLES, group_names
from publish.ckan_tables import Table, table_of

SCHEMA = {
    "fields": [
        {"name": "codigo", "type": "string", "title": "Código", "description": "Con ceros."},
        {"name": "personas", "type": "integer"},
        {"name": "monto", "type": "number", "title": "Monto", "description": "Suma.", "unit": "GTQ"},
        {"name": "completo", "type": "boolean"},
        {"name": "dia", "type": "date"},
        {"name": "momento", "type": "datetime"},
        {"name": "otro", "type": "geopoint"},
    ]
}
CSV = """codigo,personas,monto,completo,dia,momento,otro
0801,12,1250.50,true,2026-04-30,2026-04-30T10:00:00,"a, b"
01,,,false,,,
"""


@pytest.fixture
def table(tmp_path: Path) -> Table:
    path = tmp_path / "t.csv"
    path.write_text(CSV, encoding="utf-8")
    return table_of(path, SCHEMA)


def as_found(table: Table) -> dict[str, Any]:
    fields = [{"id": "_id", "type": "int"}, *table.fields]
    return {"fields": fields, "meta": {"count": table.count}}


def test_columns_are_typed_and_explained(table: Table) -> None:
    assert [(field["id"], field["type"]) for field in table.fields] == [
        ("codigo", "text"), ("personas", "int8"), ("monto", "numeric"), ("completo", "bool"), ("dia", "date"),
        ("momento", "timestamp"), ("otro", "text"),
    ]  # fmt: skip
    assert table.fields[0]["info"] == {"label": "Código", "notes": "Con ceros."}
    assert table.fields[1]["info"] == {"label": "personas", "notes": ""}
    assert table.fields[2]["info"] == {"label": "Monto", "notes": "Suma. Unidad: GTQ."}


def test_codes_keep_their_zeros_and_empty_is_null(table: Table) -> None:
    assert list(table.rows()) == [
        ["0801", 12, "1250.50", True, "2026-04-30", "2026-04-30T10:00:00", "a, b"],
        ["01", None, None, False, None, None, None],
    ]


def test_rows_come_in_batches(table: Table) -> None:
    assert [[row["codigo"] for row in batch] for batch in table.batches(1)] == [["0801"], ["01"]]
    assert table.count == 2


def test_the_same_value_in_another_form_is_the_same(table: Table) -> None:
    there = [["0801", 12, 1250.5, True, "2026-04-30", "2026-04-30T10:00:00.000", "a, b"]]
    assert next(table.canonical(iter(there))) == next(table.canonical(table.rows()))


def test_a_code_without_its_zero_is_another(table: Table) -> None:
    there = [["801", 12, 1250.5, True, "2026-04-30", "2026-04-30T10:00:00", "a, b"]]
    assert next(table.canonical(iter(there))) != next(table.canonical(table.rows()))


def test_the_same_table_does_not_differ(table: Table) -> None:
    assert list(table.differences(as_found(table))) == []


def test_every_difference_is_named(table: Table) -> None:
    found = as_found(table)
    code, persons = found["fields"][1], found["fields"][2]
    found["fields"][1] = {**code, "info": {**code["info"], "notes": "otra", "suyo": "x"}}
    found["fields"][2] = {**persons, "type": "text"}
    found["meta"] = {"count": 3}
    assert list(table.differences(found)) == [
        ("codigo: notes", "otra", "Con ceros."),
        ("personas: tipo", "text", "int8"),
        ("filas", 3, 2),
    ]
    assert list(table.differences(None)) == [("tabla", None, "2 filas")]


def test_themes_become_groups() -> None:
    assert group_names(["SOCI", "HEAL", "NADA"]) == ("poblacion-y-sociedad", "salud")
    assert TITLES["educacion-cultura-y-deportes"] == "Educación, cultura y deportes"
