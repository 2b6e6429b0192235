"""HTML tables saved as .xls, and web archives.

Belongs here: cases about HTML. Does not belong here: XML (excel_xml_files.py).
"""
# ruff: noqa: E501 (a file and its truth stand on one line)

import quopri
from collections.abc import Iterator, Sequence
from html import escape

from tests.corpus.case import Case, reads, reads_either, refuses, table, tables_of
from tests.corpus.people import FOOD, PEOPLE, PLAIN, SHORT

_OFFICE = 'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns="http://www.w3.org/TR/REC-html40"'
Lines = Sequence[Sequence[str]]


def rows(lines: Lines, head: str = "th") -> str:
    """Lines as table rows, the first with header cells."""
    return "".join(
        "<tr>" + "".join(f"<{tag}>{escape(cell, quote=False)}</{tag}>" for cell in line) + "</tr>\n"
        for line, tag in zip(lines, [head, *["td"] * len(lines)], strict=False)
    )


def page(inside: str, charset: str = "utf-8", codec: str = "") -> bytes:
    """A page as reporting servers send it."""
    text = f'<html {_OFFICE}><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"><style>td{{mso-number-format:"\\@";}}</style></head><body>{inside}</body></html>'
    return text.encode(codec or charset)


def cases() -> Iterator[Case]:
    """All cases of this module."""
    yield from _html()
    yield from _spans()


def _html() -> Iterator[Case]:
    yield reads("HTML como xls", "reporte.xls", page(f"<table border=1>{rows(PEOPLE.lines)}</table>"), PEOPLE)
    yield reads(
        "HTML en windows-1252",
        "reporte.xls",
        page(f"<table>{rows(PLAIN.lines)}</table>", "windows-1252", "cp1252"),
        PLAIN,
    )
    yield reads(
        "HTML en iso-8859-1 sin th",
        "reporte.xls",
        page(f"<table>{rows(PLAIN.lines, 'td')}</table>", "iso-8859-1", "latin-1"),
        PLAIN,
    )
    yield reads(
        "HTML sin cabeza ni charset, UTF-8",
        "reporte.xls",
        f"<table>{rows(PEOPLE.lines)}</table>".encode(),
        PEOPLE,
    )
    yield reads(
        "HTML con BOM", "reporte.xls", b"\xef\xbb\xbf" + page(f"<table>{rows(PEOPLE.lines)}</table>"), PEOPLE
    )
    yield reads(
        "HTML en UTF-16", "reporte.xls", page(f"<table>{rows(PEOPLE.lines)}</table>", "utf-16"), PEOPLE
    )
    yield reads("HTML con nombre de html", "reporte.html", page(f"<table>{rows(FOOD.lines)}</table>"), FOOD)
    yield reads(
        "HTML que dice utf-8 y es cp1252",
        "reporte.xls",
        page(f"<table>{rows(FOOD.lines)}</table>", "utf-8", "cp1252"),
        FOOD,
        or_refused="ARC-09 ARC-02 ARC-10",
    )
    entities = "<table><tr><th>Folio</th><th>Nombre</th></tr><tr><td>1</td><td>Mu&ntilde;oz &amp; Pe&#241;a</td></tr><tr><td>2</td><td>Q&#39;eqchi&apos;</td></tr><tr><td>3</td><td>&lt;sin nombre&gt;</td></tr></table>"
    yield reads(
        "HTML con entidades",
        "reporte.xls",
        page(entities),
        table("Folio|Nombre", "1|Muñoz & Peña", "2|Q'eqchi'", "3|<sin nombre>"),
    )
    loose = "<TABLE BORDER=1><TR><TD>Folio<TD>Nombre<TR><TD>1<TD>Ana<TR><TD>2<TD>Luis<TR><TD>3<TD>Eva</TABLE>"
    yield reads(
        "HTML sin cerrar celdas ni filas",
        "reporte.xls",
        page(loose),
        table("Folio|Nombre", "1|Ana", "2|Luis", "3|Eva"),
    )
    parts = f"<table><caption>Entregas de enero</caption><thead>{rows([FOOD.header])}</thead><tbody>{rows(FOOD.rows, 'td')}</tbody><tfoot><tr><td>TOTAL</td><td></td><td>85</td><td></td></tr></tfoot></table>"
    yield reads("HTML con caption, thead, tbody y tfoot", "reporte.xls", page(parts), FOOD)
    around = f"<h1>MAGA</h1><p>Entregas de enero, 2026</p><table>{rows(FOOD.lines)}</table><p>Fuente: VISAN</p><script>var x='<td>no</td>';</script>"
    yield reads("HTML con texto y guiones alrededor", "reporte.xls", page(around), FOOD)
    two = f"<table>{rows(FOOD.lines)}</table><br><table>{rows(SHORT.lines)}</table>"
    yield reads("HTML con dos tablas", "reporte.xls", page(two), FOOD, SHORT)
    nested = f"<table><tr><td><img src=x></td><td>Ministerio</td></tr><tr><td colspan=2><table>{rows(FOOD.lines)}</table></td></tr></table>"
    yield reads(
        "HTML con la tabla dentro de otra de adorno", "reporte.xls", page(nested), FOOD, or_refused="ARC-10"
    )
    broken = "<table><tr><th>Folio</th><th>Dirección</th></tr><tr><td>1</td><td>4a. calle<br>zona 1</td></tr><tr><td>2</td><td>  cantón\n   Sur </td></tr><tr><td>3</td><td><b>Aldea</b> <i>La Paz</i></td></tr></table>"
    truth = tables_of(
        ["Folio", "Dirección"], [["1", "4a. calle\nzona 1"], ["2", "cantón Sur"], ["3", "Aldea La Paz"]]
    )
    yield reads("HTML con saltos, espacios y letra en la celda", "reporte.xls", page(broken), truth)
    hard = "<table><tr><th>Folio</th><th>Nombre</th></tr><tr><td>1</td><td>Ana&nbsp;María</td></tr><tr><td>2</td><td>&nbsp;</td></tr><tr><td>3</td><td>Eva</td></tr></table>"
    either = [
        tables_of(["Folio", "Nombre"], [["1", f"Ana{space}María"], ["2", blank], ["3", "Eva"]])
        for space in "\u00a0 "
        for blank in ("", "\u00a0", " ")
    ]
    yield reads_either("HTML con espacios duros", "reporte.xls", page(hard), *[(one,) for one in either])
    numbers = '<table><tr><td>CUI</td><td>Monto</td></tr><tr><td x:num="9120000011601">9.12E+12</td><td x:num="1250.5">1,250.50</td></tr><tr><td x:num="9120000191601">9.12E+12</td><td x:num="500">500.00</td></tr></table>'
    exact, shown = (
        table("CUI|Monto", "9120000011601|1250.5", "9120000191601|500"),
        table("CUI|Monto", "9.12E+12|1,250.50", "9.12E+12|500.00"),
    )
    # What is seen, except where what is seen has lost digits.
    saved = table("CUI|Monto", "9120000011601|1,250.50", "9120000191601|500.00")
    yield reads_either(
        "HTML con x:num, el número detrás de lo que se ve",
        "reporte.xls",
        page(numbers),
        (exact,),
        (shown,),
        (saved,),
        or_refused="ARC-10",
    )
    text = "<table><tr><td>CUI</td><td>Código</td></tr><tr><td style='mso-number-format:\"\\@\"'>0120000011601</td><td>00123</td></tr><tr><td>9120000191601</td><td>1E5</td></tr></table>"
    yield reads(
        "HTML con ceros a la izquierda",
        "reporte.xls",
        page(text),
        table("CUI|Código", "0120000011601|00123", "9120000191601|1E5"),
    )
    yield refuses(
        "HTML sin ninguna tabla",
        "reporte.xls",
        page("<h1>Error 500</h1><p>El reporte no está disponible.</p>"),
        "ARC-01 ARC-02",
    )
    yield refuses(
        "página de ingreso en lugar del reporte",
        "reporte.xls",
        page(
            "<form><table><tr><td>Usuario</td><td><input></td></tr><tr><td>Clave</td><td><input type=password></td></tr></table></form>"
        ),
        "ARC-01 ARC-02 ARC-10",
    )
    yield refuses(
        "HTML cortado a media tabla",
        "reporte.xls",
        page(f"<table>{rows(PEOPLE.lines)}</table>")[:-300],
        "ARC-02 ARC-10",
    )
    body = quopri.encodestring(page(f"<table>{rows(PEOPLE.lines)}</table>")).replace(b"\n", b"\r\n")
    mime = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="XX"\r\n\r\n--XX\r\nContent-Location: file:///C:/a.htm\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Type: text/html; charset="utf-8"\r\n\r\n'
        + body
        + b"\r\n--XX--\r\n"
    )
    yield reads("archivo web (mht) como xls", "reporte.xls", mime, PEOPLE, or_refused="ARC-02")


