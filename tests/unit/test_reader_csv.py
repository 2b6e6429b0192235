"""CSV under its contract: encodings, line ends, quotes, title rows, ragged rows; and each refusal."""

import csv
import io
from unittest.mock import patch

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.reading import csv_text
from assets.reading.blanks import BLANKS
from assets.reading.csv_blocks import Columns
from snis.errors import TransferError
from tests.unit.reader_case import HEADER, contract, read, reading, refused

HEAD = ";".join(HEADER)
UNDER = contract()
CP1252 = contract(encoding="windows-1252")


def lines(*rows: str, end: str = "\n") -> bytes:
    return end.join((HEAD, *rows)).encode()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("closing", [True, False])
def test_every_line_end_gives_the_same_rows(end: str, closing: bool) -> None:
    content = lines("1;a;x;", "", "2;b;y;n", end=end) + (end.encode() if closing else b"")
    assert read(content, UNDER) == [("", 2, ["1", "a", "x", ""]), ("", 4, ["2", "b", "y", "n"])]


def test_mixed_line_ends_each_end_one_line() -> None:
    content = f"{HEAD}\r\n1;a;x;\r2;b;y;\n\r\n3;c;z;".encode()
    assert [(line, cells[0]) for _, line, cells in read(content, UNDER)] == [(2, "1"), (3, "2"), (5, "3")]


def test_cells_stay_exactly_as_sent() -> None:
    row = " 0012 ;01/02/2026;Ñandú  D'Ák;\u00a0x"
    assert read(lines(row), UNDER) == [("", 2, row.split(";"))]


def test_quoted_cell_may_hold_delimiters_quotes_and_line_ends() -> None:
    content = lines('1;a;"López; ""Nena""\r\nen dos líneas";', "2;b;y;")
    assert read(content, UNDER) == [
        ("", 2, ["1", "a", 'López; "Nena"\r\nen dos líneas', ""]),
        ("", 4, ["2", "b", "y", ""]),
    ]


def test_quote_inside_an_unquoted_cell_is_a_letter() -> None:
    assert read(lines('1;a;tubo 5";'), UNDER) == [("", 2, ["1", "a", 'tubo 5"', ""])]


def test_row_begins_where_its_first_line_is_after_a_long_one() -> None:
    content = lines('1;a;"x\ny\nz";', "2;b;y;")
    assert [line for _, line, _ in read(content, UNDER)] == [2, 5]


def test_ragged_rows_keep_their_true_number_of_cells() -> None:
    assert [len(cells) for _, _, cells in read(lines("1;a", "1;a;x;n;extra", "solo"), UNDER)] == [2, 5, 1]


def test_blank_rows_are_no_rows_and_are_counted() -> None:
    found = reading(lines("1;a;x;", ";;;", " ; \u00a0;;", "", "2;b;y;"), UNDER)
    table = found.reader().read_all()
    assert table["fila"].to_pylist() == [2, 6]
    assert found.tally.blank == 3


def test_rows_above_the_header_are_the_title() -> None:
    content = f"Ministerio\nCUI de beneficiarios;;;\n\n{HEAD}\n1;a;x;\n".encode()
    found = reading(content, UNDER)
    assert found.findings["hojas"] == [{"hoja": "", "fila_encabezado": 4, "filas_de_titulo": 3}]
    assert found.reader().read_all()["fila"].to_pylist() == [5]


def test_header_is_compared_in_normal_form_and_by_synonym() -> None:
    content = "no de dpi;FECHA; nómbre ;nota\n1;a;x;\n".encode()
    assert reading(content, UNDER).sheets[0].matched.positions["cui"] == 1


def test_delimiter_after_the_last_column_is_no_cell() -> None:
    content = f"{HEAD};\n1;a;x;n;\n2;b;y;n\n3;c;z;n;algo\n".encode()
    assert [cells for _, _, cells in read(content, UNDER)] == [
        ["1", "a", "x", "n"],
        ["2", "b", "y", "n"],
        ["3", "c", "z", "n", "algo"],
    ]


@pytest.mark.parametrize("declared", ["utf-8", "utf-8-sig"])
def test_bom_is_noted_and_no_part_of_the_first_header(declared: str) -> None:
    found = reading(b"\xef\xbb\xbf" + lines("1;a;x;"), contract(encoding=declared))
    assert found.findings["marca_bom"] is True
    assert found.sheets[0].header[0] == "CUI"


