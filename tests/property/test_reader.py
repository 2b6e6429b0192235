"""A table written in any dialect reads back as the same table; both ways of reading a CSV agree."""

from dataclasses import replace
from datetime import date

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.reading.blanks import BLANKS
from assets.reading.cell_text import cell_text, texts_of_columns
from assets.reading.csv_text import CsvFacts, examine, rows_after
from assets.reading.under_contract import read_file
from snis.errors import TransferError
from tests.unit.reader_case import HEADER, contract, read, refused, rows_at, xlsx

Numbered = list[tuple[int, list[str]]]
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
DELIMITERS = st.sampled_from([",", ";", "\t", "|"])
# Letters that windows-1252 has too, blanks of every kind, and everything that matters to a CSV.
LETTERS = st.sampled_from([*"aZ09áÑüß€“", " ", "\u00a0", "\u2026", ",", ";", "\t", "|", '"', "\n", "\r", "'"])
CELLS = st.text(LETTERS, max_size=6)
TABLES = st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=8)


def from_rows(batches: list[tuple[pa.Array, pa.ListArray]]) -> Numbered:
    return [
        (line, cells)
        for lines, rows in batches
        for line, cells in zip(lines.to_pylist(), rows.to_pylist(), strict=True)
    ]


def both_ways(content: bytes, delimiter: str, block: int) -> tuple[Numbered, Numbered, int, int]:
    cuts = [content[start : start + block] for start in range(0, len(content), block)]
    facts = examine(lambda: iter(cuts), "utf-8")
    found = []
    for quotes in (False, True):
        way: CsvFacts = replace(facts, has_quotes=quotes)
        found.append(list(rows_after(lambda: iter(cuts), way, delimiter, line=1, width=4)))
    plain, quoted = ([(part.lines, part.cells) for part in parts] for parts in found)
    blank = [sum(part.blank for part in parts) for parts in found]
    return from_rows(plain), from_rows(quoted), blank[0], blank[1]


@given(
    text=st.text(LETTERS.filter(lambda letter: letter != '"'), min_size=1, max_size=80),
    delimiter=DELIMITERS,
    block=st.integers(1, 9),
)
@settings(max_examples=300, deadline=None)
def test_both_ways_of_reading_a_csv_agree(text: str, delimiter: str, block: int) -> None:
    plain, quoted, blank_plain, blank_quoted = both_ways(text.encode(), delimiter, block)
    assert plain == quoted
    assert blank_plain == blank_quoted


def written(cell: str, delimiter: str, quoted: bool) -> str:
    """A cell after RFC 4180; Python's own writer leaves a bare CR without quotes."""
    if quoted or any(letter in cell for letter in (delimiter, '"', "\n", "\r")):
        return '"' + cell.replace('"', '""') + '"'
    return cell


@given(
    table=TABLES,
    delimiter=DELIMITERS,
    end=ENDS,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "windows-1252"]),
    quoted=st.booleans(),
    title=st.integers(0, 5),
)
@settings(max_examples=200, deadline=None)
def test_table_written_in_any_dialect_reads_back(
    table: list[list[str]], delimiter: str, end: str, encoding: str, quoted: bool, title: int
) -> None:
    rows_of_text = [
        delimiter.join(written(cell, delimiter, quoted) for cell in row) for row in (HEADER, *table)
    ]
    text = "".join(line + end for line in ["Informe"] * title + rows_of_text)
    codec = "cp1252" if encoding == "windows-1252" else encoding
    under = contract(encoding=encoding, delimiter=delimiter)
    wanted = [row for row in table if any(cell.strip(BLANKS) for cell in row)]
    try:
        rows = read(text.encode(codec), under)
    except TransferError as error:
        # Two refusals are by design: what may be a quote that never closes, and what is UTF-8 by accident too.
        assert error.rule in {"ARC-02", "ARC-09"}
        assert error.rule == "ARC-09" or any("\n" in c or "\r" in c for row in table for c in row)
        return
    assert [cells for _, _, cells in rows] == wanted


@given(
    table=st.lists(st.lists(st.text("aÑ 09", max_size=4), min_size=4, max_size=4), max_size=6),
    top=st.integers(1, 9),
)
@settings(max_examples=40, deadline=None)
def test_workbook_reads_back_with_its_row_numbers(table: list[list[str]], top: int) -> None:
    content = xlsx(rows_at(top, HEADER, *table))
    wanted = [
        ("Sheet1", number, row)
        for number, row in enumerate(table, start=top + 1)
        if any(cell.strip(BLANKS) for cell in row)
    ]
    assert read(content, contract("xlsx")) == wanted


@given(
    content=st.binary(max_size=300),
    form=st.sampled_from(["csv", "xlsx", "ods", "parquet"]),
    container=st.sampled_from([None, "zip"]),
    start=st.sampled_from([b"", b"PK\x03\x04", b"PAR1", b"CUI;Fecha;Nombre;Nota\n", b"\xef\xbb\xbf", b'"']),
)
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused_with_a_reason(
    content: bytes, form: str, container: str | None, start: bytes
) -> None:
    under = contract(form, **({"container": container} if container else {}))
    try:
        read_file(lambda: iter([start + content]), under).reader().read_all()
    except TransferError as error:
        assert error.rule.startswith("ARC-")
        assert error.remedy


GOOD = xlsx(rows_at(1, HEADER, *[["1", "a", "x", "y"]] * 20))


@given(position=st.integers(4, len(GOOD) - 1), value=st.integers(0, 255))
@settings(max_examples=150, deadline=None)
def test_damaged_workbook_is_read_rightly_or_refused(position: int, value: int) -> None:
    damaged = GOOD[:position] + bytes([value]) + GOOD[position + 1 :]
    try:
        rows = read(damaged, contract("xlsx"))
    except TransferError as error:
        assert error.rule.startswith("ARC-")
        return
    assert [cells for _, _, cells in rows] == [["1", "a", "x", "y"]] * 20


def test_table_of_nothing_is_refused() -> None:
    assert refused(b" \n", contract()).rule == "ARC-01"


AMOUNTS = st.integers(0, 10**12).map(lambda cents: cents / 100)
NUMBERS = (
    st.floats(allow_nan=False, allow_infinity=False) | AMOUNTS | st.sampled_from([-0.0, 0.1 + 0.2, 1.005])
)


@given(
    column=st.lists(NUMBERS | st.dates(), min_size=1, max_size=5) | st.lists(AMOUNTS, min_size=1, max_size=5)
)
@settings(max_examples=300, deadline=None)
def test_column_of_a_workbook_says_what_its_cells_say(column: list[float | date]) -> None:
    assert [list(texts) for texts in texts_of_columns([[cell] for cell in column])] == [
        [cell_text(cell) for cell in column]
    ]
