"""Texts as institutions send them, from bytes to rows: read rightly, or refused with the cause."""

import codecs
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.reading.text_grid import Hints, TextFile, open_text
from snis.errors import TransferError

Numbered = list[tuple[int, list[str]]]


def blocks(content: bytes, size: int = 11) -> Callable[[], Iterable[bytes]]:
    cuts = [content[start : start + size] for start in range(0, len(content), size)]
    return lambda: iter(cuts)


def opened(content: bytes, hints: Hints | None = None) -> TextFile:
    return open_text(blocks(content), hints)


def rows(content: bytes | str, hints: Hints | None = None) -> Numbered:
    sent = content.encode() if isinstance(content, str) else content
    grid = opened(sent, hints).grid
    first = list(grid.rows())
    assert first == list(grid.rows())
    return first


def cells(content: bytes | str) -> list[list[str]]:
    return [row for _, row in rows(content)]


def refused(content: bytes | str, hints: Hints | None = None) -> TransferError:
    with pytest.raises(TransferError) as caught:
        rows(content, hints)
    assert caught.value.remedy
    return caught.value


EXCEL = (
    "CUI;Nombre;Monto Q.\r\n1234567890101;María José Peña;1.250,50\r\n1234567890102;Íñigo Güinac;300,00\r\n"
)


@pytest.mark.parametrize("codec", ["cp1252", "utf-8", "utf-8-sig", "utf-16", "cp850", "mac_roman"])
def test_excel_with_semicolons_and_decimal_commas_is_read_in_every_encoding(codec: str) -> None:
    assert rows(EXCEL.encode(codec)) == [
        (1, ["CUI", "Nombre", "Monto Q."]),
        (2, ["1234567890101", "María José Peña", "1.250,50"]),
        (3, ["1234567890102", "Íñigo Güinac", "300,00"]),
    ]


def test_account_tells_the_form() -> None:
    file = opened(EXCEL.encode("cp1252"))
    assert (file.form, file.encoding.name, file.width) == ("csv", "windows-1252", 3)
    assert file.dialect == {
        "separador": ";",
        "comillas": None,
        "escape": None,
        "fin_de_linea": "CRLF",
        "comentario": None,
    }
    assert [item.hallazgo for item in file.findings] == ["codificacion", "dialecto"]


def test_report_header_above_the_table_stays_in_its_lines() -> None:
    title = "Ministerio de Desarrollo Social, Guatemala\nPeríodo: enero, 2026\n\n"
    text = title + "CUI;Nombre;Monto\n1;a;2,5\n2;b;3,5\n;;6,0\n"
    assert rows(text.encode("cp1252")) == [
        (1, ["Ministerio de Desarrollo Social, Guatemala"]),
        (2, ["Período: enero, 2026"]),
        (3, []),
        (4, ["CUI", "Nombre", "Monto"]),
        (5, ["1", "a", "2,5"]),
        (6, ["2", "b", "3,5"]),
        (7, ["", "", "6,0"]),
    ]


def test_sep_line_is_no_row_and_lines_keep_their_numbers() -> None:
    assert rows("sep=;\r\nCUI;Monto\r\n1;2,5\r\n") == [(2, ["CUI", "Monto"]), (3, ["1", "2,5"])]


def test_comments_at_the_top_are_one_cell() -> None:
    assert rows('# a;b "c\n\n// d\nCUI;Monto;N\n1;2;3\n') == [
        (1, ['# a;b "c']),
        (2, [""]),
        (3, ["// d"]),
        (4, ["CUI", "Monto", "N"]),
        (5, ["1", "2", "3"]),
    ]


def test_number_sign_is_a_header_too() -> None:
    assert cells("#;Nombre;CUI\n1;a;2\n2;b;3\n")[0] == ["#", "Nombre", "CUI"]


def test_line_ends_inside_quotes_count_as_lines() -> None:
    assert rows('a,b\r\n1,"x\ny\r\nz"\r\n2,w\r\n') == [
        (1, ["a", "b"]),
        (2, ["1", "x\ny\r\nz"]),
        (5, ["2", "w"]),
    ]


def test_quotes_inside_a_cell_are_letters() -> None:
    assert cells('a,b\n1,tubo 5"\n2,"x ""y"""\n') == [["a", "b"], ["1", 'tubo 5"'], ["2", 'x "y"']]


def test_escaped_quotes() -> None:
    assert cells('a,b\n1,"dijo \\"sí, sí\\" y\nfue C:\\temp"\n2,x\n')[1] == [
        "1",
        'dijo "sí, sí" y\nfue C:\\temp',
    ]


