"""Dialects found from a text alone: delimiter, quotes, escapes, comments; and what has two readings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.reading.csv_rows import Dialect, parse_rows
from assets.reading.dialect import Found, find_dialect
from snis.errors import TransferError


def found(text: str, delimiter: str | None = None) -> Found:
    return find_dialect(text.splitlines(keepends=True), is_whole=True, delimiter=delimiter)


def refused(text: str) -> TransferError:
    with pytest.raises(TransferError) as caught:
        found(text)
    assert caught.value.remedy
    return caught.value


@pytest.mark.parametrize(
    ("text", "delimiter", "width"),
    [
        ("a,b,c\n1,2,3\n4,5,6\n", ",", 3),
        ("a;b;c\n1;2;3\n", ";", 3),
        ("a\tb\n1\t2\n", "\t", 2),
        ("a|b|c\n1|2|3\n", "|", 3),
        ("a~b\n1~2\n3~4\n", "~", 2),
        ("a^b\n1^2\n3^4\n", "^", 2),
        ("a:b:c\nx:y:z\nu:v:w\n", ":", 3),
        ("a:b:c\nx:12:05/01\nu:13:06/01\n", ":", 3),
        ("a¦b\n1¦2\n3¦4\n", "¦", 2),
        # A decimal comma in every row does not win over the semicolon.
        ("id;monto;saldo\n1;2,5;3,75\n2;1,5;0,25\n", ";", 3),
        ("id;monto\n1;2,5\n2;1,5\n", ";", 2),
        ("1;2,5\n2;1,5\n", ";", 2),
        ("Guatemala, enero de 2026\n\nid;nombre;monto\n1;Juan;2,5\n2;Ana;3,5\n", ";", 3),
        # Commas with a blank are text; so are thousands.
        ("id;nombre, apellido\n1;López, Juan\n2;Pérez, Ana\n", ";", 2),
        ("id;nombre;monto, Q\n1;Juan;1,250.00\n2;Ana;1,300.00\n", ";", 3),
        ("id\tnombre,apellido\n1\tLópez,Juan\n2\tPérez,Ana\n", "\t", 2),
        # Delimiters inside quotes do not count.
        ('id,nombre\n1,"a;b;c"\n2,"d;e;f"\n', ",", 2),
        ('"id";"nombre"\n"1";"López, Juan"\n"2";"Pérez, Ana"\n', ";", 2),
        ('id,nota\n1,"uno\ndos, tres\n"\n2,x\n', ",", 2),
        # Titles, comments, totals.
        (
            "Ministerio de Desarrollo Social, Guatemala\nInforme, 2026\nCUI;Nombre;Monto\n1;a;2\n2;b;3\n",
            ";",
            3,
        ),
        ("Informe;;\nCUI;Nombre;Monto\n1;a;2\n2;b;3\nTOTAL;;5\n", ";", 3),
        ("# generado, hoy, aquí\n# por X\nCUI;Nombre;Monto\n1;a;2\n", ";", 3),
        ("#;Nombre;Monto\n1;a;2\n2;b;3\n", ";", 3),
        ("sep=;\na;b\n1,5;2\n", ";", 2),
        ('"sep=|"\na|b\n1|2\n', "|", 2),
        # Trailing delimiters, ragged rows, unquoted commas.
        ("a;b;c;\n1;2;3;\n4;5;6;\n", ";", 4),
        ("a,b,c,d,e\n1,2,3,4,5\n1,2,3,zona 1, casa,5\n1,2,3,4,5\n", ",", 5),
        ("a,b,c\n1,2,3\n4,5\n6,7,8\n", ",", 3),
        ("a;b;c\n", ";", 3),
    ],
)
def test_delimiter_is_the_one_on_which_header_and_rows_agree(text: str, delimiter: str, width: int) -> None:
    dialect = found(text)
    assert dialect.dialect is not None
    assert (dialect.dialect.delimiter, dialect.width) == (delimiter, width)
    assert dialect.findings[0].hallazgo == "dialecto"


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("a,b\n1,x\n", Dialect(",")),
        ("a,b\n'1','x, y'\n'2','z'\n", Dialect(",", "'")),
        ("'a','b'\n'1','x'\n'2','y'\n", Dialect(",", "'")),
        ("a,b\n'1','x'\n'2','z'\n", Dialect(",", "'")),
        ("'a','b'\n'1','x, y'\n'2','z, w'\n", Dialect(",", "'")),
        ("a,b\n1,''\n", Dialect(",")),
        ("a,b\n1,D'Ák\n2,'78 y más\n", Dialect(",")),
        ('a,b\n1,"dijo \\"sí\\", luego"\n2,x\n', Dialect(",", '"', "\\")),
        ('a,b\n"C:\\dir\\","x"\n"D:\\","y"\n', Dialect(",")),
        ('a, b\n1, "x, y"\n2, "z"\n', Dialect(",", '"', "", True)),
        ('a,b\n1,tubo 5"\n2,x\n', Dialect(",")),
    ],
)
def test_quotes_are_what_they_must_be(text: str, dialect: Dialect) -> None:
    assert found(text).dialect == dialect


@pytest.mark.parametrize(
    ("text", "rule", "cause"),
    [
        ("a,b;c\nx,y;z\nu,v;w\n", "ARC-10", "coma"),
        ("a;b\n1;2\n3;4\na,b\n1,2\n3,4\n", "ARC-10", "punto y coma"),
        ("sep=;\na,b,c\n1,2,3\n", "ARC-10", "sep="),
        ("a,b\n1,'Chepe'\n2,'Nena'\n", "ARC-10", "simples"),
        ("a,b\n,''\n,''\n", "ARC-10", "simples"),
        ('a,b\n1,"x"\n2,"sin cierre\n', "ARC-02", "comillas"),
        ('a,b\n1,"x"y\n2,"z"\n', "ARC-02", "comillas"),
        ('a,b\n1,"Chepe" López\n2,x\n', "ARC-02", "comillas"),
        ('a,b\n1,"La Unión\n2,x\n', "ARC-02", "comillas"),
        ('{"a": 1, "b": 2}\n{"a": 2, "b": 3}\n', "ARC-02", "JSON"),
        ("INSERT INTO t VALUES (1, 2);\nINSERT INTO t VALUES (3, 4);\n", "ARC-02", "SQL"),
        ("<r><a>1</a></r>\n", "ARC-02", "marcas"),
        ("Nombre: Juan\nCUI: 1\nSexo: M\nNombre: Ana\nCUI: 2\nSexo: F\n", "ARC-02", "pares"),
    ],
)
def test_two_readings_or_none_are_refused(text: str, rule: str, cause: str) -> None:
    error = refused(text)
    assert error.rule == rule
    assert cause in error.message


def test_refusal_of_quotes_names_the_line() -> None:
    assert refused('a,b\n1,"x"\n2,"sin cierre\n').place == "línea 3"


def test_comments_at_the_top_are_told() -> None:
    dialect = found("# uno\n// dos\n\na;b\n1;2\n# no\n")
    assert dialect.comments == {1, 2}
    assert dialect.mark == "#"


def test_drawn_line_under_the_header_is_told() -> None:
    assert found("a;b;c\n--;---;--\n1;2;3\n4;5;6\n").rule == 2


def test_declared_delimiter_stands_unless_the_text_has_another() -> None:
    assert found("a,b;c\nx,y;z\nu,v;w\n", ";").width == 2
    with pytest.raises(TransferError) as caught:
        found("a,b,c\n1,2,3\n", ";")
    assert caught.value.rule == "ARC-10"


CELL = st.text(st.sampled_from([*"abÑé019 .-", ",", ";", "|", "\t", '"', "\n", "'", "\\"]), max_size=8)
HEADER = ("CUI", "Nombre completo", "Fecha de entrega", "Monto")


def quoted(cell: str, dialect: Dialect, always: bool) -> str:
    quote = dialect.quote
    if not always and not any(sign in cell for sign in (dialect.delimiter, quote, "\n", "\r", "\\")):
        return cell
    escaped = cell.replace("\\", "\\\\") if dialect.escape else cell
    return quote + escaped.replace(quote, (dialect.escape or quote) + quote) + quote


@given(
    table=st.lists(st.lists(CELL, min_size=4, max_size=4), min_size=1, max_size=8),
    dialect=st.builds(
        Dialect,
        st.sampled_from([",", ";", "\t", "|"]),
        st.sampled_from(['"', "'"]),
        st.sampled_from(["", "\\"]),
    ),
    always=st.booleans(),
)
@settings(max_examples=600, deadline=None)
def test_a_table_in_any_dialect_is_read_as_written_or_refused(
    table: list[list[str]], dialect: Dialect, always: bool
) -> None:
    rows = [list(HEADER), *table]
    text = "".join(
        dialect.delimiter.join(quoted(cell, dialect, always) for cell in row) + "\n" for row in rows
    )
    lines = text.split("\n")
    kept = [line + "\n" for line in lines[:-1]]
    known = list(parse_rows(kept, dialect))
    assert [cells for _, _, cells in known] == rows
    try:
        seen = find_dialect(kept, is_whole=True)
    except TransferError as error:
        assert error.rule in {"ARC-02", "ARC-10"}
        return
    if seen.dialect is None or dialect.escape or dialect.quote == "'":
        return
    assert [cells for _, _, cells in parse_rows(kept, seen.dialect)] == rows
