"""Tables saved as HTML or XML, as a rule under the name .xls."""

import pytest

from assets.reading.grid import Grid, Merge
from assets.reading.kinds import kind_of
from assets.reading.markup import Markup, open_markup
from snis.errors import TransferError

ROWS = "<tr><th>CUI<th>Nombre<tr><td>1<td>Añil</table>"


def opened(content: bytes | str) -> Markup:
    data = content.encode() if isinstance(content, str) else content
    return open_markup(data, kind_of(data))


def rows(grid: Grid) -> list[list[str]]:
    return [cells for _, cells in grid.rows()]


def cell(html: str) -> str:
    return rows(opened(f"<table><tr><td>antes</td><td>{html}</td></tr></table>").grids[0])[0][1]


def refused(content: bytes | str) -> TransferError:
    with pytest.raises(TransferError) as caught:
        opened(content)
    return caught.value


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("0012", "0012"),
        ("  Ana \n  María ", "Ana María"),
        ("Ana<br>María", "Ana\nMaría"),
        ("<p>Ana</p>\n<p>María</p>", "Ana\nMaría"),
        ("<div><font color=red>Ana</font> <b>María</b></div>", "Ana María"),
        ("&nbsp;", ""),
        ("A&nbsp;B &amp; &lt;C&gt; &Ntilde; &#209; &#xD1;", "A B & <C> Ñ Ñ Ñ"),
        ("<!-- nota -->1", "1"),
        ("<script>var a = '<td>';</script>1", "1"),
        ("<span style='display:none'>20260102</span>02/01/2026", "02/01/2026"),
        ("<span style='display: none'>a<b>b</b></span>c", "c"),
        ("<span style='mso-spacerun:yes'>&nbsp;</span>5", "5"),
        ("Q 1,250.50", "Q 1,250.50"),
    ],
)
def test_text_of_a_cell_is_what_its_reader_sees(html: str, text: str) -> None:
    assert cell(html) == text


def test_number_shown_with_an_exponent_is_the_number_that_the_page_keeps() -> None:
    grid = opened('<table><tr><td x:num="2500501020101">2.5005E+12<td x:num="5.5">Q5.50</table>').grids[0]
    assert rows(grid) == [["2500501020101", "Q5.50"]]


def test_end_tags_that_nobody_wrote_are_understood() -> None:
    assert rows(opened(f"<table>{ROWS}").grids[0]) == [["CUI", "Nombre"], ["1", "Añil"]]
    assert rows(opened("<table><td>a<td>b<tr><td>c<td>d</table>").grids[0]) == [["a", "b"], ["c", "d"]]


def test_spans_keep_every_cell_in_its_column() -> None:
    grid = opened(
        "<table><tr><td rowspan=2>CUI</td><td colspan=2>Entrega</td></tr><tr><td>Fecha</td><td>Valor</td></tr>"
        "<tr><td>1</td><td>2</td><td>3</td></tr></table>"
    ).grids[0]
    assert rows(grid) == [["CUI", "Entrega", ""], ["", "Fecha", "Valor"], ["1", "2", "3"]]
    assert grid.merges == (Merge(1, 0, 2, 0), Merge(1, 1, 1, 2))


def test_span_beyond_the_table_ends_with_it() -> None:
    grid = opened("<table><tr><td rowspan=999999>a<td>b<tr><td>c</table>").grids[0]
    assert (rows(grid), grid.merges) == ([["a", "b"], ["", "c"]], (Merge(1, 0, 2, 0),))


def test_each_table_is_a_grid_and_layout_is_none() -> None:
    page = (
        "<html><body><table><tr><td><table><caption>Enero</caption><tr><td>a</table></td></tr></table>"
        "<table><tr><td>&nbsp;</table><table style='display:none'><tr><td>b</table></body></html>"
    )
    assert [(grid.name, grid.is_visible, rows(grid)) for grid in opened(page).grids] == [
        ("Enero", True, [["a"]]),
        ("", False, [["b"]]),
    ]


def test_hidden_rows_are_read_and_told() -> None:
    grid = opened(
        "<table><tr><td>a<tr style='display:none'><td>b<tr style='display:none'><td></table>"
    ).grids[0]
    assert rows(grid)[:2] == [["a"], ["b"]]
    assert [(item.hallazgo, item.texto.split()[1]) for item in grid.findings] == [("filas_ocultas", "1")]


