"""A workbook of returned rows, mended and sent back: it is known by its properties, and each row by what it answers."""

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from assets.reading.returned import EXPLANATION, Returned, check_sender, reference_of, returned_of
from assets.reading.returned_rows import ReturnedReading, read_returned
from snis.errors import TransferError
from tests.support.ods_book import ods_book
from tests.unit.reader_case import HEADER, contract

SENT = "T0123456789abcdef"
OTHER = "Tfedcba9876543210"
PROPERTIES = {"padron_transferencia": SENT, "padron_contrato": "prueba", "padron_version": "1"}
BOOK = Returned(SENT, "prueba", 1, "xlsx")
ROW = ("9000", "01/02/2026", "Ana", "")
Fill = Callable[[Any, Any], None]


def told(line: int, sheet: str = "", transfer: str = SENT) -> tuple[str, str, str]:
    """What stands to the right of a row."""
    return "FEC-01. Ilegible.", "Corríjala.", f"{transfer}:{sheet}:{line}"


def page(*rows: Sequence[Any], header: Sequence[str] = (*HEADER, *EXPLANATION)) -> Fill:
    def write(sheet: Any, book: Any) -> None:
        for number, row in enumerate((header, *rows)):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, book.add_format({"num_format": "dd/mm/yyyy"}))
                elif cell != "":
                    sheet.write(number, column, cell)

    return write


