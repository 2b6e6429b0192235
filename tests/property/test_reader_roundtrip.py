"""A table written in any dialect, encoding, format and container reads back as the same table, or is refused for being
ambiguous; never as another table."""

import gzip
import io
import zipfile
from collections.abc import Callable

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from tests.corpus.case import Table
from tests.corpus.excel_xml_files import sheet as xml_sheet
from tests.corpus.excel_xml_files import workbook
from tests.corpus.markup_files import page
from tests.corpus.markup_files import rows as html_rows
from tests.corpus.ods_files import ods
from tests.corpus.ods_files import sheet as ods_sheet
from tests.corpus.verdict import Outcome, read_bytes
from tests.corpus.write_book import book, cells
from tests.corpus.write_text import delimited, fixed
from tests.corpus.write_xls import Sheet, xls

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NAMES = (
    *("Nombres", "Apellidos", "Fecha de nacimiento", "Municipio", "Dirección", "Monto", "Boleta", "Teléfono"),
    *("Sexo", "Pueblo", "Observaciones", "No.", "Comunidad lingüística", "Código de año", "Edad"),
)
LETTERS = st.sampled_from(
    [*"aeioAEIOlmnrst09", "ñ", "Ñ", "á", "ü", "É", " ", "'", ",", ";", "|", "-", "/", ".", '"', "\n"]
)
WORDS = st.text(LETTERS, min_size=1, max_size=9)
NUMBERS = st.integers(0, 99_999).map(str)
DAYS = st.dates().map(lambda day: f"{day:%d/%m/%Y}")
CUIS = st.integers(10**12, 10**13 - 1).map(str)
COLUMNS = st.sampled_from([WORDS, NUMBERS, DAYS, CUIS, st.one_of(WORDS, st.just(""))])


@st.composite
def tables(draw: st.DrawFn, *, plain: bool = False) -> Table:
    """A header of known words, one column that is never empty, and some others."""
    names = ["CUI", *draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True))]
    kinds = [CUIS, *[draw(COLUMNS) for _ in names[1:]]]
    rows = draw(st.lists(st.tuples(*kinds), min_size=2, max_size=8))
    if plain:
        rows = [tuple(" ".join(cell.replace('"', "").split()) for cell in row) for row in rows]
    return Table(tuple(names), tuple(rows))


def holds(outcome: Outcome, table: Table, *, rules: tuple[str, ...] = ("ARC-10",)) -> None:
    """The same table, or a refusal for one of some reasons."""
    if outcome.rule:
        event(f"refused {outcome.rule}")
        assert outcome.rule in rules, f"{outcome.rule}: {outcome.cause}"
        return
    event("read")
    assert len(outcome.tables) == 1
    got = outcome.tables[0]
    assert got.header == table.header
    assert got.rows == table.rows