@pytest.mark.parametrize(
    ("content", "encoding", "told"),
    [
        (f"<html><meta charset=utf-8><table>{ROWS}".encode(), "utf-8", False),
        (f"<html><meta charset=windows-1252><table>{ROWS}".encode("cp1252"), "cp1252", False),
        (
            f'<html><meta http-equiv=x content="text/html; charset=ISO-8859-1"><table>{ROWS}'.encode(
                "cp1252"
            ),
            "cp1252",
            False,
        ),
        (b"\xef\xbb\xbf" + f"<html><table>{ROWS}".encode(), "utf-8", False),
        (b"\xff\xfe" + f"<html><meta charset=unicode><table>{ROWS}".encode("utf-16-le"), "utf-16-le", False),
        (f"<table>{ROWS}".encode(), "utf-8", True),
        (f"<table>{ROWS}".encode("cp1252"), "cp1252", True),
        # What many servers do: they say one thing and send another.
        (f"<html><meta charset=iso-8859-1><table>{ROWS}".encode(), "utf-8", True),
    ],
)
def test_encoding_is_what_the_page_says_unless_its_bytes_say_otherwise(
    content: bytes, encoding: str, told: bool
) -> None:
    found = opened(content)
    assert (found.encoding, rows(found.grids[0])[1]) == (encoding, ["1", "Añil"])
    assert [item.hallazgo for item in found.findings] == (["codificacion"] if told else [])


def test_page_that_is_not_in_its_encoding_is_refused() -> None:
    assert refused(f"<html><meta charset=utf-8><table>{ROWS}".encode("cp1252")).rule == "ARC-09"


@pytest.mark.parametrize(
    ("page", "cause"),
    [
        ("<html><body><p>Error 500</p></body></html>", "ninguna tabla"),
        ("<table><tr><td>a</td></tr><tr><td>b", "cortada"),
        ("<html><frameset><frame src=sheet001.htm></frameset></html>", "enmarca"),
    ],
)
def test_page_without_a_whole_table_is_refused(page: str, cause: str) -> None:
    assert cause in refused(page).message


def test_page_saved_with_all_its_parts() -> None:
    part = "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n"
    page = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n'
        f"--x\n{part}Content-Location: file:///libro.htm\n\n<html><frameset></frameset></html>\n"
        f"--x\n{part}Content-Location: file:///tabstrip.htm\n\n<table><tr><td>Hoja1</table>\n"
        f"--x\n{part}Content-Location: file:///sheet001.htm\n\n<meta charset=3Dutf-8><table><tr><td>A=C3=B1il</table>\n"
        "--x--\n"
    )
    assert [rows(grid) for grid in opened(page).grids] == [[["Añil"]]]


SS = 'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'


def workbook_xml(table: str, options: str = "") -> str:
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook {SS}>'
        '<Styles><Style ss:ID="z"><NumberFormat ss:Format="0000"/></Style></Styles>'
        f'<Worksheet ss:Name="Hoja1"><Table>{table}</Table>{options}</Worksheet></Workbook>'
    )


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ('<Cell><Data ss:Type="String"> 0012 Ñ </Data></Cell>', " 0012 Ñ "),
        ('<Cell><Data ss:Type="Number">2500501020101</Data></Cell>', "2500501020101"),
        ('<Cell><Data ss:Type="Number">1.5E-7</Data></Cell>', "0.00000015"),
        ('<Cell ss:StyleID="z"><Data ss:Type="Number">12</Data></Cell>', "0012"),
        ('<Cell><Data ss:Type="DateTime">2026-01-02T00:00:00.000</Data></Cell>', "2026-01-02"),
        ('<Cell><Data ss:Type="DateTime">2026-01-02T13:05:00.000</Data></Cell>', "2026-01-02 13:05:00"),
        ('<Cell><Data ss:Type="DateTime">1899-12-31T13:05:00.000</Data></Cell>', "13:05:00"),
        ('<Cell><Data ss:Type="Boolean">1</Data></Cell>', "true"),
        ('<Cell ss:Formula="=1/0"><Data ss:Type="Error">#DIV/0!</Data></Cell>', "#DIV/0!"),
        ('<Cell><ss:Data ss:Type="String"><B>Ana</B> María</ss:Data></Cell>', "Ana María"),
        ('<Cell><Data ss:Type="String">a</Data><Comment><Data>nota</Data></Comment></Cell>', "a"),
        ('<Cell><Data ss:Type="String">a&#10;b</Data></Cell>', "a\nb"),
    ],
)
def test_cell_of_a_workbook_in_xml(data: str, text: str) -> None:
    assert rows(opened(workbook_xml(f"<Row>{data}</Row>")).grids[0]) == [[text]]