def test_windows_1252_is_read_as_such() -> None:
    content = f"{HEAD}\n1;a;Peña “Ñ” €;".encode("cp1252")
    assert read(content, CP1252) == [("", 2, ["1", "a", "Peña “Ñ” €", ""])]


def test_letter_cut_at_the_end_is_no_proof_of_utf8() -> None:
    """A last byte of windows-1252 may look like the beginning of a UTF-8 letter."""
    assert read(f"{HEAD}\n1;a;x;ñ".encode("cp1252"), CP1252)[0][2][3] == "ñ"


OPEN = contract(encoding=None, delimiter=None)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_contract_may_leave_encoding_and_delimiter_open(codec: str, delimiter: str, quote: str) -> None:
    row = ["1", "a", "Peña Núñez", quote + "x" + quote]
    content = "\n".join([delimiter.join(HEADER), delimiter.join(row), ""]).encode(codec)
    assert read(content, OPEN) == [("", 2, ["1", "a", "Peña Núñez", "x"])]


def test_header_of_the_contract_decides_where_two_delimiters_would_do() -> None:
    content = b"CUI;Fecha;Nombre;Nota\n1;a;x;y,z\n"
    assert read(content, OPEN) == [("", 2, ["1", "a", "x", "y,z"])]


@pytest.mark.parametrize("declared", ["utf-16", "iso-8859-1", "cp850"])
def test_contract_may_declare_older_encodings(declared: str) -> None:
    content = f"{HEAD}\n1;a;Peña Núñez;\n".encode(declared)
    assert read(content, contract(encoding=declared)) == [("", 2, ["1", "a", "Peña Núñez", ""])]


def test_contract_left_open_reads_blanks_before_quotes_and_escapes() -> None:
    content = b'CUI; Fecha; Nombre; Nota\n1; "a"; "x; y"; z\n'
    assert read(content, OPEN) == [("", 2, ["1", "a", "x; y", " z"])]
    content = b'CUI;Fecha;Nombre;Nota\n1;a;"x \\"y\\"; z";\n'
    assert read(content, OPEN) == [("", 2, ["1", "a", 'x "y"; z', ""])]


def test_letters_of_another_one_byte_encoding_are_refused() -> None:
    error = refused(f"{HEAD}\n1;a;PEÑA NÚÑEZ;\n".encode("cp850"), CP1252)
    assert (error.rule, "cp850" in error.message) == ("ARC-09", True)


def test_closing_ctrl_z_is_no_row() -> None:
    assert len(read(lines("1;a;x;") + b"\r\n\x1a", UNDER)) == 1


@pytest.mark.parametrize(
    ("content", "under", "rule", "cause"),
    [
        (b"", UNDER, "ARC-01", ""),
        (b"\n;;;\n\n", UNDER, "ARC-01", ""),
        (b"\xef\xbb\xbf", UNDER, "ARC-01", ""),
        (f"{HEAD}\n1;a;Peña;".encode("cp1252"), UNDER, "ARC-09", "utf-8"),
        (f"{HEAD}\n1;a;Peña;".encode(), CP1252, "ARC-09", "UTF-8"),
        (b"\xef\xbb\xbf" + f"{HEAD}\n1;a;Pe\xf1a;".encode("cp1252"), CP1252, "ARC-09", "marca"),
        (f"{HEAD}\n1;a;".encode() + b"\x81;", CP1252, "ARC-09", "windows-1252"),
        (f"{HEAD}\n1;a;x;".encode("utf-16"), UNDER, "ARC-09", "UTF-16"),
        (f"{HEAD}\n1;a;Peñ".encode()[:-1], UNDER, "ARC-09", "utf-8"),
        (lines("1;a;\0x;"), UNDER, "ARC-02", "nulos"),
        (b"PK\x03\x04" + lines("1;a;x;"), UNDER, "ARC-02", "zip"),
        (b"<html><table><tr><td>CUI</td></tr></table></html>", UNDER, "ARC-02", "HTML"),
        (b"%PDF-1.7\n", UNDER, "ARC-02", "PDF"),
        (lines('1;a;"x;', "2;b;y;"), UNDER, "ARC-02", "comillas"),
        (lines('1;a;"x"y;', "2;b;y;"), UNDER, "ARC-02", "comillas"),
        (b"a;b\n1;2\n", UNDER, "ARC-06", "encabezados del contrato"),
        (b"CUI;Nombre;Nota\n1;x;\n", UNDER, "ARC-06", "Fecha"),
        (b"CUI;Fecha;Nombre;Nota;Otra\n1;a;x;;\n", UNDER, "ARC-05", "columna 5"),
        (b"CUI;Fecha;Nombre;Nota;No. de DPI\n1;a;x;;1\n", UNDER, "ARC-05", "repite"),
        (b"CUI;;Fecha;Nombre\n1;;a;x\n", UNDER, "ARC-05", "columna 2"),
        (b"CUI,Fecha,Nombre,Nota\n1,a,x,\n", UNDER, "ARC-06", "separado por coma"),
    ],
)
def test_what_cannot_be_read_rightly_is_refused_with_its_cause(
    content: bytes, under: object, rule: str, cause: str
) -> None:
    error = refused(content, under)  # type: ignore[arg-type]
    assert error.rule == rule
    assert cause in error.message


