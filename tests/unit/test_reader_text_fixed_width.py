"""Text of fixed width: columns found by a ruler or by blanks, cells cut exactly, doubts refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.reading.fixed_width import columns_at, cut_rows, find_columns
from snis.errors import TransferError

PLAIN = """\
CUI            NOMBRE            MONTO
1234567890101  JUAN PEREZ       500.00
1234567890102  ANA LOPEZ         50.00
1234567890103  ROSA             1,500.00
"""


def rows(text: str) -> list[tuple[int, list[str]]]:
    lines = text.splitlines(keepends=True)
    columns = find_columns(lines)
    assert columns is not None
    return list(cut_rows(lines, columns))


def refused(text: str) -> TransferError:
    with pytest.raises(TransferError) as caught:
        rows(text)
    assert caught.value.rule == "ARC-10"
    return caught.value


def test_columns_of_blanks_that_run_through_all_lines_separate() -> None:
    assert rows(PLAIN)[:2] == [
        (1, ["CUI", "NOMBRE", "MONTO"]),
        (2, ["1234567890101", "JUAN PEREZ", "500.00"]),
    ]


def test_titles_and_notes_are_one_cell() -> None:
    text = (
        "MINISTERIO DE DESARROLLO SOCIAL DE GUATEMALA\nInforme del mes\n\n"
        + PLAIN
        + "\nFuente: sistema interno de la oficina\n"
    )
    found = rows(text)
    assert found[0] == (1, ["MINISTERIO DE DESARROLLO SOCIAL DE GUATEMALA"])
    assert found[3] == (4, ["CUI", "NOMBRE", "MONTO"])
    assert found[-1] == (9, ["Fuente: sistema interno de la oficina"])


RULED = """\
Informe

              Fecha de
CUI           entrega    a
------------- ---------- -
1234567890101 01/01/2026 1
                         2

(2 rows affected)
"""


def test_ruler_draws_the_columns() -> None:
    assert rows(RULED) == [
        (1, ["Informe"]),
        (2, [""]),
        (3, ["Fecha de"]),
        (4, ["CUI", "entrega", "a"]),
        (6, ["1234567890101", "01/01/2026", "1"]),
        (7, ["", "", "2"]),
        (8, ["", "", ""]),
        (9, ["(2 rows affected)"]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n3,4\n",
        "Nombre\nJuan Pérez\nAna López\n",
        "una línea\n",
        "a  b\n1  2\n",
        "a\tb  c\n1\t2  3\n4\t5  6\n",
    ],
)
def test_what_is_not_fixed_width_is_left_alone(text: str) -> None:
    assert find_columns(text.splitlines(keepends=True)) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        # No blank between CUI and name: the header has two names over what looks like one column.
        ("CUI          NOMBRE    X\n1234567890101JUAN      1\n1234567890102ANA       2\n", "línea 1"),
        # A blank that all lines happen to share says nothing in so few lines.
        (
            "NOMBRE TODO    X\nJUAN   PEREZ   1\nROSA   LOPEZ   2\n".replace("   P", "   P").replace(
                "E T", "E T"
            ),
            "",
        ),
        (PLAIN + "123456789010455 PEDRO             1.00\n", "línea 1"),
        ("cui nombre\n--- ------\n1   JUAN\n12345 ANA\n3   EVA\n", "línea 4"),
    ],
)
def test_columns_that_may_be_cut_in_more_than_one_way_are_refused(text: str, place: str) -> None:
    assert place in refused(text).place


def test_a_line_over_a_border_in_the_middle_is_refused_with_its_number() -> None:
    lines = PLAIN.splitlines(keepends=True)
    columns = find_columns(lines)
    assert columns is not None
    longer = [*lines, "12345678901045 X JUANA            7.00\n", *lines[1:]]
    with pytest.raises(TransferError) as caught:
        list(cut_rows(longer, columns))
    assert caught.value.place == "línea 5"


def test_declared_columns_are_cut_as_declared() -> None:
    assert list(cut_rows(["123JUAN  1\n", "456ANA\n"], columns_at([0, 3, 9]))) == [
        (1, ["123", "JUAN", "1"]),
        (2, ["456", "ANA", ""]),
    ]


WORD = st.text("ABÑé019", min_size=1, max_size=9)
CELL = st.lists(WORD, max_size=2).map(" ".join)


@given(
    table=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=2, max_size=30),
    gap=st.integers(1, 4),
    right=st.lists(st.booleans(), min_size=3, max_size=3),
    ruler=st.booleans(),
)
@settings(max_examples=400, deadline=None)
def test_a_table_in_columns_is_read_as_written_or_refused(
    table: list[list[str]], gap: int, right: list[bool], ruler: bool
) -> None:
    every = [["CUI", "NOMBRE", "MONTO"], *table]
    widths = [max(len(row[column]) for row in every) for column in range(3)]

    def line(row: list[str]) -> str:
        cells = zip(row, widths, right, strict=True)
        return (" " * gap).join(c.rjust(w) if r else c.ljust(w) for c, w, r in cells).rstrip() + "\n"

    lines = [line(row) for row in every]
    if ruler:
        lines.insert(1, (" " * gap).join("-" * width for width in widths) + "\n")
    try:
        columns = find_columns(lines)
        if columns is None:
            assert not ruler
            return
        found = [cells for _, cells in cut_rows(lines, columns)]
    except TransferError as error:
        assert error.rule == "ARC-10"
        assert not ruler
        return
    assert found == every