def book(
    *pages: Fill, names: Sequence[str] = ("Filas devueltas",), properties: dict[str, Any] | None = None
) -> bytes:
    """A workbook as Excel saves it, with the instructions first."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"strings_to_numbers": False}) as made:
        for name, value in (PROPERTIES if properties is None else properties).items():
            made.set_custom_property(name, value)
        made.add_worksheet("Instrucciones").write(0, 0, "Corrija las celdas de color.")
        for name, fill in zip(names, pages, strict=True):
            fill(made.add_worksheet(name), made)
    return content.getvalue()


def ods(*rows: Sequence[str]) -> bytes:
    """The same workbook as LibreOffice saves it in its own format."""
    return ods_book(PROPERTIES, ((*HEADER, *EXPLANATION), *rows), sheet="Filas devueltas")


def read(content: bytes) -> ReturnedReading:
    found = returned_of(content)
    assert found is not None
    return read_returned(content, found, contract())


def rows_of(reading: ReturnedReading) -> list[tuple[str, int, list[str]]]:
    table = reading.reading.reader().read_all().to_pylist()
    return [(row["hoja"], row["fila"], row["valores"]) for row in table]


def origins_of(reading: ReturnedReading) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in reading.origins.to_pylist()]


def refused(content: bytes) -> TransferError:
    with pytest.raises(TransferError) as caught:
        read(content)
    assert caught.value.remedy
    return caught.value


def test_it_is_known_by_its_properties_under_any_name() -> None:
    assert returned_of(book(page())) == BOOK
    assert returned_of(ods()) == Returned(SENT, "prueba", 1, "ods")


def test_a_program_may_save_the_version_as_a_number() -> None:
    assert returned_of(book(page(), properties={**PROPERTIES, "padron_version": 1})) == BOOK


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", b"PK\x03\x04 cortado", b"a;b\n1;2\n", book(page(), properties={}), b"\xd0\xcf\x11\xe0 otro"],
)
def test_every_other_file_is_none(content: bytes) -> None:
    assert returned_of(content) is None


@pytest.mark.parametrize(
    "broken",
    [{"padron_transferencia": "otra"}, {"padron_contrato": ""}, {"padron_version": "uno"}],
)
def test_changed_properties_are_refused(broken: dict[str, str]) -> None:
    error = refused(book(page(), properties={**PROPERTIES, **broken}))
    assert (error.rule, "propiedades" in error.message) == ("ARC-17", True)


def test_the_old_format_is_refused_with_what_to_do() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + b"padron_transferencia"
    with pytest.raises(TransferError, match=r"guárdelo como \.xlsx"):
        returned_of(old)


def test_rows_lose_what_explains_them_and_keep_what_they_answer() -> None:
    reading = read(book(page((*ROW, *told(7)), ("9001", "02/02/2026", "Eva", "x", *told(9)))))
    assert rows_of(reading) == [
        ("Filas devueltas", 2, ["9000", "01/02/2026", "Ana", ""]),
        ("Filas devueltas", 3, ["9001", "02/02/2026", "Eva", "x"]),
    ]
    assert origins_of(reading) == [
        ("Filas devueltas", 2, SENT, "", 7),
        ("Filas devueltas", 3, SENT, "", 9),
    ]
    assert reading.reading.findings["devuelta_de"] == SENT
    assert reading.reading.findings["hojas_ignoradas"] == [{"hoja": "Instrucciones", "visible": True}]
    assert reading.reading.tally.rows == 2


def test_the_same_rows_come_out_of_an_ods() -> None:
    assert rows_of(read(ods((*ROW, *told(7))))) == [("Filas devueltas", 2, list(ROW))]


def test_each_sheet_keeps_its_name_whatever_signs_it_has() -> None:
    reading = read(
        book(
            page((*ROW, *told(3, "Enero: a:b"))),
            page((*ROW, *told(4, "Febrero"))),
            names=("Enero", "Febrero"),
        )
    )
    assert origins_of(reading) == [
        ("Enero", 2, SENT, "Enero: a:b", 3),
        ("Febrero", 2, SENT, "Febrero", 4),
    ]


def test_cells_that_became_numbers_and_days_are_read_as_in_any_workbook() -> None:
    reading = read(book(page((9000, date(2026, 2, 1), "Ana", 1500.5, *told(7)))))
    assert rows_of(reading) == [("Filas devueltas", 2, ["9000", "2026-02-01", "Ana", "1500.5"])]


def test_rows_may_be_sorted_taken_away_emptied_or_added() -> None:
    reading = read(
        book(
            page(
                (*ROW, *told(9)),
                ("", "", "", "", *told(8)),
                (*ROW, *told(7)),
                ("9002", "03/02/2026", "Luz", ""),
            )
        )
    )
    assert [row[1] for row in rows_of(reading)] == [2, 4, 5]
    assert [origin[4] for origin in origins_of(reading)] == [9, 7]
    assert reading.reading.tally.blank == 1


def test_of_two_rows_that_answer_the_same_only_the_first_does() -> None:
    reading = read(book(page((*ROW, *told(7)), ("9001", "02/02/2026", "Eva", "", *told(7)))))
    assert len(rows_of(reading)) == 2
    assert origins_of(reading) == [("Filas devueltas", 2, SENT, "", 7)]


def test_columns_that_only_explain_may_be_gone() -> None:
    reading = read(book(page((*ROW, told(7)[2]), header=(*HEADER, "Referencia"))))
    assert rows_of(reading) == [("Filas devueltas", 2, list(ROW))]


def test_a_row_that_had_fewer_cells_still_has_until_they_are_filled() -> None:
    short = reference_of(SENT, "", 7, cells=2, width=4)
    assert short == f"{SENT}::7#2"
    left = read(book(page(("9000", "01/02/2026", "", "", "", "", short))))
    assert rows_of(left)[0][2] == ["9000", "01/02/2026"]
    mended = read(book(page((*ROW, "", "", short))))
    assert rows_of(mended)[0][2] == list(ROW)
    confirmed = read(book(page(("9000", "01/02/2026", "", "", "", "", f"{SENT}::7"))))
    assert rows_of(confirmed)[0][2] == ["9000", "01/02/2026", "", ""]


def test_a_row_that_had_more_cells_still_has_until_they_are_emptied() -> None:
    header = (*HEADER, "", *EXPLANATION)
    left = read(book(page((*ROW, "sobra", *told(7)), header=header)))
    assert rows_of(left)[0][2] == [*ROW, "sobra"]
    mended = read(book(page((*ROW, "", *told(7)), header=header)))
    assert rows_of(mended)[0][2] == list(ROW)


@pytest.mark.parametrize(
    ("rows", "header", "rule", "cause"),
    [
        ([], (*HEADER, *EXPLANATION), "ARC-01", ""),
        ([ROW], HEADER, "ARC-17", "ya no trae la columna Referencia"),
        ([(*ROW, *told(7, transfer=OTHER))], (*HEADER, *EXPLANATION), "ARC-17", "de otra transferencia"),
        ([(*ROW, "", "", "fila 7")], (*HEADER, *EXPLANATION), "ARC-17", "fue cambiada"),
        ([(*ROW, *told(7))], ("CUI", "Fecha", "Otro", "Nota", *EXPLANATION), "ARC-06", "Nombre"),
        ([(*ROW, 1, *told(7))], (*HEADER, "Monto 2", *EXPLANATION), "ARC-05", "columna 5"),
    ],
)
def test_what_cannot_be_told_is_refused_in_words(
    rows: Sequence[Sequence[Any]], header: Sequence[str], rule: str, cause: str
) -> None:
    error = refused(book(page(*rows, header=header)))
    assert error.rule == rule
    assert cause in error.message


def test_a_hidden_sheet_with_rows_is_refused() -> None:
    def hidden(sheet: Any, made: Any) -> None:
        page((*ROW, *told(7)))(sheet, made)
        sheet.hide()

    error = refused(book(page((*ROW, *told(8))), hidden, names=("Una", "Dos")))
    assert (error.rule, error.place) == ("ARC-02", "Dos")


@pytest.mark.parametrize(
    ("owner", "cause"),
    [(None, f"No consta la transferencia {SENT}."), ("mineduc", "es de otra institución.")],
)
def test_only_who_got_the_rows_may_send_them_back(owner: str | None, cause: str) -> None:
    with pytest.raises(TransferError) as caught:
        check_sender(BOOK, sender="mides", owner=owner)
    assert caught.value.rule == "ARC-17"
    assert cause in caught.value.message
    assert "envíelo primero" in caught.value.remedy
    check_sender(BOOK, sender="mides", owner="mides")
