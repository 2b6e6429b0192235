"""All sheets of an XLSX or ODS as grids: what its sender sees, and what has to be known besides."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from assets.reading.grid import Finding, Grid, Merge
from assets.reading.workbook import open_book
from snis.errors import TransferError
from tests.unit.reader_case import rows_at, xlsx
from tests.unit.test_reader_workbook import replaced

Fill = Callable[[Any, Any], None]


def grids(*fill: Fill, **options: Any) -> list[Grid]:
    return open_book(xlsx(*fill, **options), "xlsx")[0]


def shown(value: float, form: str, **options: Any) -> str:
    """What a number with a format is read as."""

    def write(sheet: Any, book: Any) -> None:
        sheet.write_number(0, 0, value, book.add_format({"num_format": form}))

    return next(grids(write, **options)[0].rows())[1][0]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (46024, "dd/mm/yyyy", "2026-01-02"),
        (46024.75, "dd/mm/yyyy hh:mm", "2026-01-02 18:00:00"),
        (46024.4331597222, "dd/mm/yyyy hh:mm:ss", "2026-01-02 10:23:45"),
        (0.5, "hh:mm", "12:00:00"),
        (1.25, "[h]:mm:ss", "30:00:00"),
        (59, "dd/mm/yyyy", "1900-02-28"),
        (60, "dd/mm/yyyy", "1900-02-29"),
        (61, "dd/mm/yyyy", "1900-03-01"),
        (60, "0.00", "60"),
        (-1, "dd/mm/yyyy", "-1"),
        (-1, "0.00", "-1"),
        (3_000_000, "dd/mm/yyyy", "3000000"),
        (20260102, "dd/mm/yyyy", "20260102"),
        (9123456780101, "dd/mm/yyyy", "9123456780101"),
        (12, "0000", "0012"),
        (-12, "0000", "-0012"),
        (12.5, "0000", "12.5"),
        (123456, "0000", "123456"),
        (12, "00-00", "12"),
        (12, "0.00", "12"),
        (12, '"Día" 0', "12"),
        (1e-7, "General", "0.0000001"),
        (1e20, "0", "100000000000000000000"),
        (9123456780101, "0.0E+00", "9123456780101"),
    ],
)
def test_number_with_a_format_is_what_it_stands_for(value: float, form: str, text: str) -> None:
    assert shown(value, form) == text


@pytest.mark.parametrize(("value", "text"), [(44562, "2026-01-02"), (60, "1904-03-01"), (-1, "-1")])
def test_days_that_count_from_1904(value: float, text: str) -> None:
    assert shown(value, "dd/mm/yyyy", date_1904=True) == text


def test_number_that_no_duration_holds_is_refused_and_not_a_crash() -> None:
    with pytest.raises(TransferError, match="no cabe"):
        shown(1e10, "[h]:mm")


@pytest.mark.parametrize(
    "text",
    [
        "007 ",
        "  con blancos  ",
        "dos\nlíneas",
        "tab\tcr\r",
        "_x0041_",
        "&lt;b&gt; & <b>",
        "1E5",
        "#N/A",
        "😀",
    ],
)
def test_text_is_exactly_as_sent(text: str) -> None:
    def write(sheet: Any, _: Any) -> None:
        sheet.write_string(0, 0, text)

    assert next(grids(write)[0].rows())[1] == [text]
    # Inline texts, as many libraries write them.
    assert next(grids(write, constant_memory=True)[0].rows())[1] == [text]


def test_rich_text_is_its_text() -> None:
    def write(sheet: Any, book: Any) -> None:
        sheet.write_rich_string(0, 0, "Ana ", book.add_format({"bold": True}), "María", " López")

    assert next(grids(write)[0].rows())[1] == ["Ana María López"]


def test_columns_of_mixed_types_keep_each_cell() -> None:
    def write(sheet: Any, book: Any) -> None:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for row, value in enumerate(("texto", 5, 2.5, True, "")):
            sheet.write(row, 0, value)
        sheet.write_datetime(5, 0, dt.datetime(2026, 1, 2), day)  # noqa: DTZ001
        sheet.write(6, 0, "fin")

    assert [cells[0] for _, cells in grids(write)[0].rows()] == [
        *("texto", "5", "2.5", "true", "", "2026-01-02", "fin")
    ]


def test_sheets_come_in_their_order_with_their_visibility() -> None:
    def very_hidden(sheet: Any, _: Any) -> None:
        sheet.write(0, 0, "x")
        sheet.very_hidden()

    found = grids(rows_at(1, ("a",)), very_hidden, rows_at(1), names=("Uno", "Dos", "Tres"))
    assert [(grid.name, grid.is_visible, len(list(grid.rows()))) for grid in found] == [
        ("Uno", True, 1),
        ("Dos", False, 1),
        ("Tres", True, 0),
    ]


def test_chart_sheet_has_no_cells() -> None:
    content = io.BytesIO()
    import xlsxwriter

    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [1, 2, 3])
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Sheet1!$A$1:$C$1"})
        book.add_chartsheet("Gráfico").set_chart(chart)
    found, _ = open_book(content.getvalue(), "xlsx")
    assert [(grid.name, len(list(grid.rows()))) for grid in found] == [("Sheet1", 1), ("Gráfico", 0)]
    assert [item.hallazgo for item in found[1].findings] == ["hoja_sin_celdas"]


def test_merges_of_both_directions_are_told() -> None:
    def write(sheet: Any, _: Any) -> None:
        sheet.merge_range(0, 0, 0, 2, "Título")
        sheet.merge_range(2, 1, 4, 1, "Escuintla")

    assert sorted(grids(write)[0].merges, key=lambda merge: merge.top) == [
        Merge(1, 0, 1, 2),
        Merge(3, 1, 5, 1),
    ]


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    def write(sheet: Any, _: Any) -> None:
        rows_at(1, ("a", "b", "c"), ("1", "2", "3"), ("4", "5", "6"))(sheet, None)
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column(1, 2, None, None, {"hidden": True})

    found = grids(write)[0]
    assert [cells for _, cells in found.rows()] == [["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"]]
    assert [(item.hallazgo, item.texto.split()[1], item.lugar) for item in found.findings] == [
        ("filas_ocultas", "1", "Sheet1"),
        ("columnas_ocultas", "2", "Sheet1"),
    ]


def test_zeros_of_a_format_are_told() -> None:
    def write(sheet: Any, book: Any) -> None:
        zeros = book.add_format({"num_format": "0000000000000"})
        sheet.write_column(0, 0, [101010101, 9123456780101], zeros)

    found = grids(write)[0]
    assert [cells for _, cells in found.rows()] == [["0000101010101"], ["9123456780101"]]
    assert [(item.hallazgo, item.texto.split()[1]) for item in found.findings] == [("ceros_del_formato", "1")]


def formulas(value: Any) -> bytes:
    def write(sheet: Any, _: Any) -> None:
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_formula(1, 0, "=IF(B2>1,3,4)", None, value)
        sheet.write(1, 1, 5)

    return xlsx(write)


@pytest.mark.parametrize(
    ("content", "text", "rows"),
    [
        (formulas(7), "7", ()),
        (formulas("x"), "x", ()),
        (formulas(True), "true", ()),
        (formulas("#N/A"), "#N/A", ()),
        (replaced(formulas(7), b"<v>7</v>", b""), "", (2,)),
        (replaced(formulas(7), b"<v>7</v>", b"<v/>"), "", (2,)),
        # A zero that a library wrote for «compute this when you open it».
        (formulas(0), "0", (2,)),
        (replaced(formulas(0), b'fullCalcOnLoad="1"', b""), "0", ()),
    ],
)
def test_formula_gives_its_saved_value_or_tells_that_it_has_none(
    content: bytes, text: str, rows: tuple[int, ...]
) -> None:
    grid = open_book(content, "xlsx")[0][0]
    assert [cells for _, cells in grid.rows()] == [["a", "b"], [text, "5"]]
    assert grid.uncomputed == rows


def with_part(content: bytes, name: str) -> bytes:
    changed = io.BytesIO(content)
    with zipfile.ZipFile(changed, "a") as archive:
        archive.writestr(name, "x")
    return changed.getvalue()


@pytest.mark.parametrize(
    ("part", "hallazgo"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/externalLinks/externalLink1.xml", "vinculos_externos"),
        ("xl/connections.xml", "conexiones_de_datos"),
    ],
)
def test_what_is_never_run_or_followed_is_told(part: str, hallazgo: str) -> None:
    findings: list[Finding] = open_book(with_part(xlsx(rows_at(1, ("a",))), part), "xlsx")[1]
    assert [item.hallazgo for item in findings] == [hallazgo]


def prefixed(content: bytes) -> bytes:
    """The same sheet as some programs write it, each element with a prefix."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(changed, "w") as after:
        for item in before.infolist():
            data = before.read(item)
            if item.filename.startswith("xl/worksheets/sheet"):
                data = data.replace(b"</", b"</x:").replace(b"<", b"<x:").replace(b"<x:/x:", b"</x:")
                data = data.replace(b"<x:?", b"<?").replace(b"xmlns=", b"xmlns:x=")
            after.writestr(item, data)
    return changed.getvalue()