def test_places_and_merges_of_a_workbook_in_xml() -> None:
    def text(value: str, attributes: str = "") -> str:
        return f'<Cell {attributes}><Data ss:Type="String">{value}</Data></Cell>'

    wide, tall = text("a", 'ss:MergeAcross="1"'), text("c", 'ss:Index="3" ss:MergeDown="1"')
    grid = opened(
        workbook_xml(
            f'<Row ss:Index="2">{wide}{text("b")}</Row><Row ss:Hidden="1">{tall}</Row>'
            '<Row><Cell ss:Formula="=1+1"/></Row><Row><Cell/></Row>'
        )
    ).grids[0]
    assert list(grid.rows()) == [(1, []), (2, ["a", "", "b"]), (3, ["", "", "c"])]
    assert grid.merges == (Merge(2, 0, 2, 1), Merge(3, 2, 4, 2))
    assert grid.uncomputed == (4,)
    assert [item.hallazgo for item in grid.findings] == ["filas_ocultas"]


def test_hidden_sheet_of_a_workbook_in_xml() -> None:
    excel = 'xmlns="urn:schemas-microsoft-com:office:excel"'
    hidden = f"<WorksheetOptions {excel}><Visible>SheetHidden</Visible></WorksheetOptions>"
    assert not opened(workbook_xml("", hidden)).grids[0].is_visible


@pytest.mark.parametrize("encoding", ["utf-16", "windows-1252"])
def test_xml_is_read_in_the_encoding_that_it_says(encoding: str) -> None:
    xml = workbook_xml('<Row><Cell><Data ss:Type="String">Añil</Data></Cell></Row>')
    xml = xml.replace('version="1.0"?>', f'version="1.0" encoding="{encoding}"?>', 1)
    assert rows(opened(xml.encode(encoding)).grids[0]) == [["Añil"]]


@pytest.mark.parametrize(
    "xml",
    [
        workbook_xml("<Row><Cell>")[:-80],
        workbook_xml('<Row ss:Index="99999999"><Cell/></Row>'),
        workbook_xml('<Row><Cell ss:Index="99999"/></Row>'),
        workbook_xml('<Row><Cell/><Cell ss:Index="1"/></Row>'),
        f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "b">]><Workbook {SS}></Workbook>',
    ],
)
def test_damaged_or_dangerous_xml_is_refused(xml: str) -> None:
    assert refused(xml).rule == "ARC-02"


@pytest.mark.parametrize(
    "xml",
    [
        "<filas><fila><CUI>1</CUI><Nombre>a</Nombre></fila><fila><CUI>2</CUI><Nota>n</Nota></fila></filas>",
        '<d xmlns:z="urn:z"><z:row CUI="1" Nombre="a"/><z:row CUI="2" Nota="n"/></d>',
        (
            '<r><row><field name="CUI">1</field><field name="Nombre">a</field></row>'
            '<row><field name="CUI">2</field><field name="Nota">n</field></row></r>'
        ),
    ],
)
def test_list_of_records_is_a_table_with_its_header(xml: str) -> None:
    grid = opened(xml).grids[0]
    assert grid.declared_header
    assert list(grid.rows()) == [(0, ["CUI", "Nombre", "Nota"]), (1, ["1", "a", ""]), (2, ["2", "", "n"])]


@pytest.mark.parametrize(
    ("xml", "rule"),
    [
        ("<nota><para>Ana</para><texto>hola</texto></nota>", "ARC-02"),
        ("<d><a><f><x>1</x><y>2</y></f></a><b><g><x>1</x><y>2</y></g></b></d>", "ARC-10"),
        ("<filas><fila><CUI>1</CUI><CUI>2</CUI></fila></filas>", "ARC-02"),
    ],
)
def test_xml_that_is_no_single_list_is_refused(xml: str, rule: str) -> None:
    assert refused(xml).rule == rule