def test_stray_quote_that_swallows_a_row_is_refused() -> None:
    """The row has the right number of cells again, and nothing but the swallowed line tells."""
    content = lines('1;a;"x;n', '2;b;y";n')
    assert refused(content, UNDER).place == "línea 2"


def test_refusal_names_lines_and_columns_but_no_value() -> None:
    error = refused(b"CUI;Fecha;Nombre;Nota;9123456780101\n1;a;x;;\n", UNDER)
    assert "9123456780101" not in str(error)


def test_a_cell_beyond_any_reason_is_refused_with_and_without_quotes() -> None:
    for quote in ("", '"'):
        long = quote + "x" * ((1 << 20) + 1) + quote
        assert "larga" in refused(lines(f"1;a;{long};"), contract()).message


PIECES = st.sampled_from(
    ["a", "Ñ", ";", '"', '""', "\n", "\r\n", "\r", '";"', '"\n"', "b;c\n", '"b";c\n', " "]
)


def by_blocks(content: bytes, size: int) -> list[tuple[int, list[str]]]:
    """Rows after the first line, read in blocks of about `size` bytes."""
    found: list[tuple[int, list[str]]] = []
    cuts = [content[start : start + size] for start in range(0, len(content), size)]
    with patch.object(csv_text, "_BLOCK_BYTES", size):
        facts = csv_text.examine(lambda: iter(cuts), "utf-8")
        for part in csv_text.rows_after(lambda: iter(cuts), facts, ";", line=1, width=2):
            cells: list[list[str]] = (
                [list(row) for row in zip(*(column.to_pylist() for column in part.cells), strict=True)]
                if isinstance(part, Columns)
                else part.cells.to_pylist()
            )
            found += zip(part.lines.to_pylist(), cells, strict=True)
    return found


def row_by_row(content: bytes) -> list[tuple[int, list[str]]]:
    """The same by Python's csv module alone."""
    reader = csv.reader(io.StringIO(content.decode(), newline=""), delimiter=";", strict=True)
    found, begins = [], 1
    for cells in reader:
        if begins > 1 and any(cell.strip(BLANKS) for cell in cells):
            found.append((begins, cells))
        begins = reader.line_num + 1
    return found


@given(text=st.lists(PIECES, max_size=30).map("".join), size=st.integers(1, 20))
@settings(max_examples=400, deadline=None)
def test_quoted_blocks_are_read_as_row_by_row(text: str, size: int) -> None:
    content = f"x;y\n{text}".encode()
    try:
        wanted = row_by_row(content)
    except csv.Error:
        wanted = None
    try:
        found = by_blocks(content, size)
    except TransferError as error:
        assert error.rule == "ARC-02"
        assert wanted is None or "\n" in text or "\r" in text
        return
    assert found == wanted


def test_even_quoted_blocks_come_in_columns() -> None:
    content = b"x;y\n" + b'1;"a;b"\n2;"c ""d"""\n' * 50
    cuts = [content[start : start + 64] for start in range(0, len(content), 64)]
    facts = csv_text.examine(lambda: iter(cuts), "utf-8")
    with patch.object(csv_text, "_BLOCK_BYTES", 64):
        parts = list(csv_text.rows_after(lambda: iter(cuts), facts, ";", line=1, width=2))
    assert isinstance(parts[-1], Columns)
    assert pa.concat_arrays([part.lines for part in parts]).to_pylist() == list(range(2, 102))
