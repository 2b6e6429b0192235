"""ODS and flat ODS: cells as the text that stands for them, and what has to be known besides."""

import io
import zipfile

import pytest

from assets.reading.grid import Grid, Merge
from assets.reading.kinds import kind_of
from assets.reading.markup import open_markup
from assets.reading.workbook import open_book
from snis.errors import TransferError

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
)
CALCEXT = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
HIDDEN = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'


def document(tables: str, root: str) -> bytes:
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    styles = f"<office:automatic-styles>{HIDDEN}</office:automatic-styles>"
    return f"<office:{root} {SPACES} {CALCEXT}>{styles}{body}</office:{root}>".encode()


def packed(tables: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", document(tables, "document-content"))
    return content.getvalue()


def grids(tables: str) -> list[Grid]:
    return open_book(packed(tables), "ods")[0]


def table(rows: str, name: str = "H", attributes: str = "") -> str:
    return f'<table:table table:name="{name}" {attributes}>{rows}</table:table>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def cell(kind: str, value: str = "", shown: str = "", more: str = "") -> str:
    names = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}
    said = f'office:{names.get(kind, "value")}="{value}"' if value else ""
    text = f"<text:p>{shown}</text:p>" if shown else ""
    return f'<table:table-cell office:value-type="{kind}" {said} {more}>{text}</table:table-cell>'


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (cell("string", shown="0012 Ñ"), "0012 Ñ"),
        (
            cell("string", shown='a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d</text:p><text:p>e'),
            "a   b\tc\nd\ne",
        ),
        (cell("string", shown="Ana <text:span>María</text:span> <text:a>López</text:a>"), "Ana María López"),
        (cell("string", shown="<office:annotation><text:p>nota</text:p></office:annotation>a"), "a"),
        (cell("string", more='office:string-value="solo valor"'), "solo valor"),
        (cell("float", "2500501020101", "2.5005E+12"), "2500501020101"),
        (cell("float", "1.0E5", "100000"), "100000"),
        (cell("float", "5", "0005"), "0005"),
        (cell("float", "0", "0000"), "0000"),
        (cell("float", "50", "0050"), "0050"),
        (cell("float", "0.5", "0"), "0.5"),
        (cell("percentage", "0.5", "50%"), "0.5"),
        (cell("currency", "5.5", "Q5.50"), "5.5"),
        (cell("date", "2026-01-02", "02/01/26"), "2026-01-02"),
        (cell("date", "2026-01-02T00:00:00", "02/01/26"), "2026-01-02"),
        (cell("date", "2026-01-02T13:05:00", "x"), "2026-01-02 13:05:00"),
        (cell("time", "PT13H05M00S", "x"), "13:05:00"),
        (cell("time", "PT30H15M00S", "x"), "30:15:00"),
        (cell("boolean", "true", "VERDADERO"), "true"),
        (cell("float", "0", "#DIV/0!", 'calcext:value-type="error"'), "#DIV/0!"),
        (cell("string", shown="#N/A", more='office:string-value="" calcext:value-type="error"'), "#N/A"),
    ],
)
def test_cell_is_the_text_that_stands_for_it(written: str, text: str) -> None:
    assert list(grids(table(row(written)))[0].rows()) == [(1, [text])]


def test_rows_repeat_and_those_to_the_end_of_the_sheet_are_left_out() -> None:
    rows = (
        row(cell("string", shown="a"), attributes='table:number-rows-repeated="2"')
        + row("<table:table-cell/>", attributes='table:number-rows-repeated="3"')
        + row('<table:table-cell table:number-columns-repeated="2"/>', cell("float", "1"))
        + row(
            '<table:table-cell table:number-columns-repeated="16384"/>',
            attributes='table:number-rows-repeated="1048000"',
        )
    )
    assert list(grids(table(f"<table:table-header-rows>{rows}</table:table-header-rows>"))[0].rows()) == [
        *((1, ["a"]), (2, ["a"]), (3, []), (4, []), (5, []), (6, ["", "", "1"]))
    ]


def test_merges_formulas_and_hidden_rows_are_told() -> None:
    span = 'table:number-columns-spanned="2" table:number-rows-spanned="2"'
    rows = (
        row(cell("string", shown="a", more=span), "<table:covered-table-cell/>")
        + row('<table:covered-table-cell table:number-columns-repeated="2"/>')
        + row('<table:table-cell table:formula="of:=1+1"/>')
        + row(cell("float", "7", "007"), attributes='table:visibility="filter"')
    )
    grid = grids(table(rows))[0]
    assert (grid.merges, grid.uncomputed) == ((Merge(1, 0, 2, 1),), (3,))
    assert {item.hallazgo for item in grid.findings} == {"filas_ocultas", "ceros_del_formato"}


def test_hidden_sheets_are_told_and_copies_of_other_files_are_no_sheets() -> None:
    a = row(cell("string", shown="a"))
    copy = table(
        '<table:table-source xlink:href="x"/>'.replace("xlink:href", "table:href") + a,
        "&apos;file:///x&apos;#$H",
    )
    found, findings = open_book(packed(table(a) + table(a, "Oculta", 'table:style-name="ta2"') + copy), "ods")
    assert [(grid.name, grid.is_visible) for grid in found] == [("H", True), ("Oculta", False)]
    assert [item.hallazgo for item in findings] == ["vinculos_externos"]


def test_flat_document_is_read_alike() -> None:
    content = document(table(row(cell("date", "2026-01-02"))), "document")
    found = open_markup(content, kind_of(content))
    assert found.form == "ods"
    assert list(found.grids[0].rows()) == [(1, ["2026-01-02"])]


@pytest.mark.parametrize(
    "rows",
    [
        row(cell("float", "1", more='table:number-columns-repeated="50000000"')),
        row(cell("float", "1"), attributes='table:number-rows-repeated="50000000"'),
        "<table:table-row>",
    ],
)
def test_what_expands_beyond_reason_or_is_damaged_is_refused(rows: str) -> None:
    with pytest.raises(TransferError):
        grids(table(rows))
