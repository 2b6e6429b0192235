"""LibreOffice workbooks: ODS, and FODS, which is the same in one XML.

Belongs here: cases about ODS. Does not belong here: layouts that any format has (layout_files.py).
"""
# ruff: noqa: E501 (a file and its truth stand on one line)

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from tests.corpus.case import Case, reads, reads_either, refuses, table, tables_of
from tests.corpus.people import FOOD, PEOPLE, SHORT
from tests.corpus.write_book import zipped

_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_NS = " ".join(
    f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for key, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("number", "datastyle"))
)  # fmt: skip


def text(value: str) -> str:
    """A text cell; lines become paragraphs."""
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
    return (
        f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'
        if value
        else "<table:table-cell/>"
    )


def row(*cells: str, attributes: str = "") -> str:
    """A row; a cell that begins with < stands as it is."""
    made = "".join(cell if cell.startswith("<") else text(cell) for cell in cells)
    return f"<table:table-row {attributes}>{made}</table:table-row>"


def sheet(rows: Sequence[Sequence[str]] | str, name: str = "Hoja1", style: str = "") -> str:
    """A sheet."""
    inside = rows if isinstance(rows, str) else "".join(row(*line) for line in rows)
    return f'<table:table table:name="{escape(name)}" {style}>{inside}</table:table>'


def content(*sheets: str, styles: str = "", tag: str = "document-content") -> str:
    """The XML of the document."""
    mime = f'office:mimetype="{_MIME}"' if tag == "document" else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:{tag} {_NS} office:version="1.2" {mime}><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body><office:spreadsheet>{''.join(sheets)}</office:spreadsheet></office:body></office:{tag}>"
    )


