"""Whatever the bytes, the reader reads or refuses with rule, cause and remedy, in bounded time; it never breaks."""

import gzip
import time
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.corpus.case import Table
from tests.corpus.excel_xml_files import sheet as xml_sheet
from tests.corpus.excel_xml_files import workbook
from tests.corpus.markup_files import page
from tests.corpus.markup_files import rows as html_rows
from tests.corpus.ods_files import ods
from tests.corpus.ods_files import sheet as ods_sheet
from tests.corpus.packed_files import packed, parquet, texts
from tests.corpus.people import PEOPLE, PLAIN
from tests.corpus.verdict import Outcome, read_bytes
from tests.corpus.write_book import book, cells, inline, raw_book
from tests.corpus.write_text import csv, fixed
from tests.corpus.write_xls import Sheet, xls

SECONDS = 10
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FORMS = ("csv", "utf16", "fijo", "xlsx", "crudo", "xls", "ods", "html", "xml", "parquet", "zip", "gz")
# Formats whose every byte is under a checksum: a damaged one is refused, or its tables are the right ones.
CHECKED = ("xlsx", "crudo", "zip", "gz")
START = st.sampled_from(
    [
        *(b"", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"PAR1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        *(b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"<html><table><tr><td>", b"sep=;\n", b'"'),
        *(b"<?xml version='1.0'?><Workbook>", b"a;b;c\n1;2;3\n"),
    ]
)
PIECES = st.sampled_from(
    [*"ab1 ;,|\t\"'\n\r#=-", "ñ", "\0", "\ufeff", "TOTAL", "Nota: ", "Nombre", "CUI", "1.5"]
)


@cache
def sound(form: str) -> bytes:
    """A sound file of a format."""
    return {
        "csv": lambda: csv(PEOPLE),
        "utf16": lambda: csv(PEOPLE, "\t", "utf-16"),
        "fijo": lambda: fixed(PLAIN).encode("cp1252"),
        "xlsx": lambda: book(cells([("MIDES",), (), *PEOPLE.lines])),
        "crudo": lambda: raw_book({"Hoja1": inline(PEOPLE.lines)}),
        "xls": lambda: xls(Sheet("Hoja1", PEOPLE.lines)),
        "ods": lambda: ods(ods_sheet(PEOPLE.lines)),
        "html": lambda: page(f"<table>{html_rows(PEOPLE.lines)}</table>"),
        "xml": lambda: workbook(xml_sheet(PEOPLE.lines)),
        "parquet": lambda: parquet(texts(PEOPLE)),
        "zip": lambda: packed({"a.csv": csv(PEOPLE)}),
        "gz": lambda: gzip.compress(csv(PEOPLE), mtime=0),
    }[form]()


def tried(content: bytes, name: str = "a.csv") -> Outcome:
    """What the reader says, soon, and with a reason if it refuses."""
    started = time.monotonic()
    outcome = read_bytes(content, name)
    assert time.monotonic() - started < SECONDS
    if outcome.rule:
        assert outcome.rule.startswith("ARC-")
        assert len(outcome.cause.strip()) > 20
        assert outcome.remedy
    return outcome


@given(start=START, rest=st.binary(max_size=400))
@settings(max_examples=400, deadline=None)
def test_any_bytes(start: bytes, rest: bytes) -> None:
    tried(start + rest)


@given(pieces=st.lists(PIECES, max_size=60))
@settings(max_examples=400, deadline=None)
def test_any_text_of_delimiters_and_words(pieces: list[str]) -> None:
    tried("".join(pieces).encode())


@pytest.mark.parametrize("form", FORMS)
@given(data=st.data())
@MANY
def test_flipped_bits(form: str, data: st.DataObject) -> None:
    content = bytearray(sound(form))
    for position in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=4)):
        content[position] ^= 1 << data.draw(st.integers(0, 7))
    outcome = tried(bytes(content))
    if form in CHECKED and not outcome.rule:
        assert outcome.tables == (PEOPLE,)


@pytest.mark.parametrize("form", FORMS)
@given(data=st.data())
@MANY
def test_truncated(form: str, data: st.DataObject) -> None:
    whole = sound(form)
    outcome = tried(whole[: data.draw(st.integers(0, len(whole) - 1))])
    if form in (*CHECKED, "xls", "ods", "parquet", "xml"):
        # The end of an OLE2 container is padding: without it the file is still whole.
        assert outcome.rule or (form == "xls" and outcome.tables == (PEOPLE,)), "cortado, y se leyó"


@given(data=st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_spliced(data: st.DataObject) -> None:
    one, other = (sound(data.draw(st.sampled_from(FORMS))) for _ in range(2))
    cut, start = data.draw(st.integers(0, len(one))), data.draw(st.integers(0, len(other)))
    end = data.draw(st.integers(start, len(other)))
    tried(one[:cut] + other[start:end] + one[cut:])


@pytest.mark.parametrize("form", FORMS)
def test_sound_files_are_read(form: str) -> None:
    outcome = tried(sound(form))
    assert outcome.tables == ((PLAIN if form == "fijo" else PEOPLE),)


@given(table=st.lists(st.lists(st.text(max_size=5), max_size=5), max_size=8))
@settings(max_examples=150, deadline=None)
def test_any_grid_in_markup(table: list[list[str]]) -> None:
    clean = [["".join(letter for letter in cell if letter.isprintable()) for cell in row] for row in table]
    made = Table(tuple(clean[0]) if clean else (), tuple(tuple(row) for row in clean[1:]))
    tried(page(f"<table>{html_rows(made.lines)}</table>"), "a.xls")
    tried(workbook(xml_sheet(made.lines)), "a.xls")
