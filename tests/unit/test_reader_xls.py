"""Old workbooks (XLS): the same text as of any other workbook, and nothing lost without a word."""

from typing import Any

import pytest

from assets.reading.grid import Grid, Merge
from assets.reading.kinds import kind_of
from assets.reading.workbook import open_book
from snis.errors import TransferError
from tests.unit.xls_writer import Error, Formula, Number, XlsSheet, compound, xls


def grids(*sheets: XlsSheet, **options: Any) -> list[Grid]:
    return open_book(xls(*sheets, **options), "xls")[0]


def rows(*cells: Any, **options: Any) -> list[str]:
    return next(grids(XlsSheet("Hoja1", [cells]), **options)[0].rows())[1]


def test_kind_is_found_by_content() -> None:
    assert kind_of(xls(XlsSheet("H", [["a"]]))) == "xls"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("0012 Ñandú", "0012 Ñandú"),
        (2500501020101.0, "2500501020101"),
        (Number(5, is_packed=True), "5"),
        (0.1 + 0.2, "0.3"),
        (True, "true"),
        (Error("#N/A"), "#N/A"),
        (Formula(7.0), "7"),
        (Formula("texto"), "texto"),
        (Formula(Error("#DIV/0!")), "#DIV/0!"),
        (Number(46024, "dd/mm/yyyy"), "2026-01-02"),
        (Number(46024.5, "dd/mm/yyyy hh:mm"), "2026-01-02 12:00:00"),
        (Number(0.5, "hh:mm"), "12:00:00"),
        (Number(60, "dd/mm/yyyy"), "1900-02-29"),
        (Number(59, "dd/mm/yyyy"), "1900-02-28"),
        (Number(1, "dd/mm/yyyy"), "1900-01-01"),
        (Number(-1, "dd/mm/yyyy"), "-1"),
        (Number(1.25, "[h]:mm:ss"), "30:00:00"),
        (Number(12, "0000"), "0012"),
        (Number(12, "0000", is_packed=True), "0012"),
        (Number(12, "0.00"), "12"),
        (Number(20260102, "dd/mm/yyyy"), "20260102"),
    ],
)
def test_cell_is_the_text_that_stands_for_it(cell: Any, text: str) -> None:
    assert rows("antes", cell, "después") == ["antes", text, "después"]


def test_days_that_count_from_1904() -> None:
    assert rows(Number(44562, "dd/mm/yyyy"), date_1904=True) == ["2026-01-02"]


def test_rows_keep_their_place_and_sheets_their_visibility() -> None:
    found = grids(
        XlsSheet("Datos", [[], ["", "a"], [], ["b"]]),
        XlsSheet("Oculta", [["x"]], visibility=1),
        XlsSheet("Muy oculta", [["y"]], visibility=2),
    )
    assert [(grid.name, grid.is_visible) for grid in found] == [
        ("Datos", True),
        ("Oculta", False),
        ("Muy oculta", False),
    ]
    assert [(number, cells) for number, cells in found[0].rows() if any(cells)] == [
        (2, ["", "a"]),
        (4, ["b", ""]),
    ]
    assert list(found[0].rows()) == list(found[0].rows())


def test_merges_hidden_rows_and_zeros_are_told() -> None:
    cells = [["a", "b"], ["", Number(7, "0000")], ["c", "d"]]
    found = grids(XlsSheet("H", cells, merges=[(0, 1, 0, 0)], hidden_rows=[3]))[0]
    assert found.merges == (Merge(1, 0, 2, 0),)
    assert {item.hallazgo for item in found.findings} == {"filas_ocultas", "ceros_del_formato"}


def test_password_and_other_office_documents_are_refused_by_name() -> None:
    for content, cause in (
        (xls(XlsSheet("H", [["a"]]), password=True), "contraseña"),
        (compound({"EncryptedPackage": b""}), "contraseña"),
        (compound({"WordDocument": b""}), "Word"),
        (compound({"Otra cosa": b""}), "no es un libro"),
    ):
        with pytest.raises(TransferError) as caught:
            open_book(content, kind_of(content))
        assert caught.value.rule == "ARC-02"
        assert cause in caught.value.message


def test_cut_anywhere_is_a_refusal_and_never_a_crash() -> None:
    content = xls(XlsSheet("H", [["a", 1.0, Error("#N/A")]] * 40))
    for size in range(8, len(content) - 512, 211):
        with pytest.raises(TransferError):
            open_book(content[:size], kind_of(content[:size]))