def test_blanks_before_quotes_go_and_other_blanks_stay() -> None:
    assert cells('a, b, c\n1, "x, y", z\n2, "w" , v\n')[1:] == [["1", "x, y", " z"], ["2", "w", " v"]]


def test_one_column_is_a_table_of_one_column() -> None:
    assert cells("CUI\n1234567890101\n1234567890102\n") == [["CUI"], ["1234567890101"], ["1234567890102"]]


def test_one_column_of_decimals_is_one_column() -> None:
    assert cells("Monto\n1,5\n2,75\n1.250,00\n") == [["Monto"], ["1,5"], ["2,75"], ["1.250,00"]]


def test_one_quoted_column() -> None:
    assert cells('"Nombre"\n"López, Juan"\n"Pérez, Ana"\n') == [["Nombre"], ["López, Juan"], ["Pérez, Ana"]]


def test_ragged_rows_keep_their_cells() -> None:
    assert [len(row) for row in cells("a,b,c\n1,2,3\n1,2\n1,2,3,4\n5,6,7\n")] == [3, 3, 2, 4, 3]


def test_trailing_delimiters_are_an_empty_cell() -> None:
    assert cells("a;b;\n1;2;\n3;4;\n")[1] == ["1", "2", ""]


def test_fixed_width() -> None:
    text = (
        "CUI            NOMBRE         MONTO\r\n"
        "1234567890101  MUÑOZ, ANA     50.00\r\n"
        "1234567890102  SÍ              7.00\r\n"
    )
    file = opened(text.encode("cp850"))
    assert file.form == "fijo"
    assert [row for _, row in file.grid.rows()][1] == ["1234567890101", "MUÑOZ, ANA", "50.00"]


def test_declared_columns_of_fixed_width() -> None:
    assert rows("001JUAN 1\n002ANA  2\n", Hints(encoding="utf-8", starts=(0, 3, 8))) == [
        (1, ["001", "JUAN", "1"]),
        (2, ["002", "ANA", "2"]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        " id | nombre \n----+--------\n  1 | Ana\n  2 | Eva\n(2 rows)\n",
        "+----+-----+\n| id | nombre |\n+----+-----+\n|  1 | Ana |\n|  2 | Eva |\n+----+-----+\n2 rows in set\n",
        "| id | nombre |\n|---|:---:|\n| 1 | Ana |\n| 2 | Eva |\n",
    ],
)
def test_drawn_tables(text: str) -> None:
    assert cells(text)[:3] == [["id", "nombre"], ["1", "Ana"], ["2", "Eva"]]


@pytest.mark.parametrize(
    ("content", "rule", "cause"),
    [
        ("a,b;c\nx,y;z\nu,v;w\n", "ARC-10", "coma"),
        ("a;b;c\n1;2;3\n4;5;6\n7;8;9\na,b,c\nx,y,z\nu,v,w\n", "ARC-10", "separado"),
        ("Nombre\nLópez, Juan\nPérez, Ana\nDíaz, Eva\n", "ARC-10", "una sola columna"),
        ('a,b\n1,2\n2,"x\n', "ARC-02", "línea 3"),
        ('a;b;c\n1;"x;y\n2;z";w\n3;4;5\n', "ARC-02", "comillas"),
        ("Nombre: Ana\nCUI: 1\nSexo: F\n\nNombre: Eva\nCUI: 2\nSexo: F\n", "ARC-02", "pares"),
        ('{"a": 1, "b": 2}\n{"a": 3, "b": 4}\n', "ARC-02", "JSON"),
        ("a*b\n1*2\n3*4\n", "ARC-10", "signo *"),
        ("CUI NOMBRE MONTO\n1 ANA 5\n2 EVA 6\n", "ARC-10", "espacios"),
        ("Reporte de entregas, con texto; y más, sin orden\nuno, dos; tres\ncuatro\n", "ARC-10", ""),
        (" a | b \n---+---\n 1 | x\n 2 | y | z\n", "ARC-10", "dibujada"),
        (" a | b \n---+---\n 1 | x +\n   | z\n", "ARC-10", "varias líneas"),
        (";".join(["a"] * 16_385) + "\n" + ";".join(["1"] * 16_385) + "\n", "ARC-11", "16384"),
        ('a,b\n1,"' + "x" * ((1 << 20) + 1) + '"\n', "ARC-11", "larga"),
        ("a,b\n1," + "x" * ((1 << 20) + 1) + "\n", "ARC-11", "larga"),
        ("x" * ((1 << 20) + 1), "ARC-11", "larga"),
    ],
)
def test_what_has_no_single_reading_is_refused(content: str, rule: str, cause: str) -> None:
    error = refused(content)
    assert error.rule == rule
    assert cause in f"{error.place} {error.message}"