@given(
    table=tables(),
    sep=st.sampled_from([",", ";", "\t", "|"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1", "cp850"]),
    always=st.booleans(),
    last=st.booleans(),
    pack=st.sampled_from(["", "zip", "gz"]),
)
@settings(max_examples=250, deadline=None)
def test_delimited_text(
    table: Table, sep: str, end: str, codec: str, always: bool, last: bool, pack: str
) -> None:
    content = delimited(table.lines, sep, end, always=always, last=last).encode(codec)
    rules = ["ARC-10"]
    if not codec.startswith("utf"):
        # Eight bits of a language say little in a small file: refusing to guess its encoding is right.
        rules.append("ARC-09")
    if any("\n" in cell for row in table.rows for cell in row):
        # What may be a quote that never closes cannot be told from a cell of several lines.
        rules.append("ARC-02")
    holds(read_bytes(packed(content, pack), "a.csv"), table, rules=tuple(rules))


def packed(content: bytes, pack: str) -> bytes:
    """A file inside a container."""
    if pack == "gz":
        return gzip.compress(content, mtime=0)
    if pack == "zip":
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", content)
        return made.getvalue()
    return content


@given(table=tables(plain=True), gap=st.integers(2, 4), ruler=st.sampled_from(["", "-", "="]))
@FEW
def test_fixed_width(table: Table, gap: int, ruler: str) -> None:
    # A bar is a delimiter wherever it stands among columns of spaces, other signs where they end the lines.
    assume(not any("|" in cell or cell.endswith((",", ";")) for row in table.rows for cell in row))
    assume(all(any(row[column] for row in table.rows) for column in range(len(table.header))))
    holds(read_bytes(fixed(table, gap=gap, ruler=ruler).encode(), "a.txt"), table)


Writer = Callable[[Table], bytes]


def write_xlsx(table: Table) -> bytes:
    return book(cells(table.lines))


def write_xls(table: Table) -> bytes:
    return xls(Sheet("Hoja1", table.lines))


def write_ods(table: Table) -> bytes:
    return ods(ods_sheet(table.lines))


def write_xml(table: Table) -> bytes:
    return workbook(xml_sheet(table.lines))


def write_html(table: Table) -> bytes:
    return page(f"<table>{html_rows(table.lines)}</table>")


def write_parquet(table: Table) -> bytes:
    columns = [pa.array(column, pa.string()) for column in zip(*table.rows, strict=True)]
    content = io.BytesIO()
    pq.write_table(pa.table(columns, list(table.header)), content)
    return content.getvalue()


@pytest.mark.parametrize("write", [write_xlsx, write_xls, write_parquet])
@given(table=tables())
@FEW
def test_workbooks_keep_every_letter(write: Writer, table: Table) -> None:
    holds(read_bytes(write(table), "a.xlsx"), table)


@pytest.mark.parametrize("write", [write_ods, write_xml, write_html])
@given(table=tables(plain=True))
@FEW
def test_markup_keeps_words(write: Writer, table: Table) -> None:
    # Markup folds blanks, so the words are written with single ones.
    holds(read_bytes(write(table), "a.xls"), table)


@pytest.mark.parametrize("write", [write_xlsx, write_xls, write_ods, write_html])
@given(
    table=tables(plain=True),
    titles=st.lists(st.sampled_from(["MIDES", "Planilla de pagos", "Enero de 2026", ""]), max_size=4),
    notes=st.lists(
        st.sampled_from(["Fuente: MIDES", "Nota: cifras preliminares", "Elaborado por: Informática"]),
        max_size=2,
    ),
    left=st.integers(0, 2),
)
@FEW
def test_titles_and_notes_are_no_rows(
    write: Writer, table: Table, titles: list[str], notes: list[str], left: int
) -> None:
    lines = [(title,) for title in titles]
    lines += [("",) * left + line for line in table.lines]
    lines += [("",), *[("",) * left + (note,) for note in notes]] if notes else []
    made = Table(tuple(lines[0]), tuple(tuple(line) for line in lines[1:]))
    holds(read_bytes(write(made), "a.xls"), table)


@given(table=tables(), repeats=st.integers(2, 4), sep=st.sampled_from([",", ";", "\t"]))
@FEW
def test_header_repeated_at_page_breaks_is_no_row(table: Table, repeats: int, sep: str) -> None:
    whole = Table(table.header, table.rows * repeats)
    content = delimited(table.lines * repeats, sep).encode()
    holds(read_bytes(content, "a.csv"), whole, rules=("ARC-10", "ARC-02"))


PLACES = st.sampled_from(
    ["Cobán", "Totonicapán", "Sumpango", "San Pedro Carchá", "Flores", "Santa María Nebaj", "El Tumbador"]
)
SURNAMES = st.sampled_from(
    ["Caal", "Xol Ba", "Total Pérez", "Fuentes", "de León", "Q'eqchi' Choc", "Nota", "Güitz"]
)
CODES = st.integers(1, 9_999).map(lambda number: f"B-{number:04d}")
AMOUNTS = st.integers(1, 5_000)


@st.composite
def reports(draw: st.DrawFn) -> tuple[Table, list[tuple[str, ...]]]:
    """A report as people type it: the table that it holds, and its lines."""
    header = ("Boleta", "Apellidos", "Municipio", "Raciones", "Monto")
    row = st.tuples(CODES, SURNAMES, PLACES, AMOUNTS, AMOUNTS)
    groups = draw(st.lists(st.lists(row, min_size=1, max_size=5), min_size=1, max_size=4))
    titles = draw(
        st.lists(st.sampled_from(["MAGA", "Entregas de enero de 2026", "Región Norte", ""]), max_size=4)
    )
    label, pages = draw(st.sampled_from(["TOTAL", "Total general", "Suma", ""])), draw(st.booleans())
    subtotals = len(groups) > 1 and draw(st.booleans())
    lines: list[tuple[str, ...]] = [(title,) for title in titles] + [header]
    for number, group in enumerate(groups):
        if number and pages:
            lines.append(header)
        lines += [tuple(map(str, cells)) for cells in group]
        if subtotals:
            lines.append(
                (
                    "Subtotal",
                    "",
                    "",
                    str(sum(cells[3] for cells in group)),
                    str(sum(cells[4] for cells in group)),
                )
            )
        if draw(st.booleans()) and number < len(groups) - 1:
            lines.append(("",))
    every = [cells for group in groups for cells in group]
    if label:
        lines.append(
            (label, "", "", str(sum(cells[3] for cells in every)), str(sum(cells[4] for cells in every)))
        )
    if draw(st.booleans()):
        lines += [
            ("",),
            (draw(st.sampled_from(["Fuente: VISAN", "Nota: cifras preliminares", "Firma: ________"])),),
        ]
    return Table(header, tuple(tuple(map(str, cells)) for cells in every)), lines


@given(report=reports(), sep=st.sampled_from([",", ";", "\t"]), padded=st.booleans())
@settings(max_examples=200, deadline=None)
def test_reports_give_their_rows_and_nothing_else(
    report: tuple[Table, list[tuple[str, ...]]], sep: str, padded: bool
) -> None:
    table, lines = report
    full = [line + ("",) * (len(table.header) - len(line)) for line in lines] if padded else lines
    holds(read_bytes(delimited(full, sep).encode(), "a.csv"), table)
    made = Table(lines[0], tuple(lines[1:]))
    holds(read_bytes(write_xlsx(made), "a.xlsx"), table)
