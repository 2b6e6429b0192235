"""The workbook: the rows of the CSV cell by cell, codes as text, nothing hidden, the same bytes for the same input."""

import io
import re
import zipfile
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from python_calamine import CalamineWorkbook

from publish.dictionary import CodeList
from publish.workbook import CODES, COVER, DICTIONARY, Cover, fits, workbook_bytes
from snis.contracts.model import Field, TableContract

CONTRACT = TableContract(
    name="open_x", layer="open", title="Personas", description="Personas.", grain="Una fila por lugar.",
    key=("departamento_codigo",),
    fields=(
        Field("departamento_codigo", "string", "Departamento", "Código."),
        Field("anio", "integer", "Año", "Año.", unit="año"),
        Field("personas", "integer", "Personas", "Personas.", unit="personas"),
        Field("monto_gtq", "decimal(18,2)", "Monto", "Monto.", required=False),
        Field("tasa_pct", "number", "Tasa", "Tasa.", required=False),
        Field("es", "boolean", "Es", "Es."),
    ),
)  # fmt: skip
TABLE = pa.table(
    {
        "departamento_codigo": ["01", "=1+1"],
        "anio": [2026, 2026],
        "personas": [1245, 10],
        "monto_gtq": pa.array([Decimal("1234567.80"), None], pa.decimal128(18, 2)),
        "tasa_pct": [9.13, None],
        "es": [True, False],
    }
)
WORDS = [("open_x", "anio", "integer", "Año", "Año.", "año", "", "none", "sí")]
LISTS = [CodeList("departamento", ("departamento_codigo",), (("01", "Guatemala"),))]


def book(table: pa.Table = TABLE, created: str = "2026-04-30T00:00:00Z") -> bytes:
    cover = Cover("Personas", [("Filas ausentes", "Nunca es un cero.")])
    return workbook_bytes(cover, [(CONTRACT, table)], words=WORDS, lists=LISTS, created=created)


def sheet(name: str) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(book())).get_sheet_by_name(name).to_python()


def test_a_sheet_holds_the_rows_of_its_table() -> None:
    assert sheet("open_x") == [
        ["departamento_codigo", "anio", "personas", "monto_gtq", "tasa_pct", "es"],
        ["01", 2026, 1245, 1234567.8, 9.13, True],
        ["=1+1", 2026, 10, "", "", False],
    ]


def test_there_are_a_cover_a_dictionary_and_the_codes() -> None:
    names = CalamineWorkbook.from_filelike(io.BytesIO(book())).sheet_names
    assert names == [COVER, "open_x", DICTIONARY, CODES]
    assert sheet(CODES) == [["lista", "codigo", "nombre"], ["departamento", "01", "Guatemala"]]
    assert "Nunca es un cero." in str(sheet(COVER))


def test_the_same_input_gives_the_same_bytes_and_no_clock() -> None:
    assert book() == book()
    with zipfile.ZipFile(io.BytesIO(book())) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        properties = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d{2}-\d{2}T[\d:]+Z", properties)) == {"2026-04-30T00:00:00Z"}


def test_numbers_are_written_with_the_digits_they_have() -> None:
    with zipfile.ZipFile(io.BytesIO(book())) as archive:
        content = archive.read("xl/worksheets/sheet2.xml").decode()
    assert "<v>9.13</v>" in content
    assert "<v>1234567.80</v>" in content


def test_nothing_is_a_formula_a_comment_or_hidden() -> None:
    with zipfile.ZipFile(io.BytesIO(book())) as archive:
        assert not [name for name in archive.namelist() if "comment" in name or "vml" in name.lower()]
        text = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))
    assert "<f>" not in text
    assert 'state="hidden"' not in text


@pytest.mark.parametrize(
    ("key", "rows", "expected"), [(("anio",), 200_000, True), (("anio",), 200_001, False), ((), 10, False)]
)
def test_long_tables_and_records_are_left_to_csv_and_parquet(
    key: tuple[str, ...], rows: int, expected: bool
) -> None:
    assert fits(TableContract(**{**vars(CONTRACT), "key": key}), rows) is expected
