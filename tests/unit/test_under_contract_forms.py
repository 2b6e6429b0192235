"""What a contract leaves open of a file's form is found out; what it says is checked."""

import gzip
import io
import zipfile
from typing import Any

import pytest

from snis.contracts.layout import InstitutionContract
from tests.unit.reader_case import contract, read, reading, refused, rows_at, xlsx

XLSX = contract("xlsx")
OPEN = contract("csv", encoding=None, delimiter=None)
TEXT = "CUI;Fecha;Nombre\n1;a;José Muñoz Peña\n2;b;x\n"
ROWS = [("", 2, ["1", "a", "José Muñoz Peña"]), ("", 3, ["2", "b", "x"])]


def wide(**file: Any) -> InstitutionContract:
    """A contract with groups of columns, a place and an amount."""
    base = contract("xlsx", **file).model_dump()
    base["columns"] = [
        {"header": "CUI", "field": "cui", "required": True},
        {"header": "Nombre", "field": "nombre_completo", "required": True},
        {"header": "Residencia / Municipio", "ignore": True},
        {"header": "Departamento de entrega", "ignore": True},
        {"header": "Fecha", "field": "entrega_fecha", "required": True, "format": "dd/mm/aaaa"},
        {"header": "Monto", "field": "monto_gtq"},
    ]
    return InstitutionContract.model_validate(base)


# ---- texts --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encoding_and_delimiter_are_found_out_when_the_contract_leaves_them_open(
    encoding: str, delimiter: str
) -> None:
    assert read(TEXT.replace(";", delimiter).encode(encoding), OPEN) == ROWS


def test_what_was_found_out_is_told() -> None:
    found = reading(TEXT.encode("cp1252"), OPEN).findings
    assert (found["codificacion"], found["separador"]) == ("cp1252", ";")
    assert (
        reading(TEXT.replace("José Muñoz Peña", '"José Muñoz Peña"').encode(), OPEN).findings["comillas"]
        is True
    )


def test_quoted_cells_are_read_when_the_form_is_found_out() -> None:
    content = 'CUI;Fecha;Nombre\n1;a;"dos\nlíneas; y más"\n2;b;x\n'.encode()
    assert read(content, OPEN) == [("", 2, ["1", "a", "dos\nlíneas; y más"]), ("", 4, ["2", "b", "x"])]


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "cp850"])
def test_encodings_that_go_row_by_row(encoding: str) -> None:
    assert read(TEXT.encode(encoding), contract(encoding=encoding)) == ROWS


def test_a_declared_encoding_is_checked_in_every_way() -> None:
    assert refused(TEXT.encode("utf-16"), contract(encoding="iso-8859-1")).rule == "ARC-09"
    assert refused(TEXT.encode("utf-8"), contract(encoding="cp850")).rule == "ARC-09"


def test_two_delimiters_that_fit_are_refused_where_the_contract_says_neither() -> None:
    error = refused(b"a;b,c\n1;2,3\n4;5,6\n", OPEN)
    assert error.rule == "ARC-10"


def test_fixed_width() -> None:
    content = b"CUI  Fecha     Nombre\n1    01/02/2026Ana   \n2    02/02/2026Eva\n"
    expected = [("", 2, ["1", "01/02/2026", "Ana"]), ("", 3, ["2", "02/02/2026", "Eva"])]
    by_width = contract("fwf", encoding="utf-8", widths=[5, 10, 6])
    by_start = contract("fwf", encoding="utf-8", starts=[1, 6, 16])
    assert [
        (sheet, row, [cell.strip() for cell in cells]) for sheet, row, cells in read(content, by_width)
    ] == expected
    assert read(content, by_start) == read(content, by_width)


# ---- containers ---------------------------------------------------------------------------------------


def test_gzip() -> None:
    assert read(gzip.compress(TEXT.encode(), mtime=0), contract(container="gz")) == ROWS
    error = refused(TEXT.encode(), contract(container="gz"))
    assert (error.rule, "No es un archivo gzip" in error.message) == ("ARC-02", True)


def test_a_page_in_a_zip() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("reporte.xls", PAGE)
    assert read(content.getvalue(), contract("html", container="zip")) == PAGE_ROWS


# ---- markup -------------------------------------------------------------------------------------------

PAGE = (
    "<html><body><table><tr><td>Reporte</td></tr><tr><th>CUI</th><th>Fecha</th><th>Nombre</th></tr>"
    "<tr><td>1</td><td>a</td><td>x</td></tr></table></body></html>"
)
PAGE_ROWS = [("", 3, ["1", "a", "x"])]