def test_marks_are_found_under_a_prefix() -> None:
    def write(sheet: Any, book: Any) -> None:
        sheet.write_formula(0, 0, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 0, "=1+1", None, 0)
        sheet.write_number(2, 0, 7, book.add_format({"num_format": "000"}))
        sheet.set_row(2, None, None, {"hidden": True})

    grid = open_book(prefixed(xlsx(write)), "xlsx")[0][0]
    assert [cells for _, cells in grid.rows()] == [["#DIV/0!"], ["0"], ["007"]]
    assert grid.uncomputed == (2,)
    assert {item.hallazgo for item in grid.findings} == {"filas_ocultas", "ceros_del_formato"}


def test_stray_cell_is_refused_wherever_its_row_stands() -> None:
    content = xlsx(rows_at(1, *[("a", "b")] * 5000))
    with pytest.raises(TransferError, match="demasiado grande"):
        open_book(replaced(content, b'r="B3"', b'r="XFD3"'), "xlsx")


def test_two_rows_of_one_number_are_refused() -> None:
    content = replaced(xlsx(rows_at(1, ("a", "b"), ("c", "d"))), b'r="A2"', b'r="A1"')
    with pytest.raises(TransferError, match="repite"):
        open_book(replaced(content, b'r="B2"', b'r="B1"'), "xlsx")


def test_document_type_definition_is_refused() -> None:
    content = xlsx(rows_at(1, ("a",)))
    doctype = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    with pytest.raises(TransferError):
        open_book(replaced(content, doctype, doctype + b'<!DOCTYPE x [<!ENTITY y "z">]>'), "xlsx")


def test_cut_or_changed_bytes_are_a_refusal_or_the_same_text() -> None:
    content = xlsx(rows_at(1, *[("CUI", "Nombre", 5, 2.5)] * 30))
    expected = [cells for _, cells in open_book(content, "xlsx")[0][0].rows()]
    for at in range(30, len(content), 53):
        changed = bytearray(content)
        changed[at] ^= 0x55
        try:
            found = open_book(bytes(changed), "xlsx")[0]
            assert [cells for _, cells in found[0].rows()] == expected
        except TransferError as error:
            assert error.rule == "ARC-02"