def _spans() -> Iterator[Case]:
    head = "<tr><th rowspan=2>CUI</th><th rowspan=2>Nombre</th><th colspan=2>Residencia</th></tr><tr><th>Departamento</th><th>Municipio</th></tr>"
    data = [("9120000011601", "Ana", "Petén", "Flores"), ("9120000191601", "Eva", "Izabal", "Morales")]
    both = tables_of(["CUI", "Nombre", "Residencia / Departamento", "Residencia / Municipio"], data)
    yield reads(
        "HTML con encabezado de dos filas",
        "reporte.xls",
        page(f"<table>{head}{rows(data, 'td')}</table>"),
        both,
    )
    title = f"<table><tr><td colspan=4>MINISTERIO DE AGRICULTURA</td></tr><tr><td colspan=4>Entregas de enero</td></tr>{rows(FOOD.lines, 'td')}<tr><td colspan=2>Total</td><td>85</td><td></td></tr></table>"
    yield reads("HTML con título a lo ancho y total", "reporte.xls", page(title), FOOD)
    tall = "<table><tr><th>Lugar</th><th>Producto</th><th>Cantidad</th></tr><tr><td rowspan=2>Sololá</td><td>Frijol</td><td>25</td></tr><tr><td>Maíz</td><td>50</td></tr><tr><td>Jalapa</td><td>Arroz</td><td>10</td></tr></table>"
    filled = table("Lugar|Producto|Cantidad", "Sololá|Frijol|25", "Sololá|Maíz|50", "Jalapa|Arroz|10")
    yield reads(
        "HTML con celda de datos hacia abajo: el valor vale en cada fila",
        "reporte.xls",
        page(tall),
        filled,
        or_refused="ARC-10 ARC-02",
    )
    yield refuses(
        "HTML con colspan de mil millones",
        "reporte.xls",
        page(
            "<table><tr><td colspan=1000000000>x</td><td>y</td></tr><tr><td>1</td><td rowspan=99999999>2</td></tr><tr><td>3</td></tr></table>"
        ),
        "ARC-02 ARC-11 ARC-10 ARC-01",
    )