def test_html() -> None:
    assert [row[1:] for row in read(PAGE.encode(), contract("html"))] == [row[1:] for row in PAGE_ROWS]


def test_a_page_that_should_be_a_workbook_and_the_other_way_round() -> None:
    assert "página HTML" in refused(PAGE.encode(), contract("xls")).message
    assert "No es una página HTML" in refused(xlsx(rows_at(1, ("CUI",))), contract("html")).message


# ---- headers of several rows --------------------------------------------------------------------------

TWO_ROWS = (
    ("CUI", "Nombre", "Residencia", "Entrega", "", ""),
    ("", "", "Municipio", "Departamento de entrega", "Fecha", "Monto"),
)
DATA = ("1", "Ana", "Flores", "Petén", "01/02/2026", "5")


def test_a_header_of_two_rows_by_group_and_name() -> None:
    found = reading(xlsx(rows_at(2, *TWO_ROWS, DATA)), wide())
    (sheet,) = found.sheets
    assert sheet.header_rows == (2, 3)
    assert sheet.header == (
        "CUI",
        "Nombre",
        "Residencia / Municipio",
        "Departamento de entrega",
        "Fecha",
        "Monto",
    )
    assert read(xlsx(rows_at(2, *TWO_ROWS, DATA)), wide()) == [("Sheet1", 4, list(DATA))]


def test_the_contract_may_say_how_many_rows_the_header_has() -> None:
    assert len(read(xlsx(rows_at(1, *TWO_ROWS, DATA)), wide(header_rows=2))) == 1
    assert refused(xlsx(rows_at(1, *TWO_ROWS, DATA)), wide(header_rows=1)).rule in {"ARC-05", "ARC-06"}


def test_a_header_of_two_rows_that_the_contract_does_not_know_is_refused_as_one_row() -> None:
    error = refused(xlsx(rows_at(1, ("CUI", "Nombre", "Otra"), ("", "", "Cosa"), DATA[:3])), wide())
    assert (error.rule, error.place) == ("ARC-06", "Sheet1, fila 1")


def test_a_header_again_goes_on_as_a_row_that_the_judgement_sets_aside() -> None:
    content = xlsx(
        rows_at(1, ("CUI", "Fecha", "Nombre"), ("1", "a", "x"), ("CUI", "Fecha", "Nombre"), ("2", "b", "y"))
    )
    assert [row[1] for row in read(content, XLSX)] == [2, 3, 4]


# ---- merged cells and formulas ------------------------------------------------------------------------


def merged(column: int) -> bytes:
    """Two rows whose cells of one column are one."""
    header = ("CUI", "Nombre", "Residencia / Municipio", "Fecha", "Monto")
    second = ["2", "Eva", "Flores", "01/02/2026", "5"]
    second[column] = ""

    def write(sheet: Any, book: Any) -> None:
        rows_at(1, header, ("1", "Ana", "Flores", "01/02/2026", "5"), second)(sheet, book)
        sheet.merge_range(1, column, 2, column, "uno")

    return xlsx(write)


def test_a_label_merged_over_rows_goes_for_each() -> None:
    assert [row[2][2] for row in read(merged(2), wide())] == ["uno", "uno"]
    assert [row[2][3] for row in read(merged(3), wide())] == ["uno", "uno"]
    assert reading(merged(2), wide()).findings["celdas_combinadas"] == 1


@pytest.mark.parametrize("column", [0, 1, 4])
def test_who_and_how_much_may_not_be_merged(column: int) -> None:
    error = refused(merged(column), wide())
    assert (error.rule, error.place) == ("ARC-10", "Sheet1, fila 2")
    assert "combinadas de la fila 2 a la 3" in error.message


def test_a_total_may_hold_a_formula_without_value() -> None:
    def write(label: str) -> bytes:
        def fill(sheet: Any, book: Any) -> None:
            rows_at(1, ("CUI", "Nombre", "Fecha", "Monto"), ("1", "Ana", "01/02/2026", "5"), (label,))(
                sheet, book
            )
            sheet.write_formula(2, 3, "=SUM(D2:D2)", None, "")

        return without_value(xlsx(fill))

    assert len(read(write("Total"), wide())) == 2
    assert refused(write("Ana"), wide()).place == "Sheet1, fila 3"


def without_value(content: bytes) -> bytes:
    """A workbook whose formulas have no saved value, as a library leaves them."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(b' t="str"><f>', b"><f>").replace(b"</f><v></v>", b"</f>"))
    return made.getvalue()