def ods(*sheets: str, styles: str = "", manifest: str = "") -> bytes:
    """An ODS."""
    entry = "manifest:file-entry"
    listed = (
        manifest
        or f'<{entry} manifest:full-path="/" manifest:media-type="{_MIME}"/><{entry} manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    )
    return zipped(
        {
            "mimetype": _MIME,
            "content.xml": content(*sheets, styles=styles),
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{listed}</manifest:manifest>',
        }
    )


def value(kind: str, attributes: str, shown: str) -> str:
    """A typed cell with what it shows."""
    return f'<table:table-cell office:value-type="{kind}" {attributes}><text:p>{shown}</text:p></table:table-cell>'


def cases() -> Iterator[Case]:
    """All cases of this module."""
    yield reads("ODS de textos", "libro.ods", ods(sheet(PEOPLE.lines)), PEOPLE)
    yield reads(
        "FODS: el libro en un solo XML",
        "libro.fods",
        content(sheet(FOOD.lines), tag="document").encode(),
        FOOD,
        or_refused="ARC-02",
    )
    yield reads(
        "ODS con dos hojas",
        "libro.ods",
        ods(sheet(FOOD.lines, "Alimentos"), sheet(SHORT.lines, "Personas ñ")),
        FOOD,
        SHORT,
    )
    yield reads(
        "ODS con título y total",
        "libro.ods",
        ods(sheet([("MIDES",), (), *FOOD.lines, (), ("TOTAL", "", "85", "")])),
        FOOD,
    )
    yield from _values()
    yield from _repeats()
    yield from _states()


def _values() -> Iterator[Case]:
    rows = row("Folio", "CUI", "Fecha", "Monto", "Avance", "Pagado", "Hora")
    rows += row(
        value("float", 'office:value="1"', "1"), value("float", 'office:value="9120000011601"', "9.12E+12"),
        value("date", 'office:date-value="2026-01-05"', "05/01/26"), value("currency", 'office:currency="GTQ" office:value="1250.5"', "Q1,250.50"),
        value("percentage", 'office:value="0.255"', "25.5%"), value("boolean", 'office:boolean-value="true"', "VERDADERO"),
        value("time", 'office:time-value="PT08H30M00S"', "08:30"),
    )  # fmt: skip
    rows += row(
        value("float", 'office:value="2"', "2"), value("float", 'office:value="9120000191601"', "9.12E+12"),
        value("date", 'office:date-value="2026-01-06T12:00:00"', "06/01/26"), value("currency", 'office:currency="GTQ" office:value="-500"', "-Q500.00"),
        value("percentage", 'office:value="1"', "100%"), value("boolean", 'office:boolean-value="false"', "FALSO"),
        value("time", 'office:time-value="PT14H45M10S"', "14:45"),
    )  # fmt: skip
    right = table(
        "Folio|CUI|Fecha|Monto|Avance|Pagado|Hora",
        "1|9120000011601|2026-01-05|1250.5|0.255|true|08:30:00",
        "2|9120000191601|2026-01-06 12:00:00|-500|1|false|14:45:10",
    )
    yield reads("ODS con todo tipo de celdas", "libro.ods", ods(sheet(rows)), right)
    formula = (
        row("Folio", "Suma")
        + row("1", value("float", 'table:formula="of:=[.A2]+4" office:value="5"', "5"))
        + row("2", value("float", 'table:formula="of:=[.A3]+4" office:value="6"', "6"))
    )
    yield reads(
        "ODS con fórmulas y sus valores", "libro.ods", ods(sheet(formula)), table("Folio|Suma", "1|5", "2|6")
    )
    missing = (
        row("Folio", "Nombre", "Suma")
        + row("1", "Ana", '<table:table-cell table:formula="of:=1+1"/>')
        + row("2", "Eva", '<table:table-cell table:formula="of:=1+2"/>')
    )
    yield refuses(
        "ODS con fórmulas sin su valor", "libro.ods", ods(sheet(missing)), "ARC-02 ARC-10", "(?i)fórmula"
    )
    spaced = '<table:table-cell office:value-type="string"><text:p>Ana<text:s text:c="3"/>María<text:tab/>X</text:p></table:table-cell>'
    noted = '<table:table-cell office:value-type="string"><office:annotation><text:p>revisar con bodega</text:p></office:annotation><text:p>Eva</text:p></table:table-cell>'
    spans = '<table:table-cell office:value-type="string"><text:p>Ma<text:span>rí</text:span>a <text:a>Xol</text:a></text:p></table:table-cell>'
    lines = text("línea uno\nlínea dos")
    yield reads(
        "ODS con espacios, comentario, formato y líneas",
        "libro.ods",
        ods(
            sheet(
                row("Folio", "Nombre")
                + row("1", spaced)
                + row("2", noted)
                + row("3", spans)
                + row("4", lines)
            )
        ),
        tables_of(
            ["Folio", "Nombre"],
            [["1", "Ana   María\tX"], ["2", "Eva"], ["3", "María Xol"], ["4", "línea uno\nlínea dos"]],
        ),
    )
    style = '<number:number-style style:name="N1"><number:number number:decimal-places="0" number:min-integer-digits="13"/></number:number-style><style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'
    zero = (
        row("CUI", "Nombre")
        + row(value("float", 'table:style-name="ce1" office:value="120000011601"', "0120000011601"), "Ana")
        + row(value("float", 'table:style-name="ce1" office:value="9120000191601"', "9120000191601"), "Eva")
    )
    yield reads(
        "ODS con ceros del formato",
        "libro.ods",
        ods(sheet(zero), styles=style),
        table("CUI|Nombre", "0120000011601|Ana", "9120000191601|Eva"),
    )


def _repeats() -> Iterator[Case]:
    again = '<table:table-cell table:number-columns-repeated="2" office:value-type="string"><text:p>Petén</text:p></table:table-cell>'
    rows = (
        row("Folio", "Nace en", "Vive en", "Nota")
        + row("1", again, "x")
        + row("2", "Izabal", '<table:table-cell table:number-columns-repeated="2"/>')
        + row("3", "Jalapa", "Zacapa", "y")
    )
    yield reads(
        "ODS con celdas repetidas",
        "libro.ods",
        ods(sheet(rows)),
        table("Folio|Nace en|Vive en|Nota", "1|Petén|Petén|x", "2|Izabal||", "3|Jalapa|Zacapa|y"),
    )
    same = (
        row("Producto", "Cantidad")
        + row("Frijol", "25", attributes='table:number-rows-repeated="3"')
        + row("Maíz", "50")
    )
    yield reads(
        "ODS con filas repetidas",
        "libro.ods",
        ods(sheet(same)),
        table("Producto|Cantidad", "Frijol|25", "Frijol|25", "Frijol|25", "Maíz|50"),
    )
    empty = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
    yield reads(
        "ODS con un millón de filas vacías repetidas",
        "libro.ods",
        ods(sheet("".join(row(*line) for line in FOOD.lines) + empty)),
        FOOD,
    )
    bomb = "".join(row(*line) for line in FOOD.lines) + row(
        "Frijol", "x", attributes='table:number-rows-repeated="1000000000"'
    )
    yield refuses("ODS con mil millones de filas repetidas", "libro.ods", ods(sheet(bomb)), "ARC-02 ARC-11")
    wide = '<table:table-cell table:number-columns-repeated="500000000" office:value-type="string"><text:p>x</text:p></table:table-cell>'
    yield refuses(
        "ODS con quinientos millones de columnas repetidas",
        "libro.ods",
        ods(sheet(row("Folio", "Nombre") + row("1", wide))),
        "ARC-02 ARC-11",
    )


def _states() -> Iterator[Case]:
    style = '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
    lists = table("Código|Nombre", "1|Maya", "2|Garífuna", "3|Xinka")
    hidden = ods(
        sheet(FOOD.lines, "Datos"), sheet(lists.lines, "Listas", 'table:style-name="ta2"'), styles=style
    )
    yield reads_either("ODS con hoja oculta", "libro.ods", hidden, (FOOD,), (FOOD, lists))
    rows = "".join(
        row(*line, attributes='table:visibility="collapse"' if number == 2 else "")
        for number, line in enumerate(FOOD.lines)
    )
    yield reads("ODS con fila oculta: se lee", "libro.ods", ods(sheet(rows)), FOOD, or_refused="ARC-10")
    head = row(
        '<table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>CUI</text:p></table:table-cell>',
        '<table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>Residencia</text:p></table:table-cell>',
        "<table:covered-table-cell/>",
    )
    head += row("<table:covered-table-cell/>", "Departamento", "Municipio")
    data = [
        ("9120000011601", "Petén", "Flores"),
        ("9120000191601", "Izabal", "Morales"),
        ("9120000271601", "Jalapa", "Jalapa"),
    ]
    yield reads(
        "ODS con encabezado combinado",
        "libro.ods",
        ods(sheet(head + "".join(row(*line) for line in data))),
        tables_of(["CUI", "Residencia / Departamento", "Residencia / Municipio"], data),
    )
    locked = '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"><manifest:encryption-data/></manifest:file-entry>'
    yield refuses(
        "ODS con contraseña",
        "libro.ods",
        ods(sheet(FOOD.lines), manifest=locked),
        "ARC-02",
        "(?i)contraseña|protegid|cifrad",
    )
    yield refuses("ODS sin nada", "libro.ods", ods(sheet("")), "ARC-01")
    whole = ods(sheet(PEOPLE.lines * 30))
    yield refuses("ODS cortado", "libro.ods", whole[: len(whole) * 2 // 3], "ARC-02")
    other = zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": "<a/>",
            "META-INF/manifest.xml": "<m/>",
        }
    )
    yield refuses("documento de texto ODT con nombre de ODS", "libro.ods", other, "ARC-02")
