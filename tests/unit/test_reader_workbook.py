"""XLSX and ODS: text of each kind of cell, true row numbers, sheets, and what is refused rather than misread."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from assets.reading.workbook import cell_text
from tests.unit.reader_case import HEADER, contract, ods, read, reading, refused, rows_at, xlsx

XLSX, ODS = contract("xlsx"), contract("ods")
ROW = ("1", "a", "x", "")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (9123456780101.0, "9123456780101"),
        (2500.0, "2500"),
        (1250.5, "1250.5"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (1e20, "100000000000000000000"),
        (-0.5, "-0.5"),
        (0.0, "0"),
        (True, "true"),
        (False, "false"),
        ("007 ", "007 "),
        (None, ""),
        (dt.date(2026, 1, 2), "2026-01-02"),
        (dt.datetime(2026, 1, 2), "2026-01-02"),  # noqa: DTZ001 a workbook knows no zone
        (dt.datetime(2026, 1, 2, 13, 5), "2026-01-02 13:05:00"),  # noqa: DTZ001
        (dt.time(12, 30), "12:30:00"),
    ],
)
def test_cell_is_the_text_that_stands_for_it(cell: Any, text: str) -> None:
    assert cell_text(cell) == text


def test_rows_keep_their_number_on_the_sheet() -> None:
    def write(sheet: Any, book: Any) -> None:
        sheet.write(1, 2, "Planilla del programa")
        sheet.write_row(4, 0, HEADER)
        sheet.write_row(7, 0, [9123456780101, "", "x"])
        sheet.write_datetime(7, 1, dt.datetime(2026, 1, 2), book.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001
        sheet.write_row(9, 0, ["TOTAL", 1])

    found = reading(xlsx(write), XLSX)
    assert found.findings["hojas"][0]["fila_encabezado"] == 5
    assert found.reader().read_all().to_pylist() == [
        {"hoja": "Sheet1", "fila": 8, "valores": ["9123456780101", "2026-01-02", "x", ""]},
        {"hoja": "Sheet1", "fila": 10, "valores": ["TOTAL", "1", "", ""]},
    ]
    assert found.tally.blank == 3


def test_empty_first_column_is_a_column_without_a_known_header() -> None:
    assert refused(xlsx(rows_at(1, HEADER, ROW, column=1)), XLSX).rule == "ARC-05"


def test_cells_beyond_the_header_stay_only_when_they_hold_something() -> None:
    content = xlsx(rows_at(1, HEADER, ROW, (*ROW, "", "fuera")))
    assert [len(cells) for _, _, cells in read(content, XLSX)] == [4, 6]


def test_dates_of_the_1904_system_are_the_same_days() -> None:
    def write(sheet: Any, book: Any) -> None:
        rows_at(1, HEADER, ROW)(sheet, book)
        sheet.write_datetime(1, 1, dt.datetime(2026, 1, 2), book.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001

    assert read(xlsx(write, date_1904=True), XLSX)[0][2][1] == "2026-01-02"


def test_only_the_sheets_of_the_contract_are_read_and_the_others_noted() -> None:
    content = xlsx(
        rows_at(1, HEADER, ROW),
        rows_at(3, HEADER, ROW),
        rows_at(1, ("Instrucciones",)),
        names=("Planilla enero", "PLANILLA febrero", "Notas"),
    )
    found = reading(content, contract("xlsx", sheets="Planilla*"))
    assert [(row["hoja"], row["fila"]) for row in found.reader().read_all().to_pylist()] == [
        ("Planilla enero", 2),
        ("PLANILLA febrero", 4),
    ]
    assert found.findings["hojas_ignoradas"] == [{"hoja": "Notas", "visible": True}]


def test_sheet_without_the_header_is_refused_when_the_contract_takes_all() -> None:
    content = xlsx(rows_at(1, HEADER, ROW), rows_at(1, ROW), names=("A", "B"))
    assert (refused(content, XLSX).rule, refused(content, XLSX).place) == ("ARC-06", "B")


def hidden(rows: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    def write(sheet: Any, book: Any) -> None:
        rows(sheet, book)
        sheet.hide()

    return write


def test_hidden_sheet_is_ignored_unless_it_looks_like_data() -> None:
    assert len(read(xlsx(rows_at(1, HEADER, ROW), hidden(rows_at(1, ("lista",)))), XLSX)) == 1
    assert "oculta" in refused(xlsx(rows_at(1, HEADER, ROW), hidden(rows_at(1, HEADER, ROW))), XLSX).message


def test_error_cells_are_text_not_nothing() -> None:
    def write(sheet: Any, book: Any) -> None:
        rows_at(1, HEADER, ROW)(sheet, book)
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")

    content = xlsx(write)
    assert read(content, XLSX)[0][2] == ["1", "#DIV/0!", "x", ""]
    single = replaced(replaced(content, b'r="B2"', b"r='B2'"), b't="e"', b"t='e'")
    assert read(single, XLSX)[0][2] == ["1", "#DIV/0!", "x", ""]


def replaced(content: bytes, old: bytes, new: bytes) -> bytes:
    """The same workbook with other XML in its sheets."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(changed, "w") as after:
        for item in before.infolist():
            after.writestr(item, before.read(item).replace(old, new))
    return changed.getvalue()