def test_another_delimiter_far_below_is_refused() -> None:
    text = "a;b;c\n" + "1;2;3\n" * 200_000 + "4,5,x\n6,7,y\n"
    with pytest.raises(TransferError) as caught:
        list(open_text(lambda: iter([text.encode()])).grid.rows())
    assert (caught.value.rule, caught.value.place) == ("ARC-10", "línea 200002")


@pytest.mark.parametrize(
    ("content", "encoding", "cause"),
    [
        ("Ñ;b\n", "windows-1252", "UTF-8"),
        ("PEÑA;b\nNÚÑEZ;á".encode("cp850"), "windows-1252", "cp850"),
        ("PEÑA;b\nNÚÑEZ;á".encode("cp1252"), "cp850", "windows-1252"),
        ("PEÑA;“b”\n".encode("cp1252"), "iso-8859-1", "windows-1252"),
        ("a;b\n".encode("utf-16"), "windows-1252", "UTF-16"),
        ("a;b\n", "utf-16", "UTF-16"),
        ("ñ;b\n".encode("cp1252"), "utf-8", "utf-8"),
    ],
)
def test_declared_encoding_is_checked(content: bytes | str, encoding: str, cause: str) -> None:
    error = refused(content, Hints(encoding, ";"))
    assert error.rule == "ARC-09"
    assert cause in error.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252", "iso-8859-1", "cp850"])
def test_declared_encoding_is_read(encoding: str) -> None:
    codec = {"windows-1252": "cp1252"}.get(encoding, encoding)
    text = "CUI;Nombre\n1;Núñez\n"
    assert rows(text.encode(codec), Hints(encoding, ";"))[1] == (2, ["1", "Núñez"])


def test_declared_delimiter_decides_between_two() -> None:
    assert cells_with("a,b;c\nx,y;z\nu,v;w\n", ",") == [["a", "b;c"], ["x", "y;z"], ["u", "v;w"]]


def cells_with(text: str, delimiter: str) -> list[list[str]]:
    return [row for _, row in rows(text, Hints("utf-8", delimiter))]


def test_header_of_the_contract_decides_between_two_delimiters() -> None:
    hints = Hints(fits=lambda cells: cells == ["a,b", "c"])
    assert rows("a,b;c\nx,y;z\nu,v;w\n", hints)[1] == (2, ["x,y", "z"])


NAMES = st.sampled_from(
    ["Peña", "MUÑOZ", "José, María", "Núñez; hijo", "D'Ák", "LÓPEZ", "Güinac", 'la "Nena"', "x|y"]
)
NUMBERS = st.sampled_from(["1", "2.5", "3,75", "1,250.00", "1.250,00", "0012", ""])
NOTES = st.sampled_from(["", "dos\nlíneas", "a\tb", "uno, dos, tres", "zona 1; casa 2", '5"', " x "])
ROWS = st.lists(st.tuples(NAMES, NUMBERS, NOTES, NUMBERS), min_size=1, max_size=12)
HEADERS = st.sampled_from(
    [("Nombre", "Monto", "Nota", "Saldo"), ("Nombre completo", "Monto, Q", "Nota; otra", "No.")]
)
TITLES = st.sampled_from(["", "Informe mensual\n", "Guatemala, enero de 2026\n\n", "MIDES; programa\n"])


def written(cell: str, delimiter: str, always: bool) -> str:
    if always or any(sign in cell for sign in (delimiter, '"', "\n", "\r")):
        return '"' + cell.replace('"', '""') + '"'
    return cell


@given(
    table=ROWS,
    header=HEADERS,
    title=TITLES,
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "cp850"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    always=st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_a_table_of_any_kind_is_read_as_written_or_refused(
    table: list[tuple[str, ...]],
    header: tuple[str, ...],
    title: str,
    delimiter: str,
    codec: str,
    end: str,
    always: bool,
) -> None:
    every = [header, *table]
    lines = [delimiter.join(written(cell, delimiter, always) for cell in row) + end for row in every]
    content = (title.replace("\n", end) + "".join(lines)).encode(codec)
    try:
        found = rows(content)
    except TransferError as error:
        assert error.rule in {"ARC-02", "ARC-10"}
        return
    read = [row for _, row in found][title.count("\n") :]
    assert read == [list(row) for row in every]


@given(
    content=st.binary(max_size=120),
    start=st.sampled_from([b"", b"a;b\n1;2\n", b'"', codecs.BOM_UTF16_LE, b"a  b\n"]),
)
@settings(max_examples=500, deadline=None)
def test_any_bytes_are_read_or_refused_with_a_reason(content: bytes, start: bytes) -> None:
    try:
        rows(start + content)
    except TransferError as error:
        assert error.rule.startswith("ARC-")
        assert error.remedy