def test_formula_that_gives_an_empty_text_is_an_empty_cell() -> None:
    def write(sheet: Any, book: Any) -> None:
        rows_at(1, HEADER, ROW)(sheet, book)
        sheet.write_formula(1, 3, '=""', None, "nada")

    assert read(replaced(xlsx(write), b"<v>nada</v>", b"<v></v>"), XLSX)[0][2] == ["1", "a", "x", ""]


def test_formula_that_nobody_computed_is_refused_with_its_row() -> None:
    def write(sheet: Any, book: Any) -> None:
        rows_at(1, HEADER, ROW)(sheet, book)
        sheet.write_formula(1, 1, "=3+4", None, 7)

    assert read(xlsx(write), XLSX)[0][2][1] == "7"
    # What a library leaves that writes formulas and computes nothing.
    error = refused(replaced(xlsx(write), b"</f><v>7</v>", b"</f><v></v>"), XLSX)
    assert (error.rule, error.place) == ("ARC-02", "Sheet1, fila 2")
    assert "fórmula" in error.message


def merged(first: int, last: int) -> Callable[[Any, Any], None]:
    def write(sheet: Any, book: Any) -> None:
        rows_at(3, HEADER, ROW, ROW)(sheet, book)
        sheet.merge_range(first - 1, 2, last - 1, 2, "Escuintla")

    return write


def test_cells_merged_over_rows_of_data_are_refused() -> None:
    assert len(read(xlsx(merged(1, 2)), XLSX)) == 2
    assert "combinadas de la fila 4 a la 5" in refused(xlsx(merged(4, 5)), XLSX).message


def test_ods_gives_the_same_text_and_row_numbers() -> None:
    content = ods(
        [
            [""],
            list(HEADER),
            [""],
            [
                {"valuetype": "float", "value": "9123456780101"},
                {"valuetype": "date", "datevalue": "2026-01-02"},
                "x",
                {"valuetype": "boolean", "booleanvalue": "true"},
            ],
        ]
    )
    assert read(content, ODS) == [("Hoja1", 4, ["9123456780101", "2026-01-02", "x", "true"])]


def test_ods_with_cells_merged_over_rows_or_uncomputed_is_refused() -> None:
    tall = [list(HEADER), [{"numberrowsspanned": 2, "numbercolumnsspanned": 1}, "a"], ["(cubierta)", "b"]]
    assert "combinadas" in refused(ods([*tall, list(ROW)]), ODS).message
    formula = {"formula": "of:=1+1"}
    assert "fórmula" in refused(ods([list(HEADER), ["1", formula, "x"]]), ODS).message


def test_ods_that_expands_beyond_reason_is_refused() -> None:
    row = [{"valuetype": "float", "value": "1", "numbercolumnsrepeated": 50_000_000}]
    assert "más de lo admitido" in refused(ods([list(HEADER), row]), ODS).message


def test_cell_far_from_the_table_is_refused_before_memory_runs_out() -> None:
    def write(sheet: Any, book: Any) -> None:
        rows_at(1, HEADER, ROW)(sheet, book)
        sheet.write(1_048_575, 16_383, "x")

    assert "demasiado grande" in refused(xlsx(write), XLSX).message


GOOD = xlsx(rows_at(1, HEADER, ROW))


@pytest.mark.parametrize(
    ("content", "under", "cause"),
    [
        (b"CUI;Fecha\n1;a\n", XLSX, "otro tipo"),
        (b"<html><table></table></html>", XLSX, "HTML"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), XLSX, "contraseña"),
        (b"\xd0\xcf\x11\xe0 a real xls", XLSX, ".xls"),
        (GOOD[: len(GOOD) // 2], XLSX, "dañado o cortado"),
        (GOOD, ODS, "No es un libro ods"),
        (ods([list(HEADER), list(ROW)]), XLSX, "No es un libro xlsx"),
    ],
)
def test_what_is_no_such_workbook_is_refused_with_its_cause(content: bytes, under: Any, cause: str) -> None:
    error = refused(content, under)
    assert error.rule == "ARC-02"
    assert cause in error.message


def test_empty_workbook_is_empty() -> None:
    assert refused(b"", XLSX).rule == "ARC-01"
    assert refused(xlsx(rows_at(1)), XLSX).rule == "ARC-01"


def test_truncation_anywhere_is_a_refusal_and_never_a_crash() -> None:
    for size in range(1, len(GOOD), 97):
        assert refused(GOOD[:size], XLSX).rule == "ARC-02"
