"""The XML of Excel 2003, saved as .xls.

Belongs here: cases about SpreadsheetML. Does not belong here: HTML (markup_files.py), dangerous XML (danger_files.py).
"""
# ruff: noqa: E501 (a file and its truth stand on one line)

from collections.abc import Iterator, Sequence
from html import escape

from tests.corpus.case import Case, reads, reads_either, refuses, table, tables_of
from tests.corpus.people import FOOD, PEOPLE, PLAIN, SHORT

_OFFICE = 'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns="http://www.w3.org/TR/REC-html40"'
Lines = Sequence[Sequence[str]]


def cases() -> Iterator[Case]:
    """All cases of this module."""
    yield from _xml()


def _cell(text: str, kind: str = "String", attributes: str = "") -> str:
    return f'<Cell {attributes}><Data ss:Type="{kind}">{escape(text)}</Data></Cell>'


def sheet(lines: Lines | str, name: str = "Hoja1", options: str = "") -> str:
    """A worksheet of the XML of Excel 2003."""
    inside = (
        lines
        if isinstance(lines, str)
        else "".join("<Row>" + "".join(map(_cell, line)) + "</Row>" for line in lines)
    )
    return f'<Worksheet ss:Name="{escape(name)}"><Table>{inside}</Table>{options}</Worksheet>'


def workbook(*sheets: str, codec: str = "utf-8") -> bytes:
    """A workbook in XML."""
    office = "urn:schemas-microsoft-com:office"
    start = f'<?xml version="1.0" encoding="{codec}"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    names = f'xmlns="{office}:spreadsheet" xmlns:ss="{office}:spreadsheet" xmlns:x="{office}:excel"'
    return f"{start}<Workbook {names}>{''.join(sheets)}</Workbook>".encode(codec)


def _xml() -> Iterator[Case]:
    yield reads("XML de Excel 2003 como xls", "reporte.xls", workbook(sheet(PEOPLE.lines)), PEOPLE)
    yield reads("XML de Excel con nombre de xml", "reporte.xml", workbook(sheet(FOOD.lines)), FOOD)
    yield reads(
        "XML de Excel en iso-8859-1", "reporte.xls", workbook(sheet(PLAIN.lines), codec="iso-8859-1"), PLAIN
    )
    yield reads(
        "XML de Excel en UTF-16",
        "reporte.xls",
        workbook(sheet(FOOD.lines), codec="utf-16"),
        FOOD,
        or_refused="ARC-02 ARC-09",
    )
    typed = "<Row>" + "".join(map(_cell, ["CUI", "Fecha", "Monto", "Pagado"])) + "</Row>"
    typed += (
        "<Row>"
        + _cell("9120000011601", "Number")
        + _cell("2026-01-05T00:00:00.000", "DateTime")
        + _cell("1250.5", "Number")
        + _cell("1", "Boolean")
        + "</Row>"
    )
    typed += (
        "<Row>"
        + _cell("9.120000191601E+12", "Number")
        + _cell("2026-01-06T12:30:00.000", "DateTime")
        + _cell("500", "Number")
        + _cell("0", "Boolean")
        + "</Row>"
    )
    yield reads(
        "XML de Excel con números y fechas",
        "reporte.xls",
        workbook(sheet(typed)),
        table(
            "CUI|Fecha|Monto|Pagado",
            "9120000011601|2026-01-05|1250.5|true",
            "9120000191601|2026-01-06 12:30:00|500|false",
        ),
    )
    jumps = (
        "<Row>"
        + "".join(map(_cell, ["Folio", "Nombre", "Nota"]))
        + "</Row>"
        + '<Row ss:Index="4">'
        + _cell("1")
        + _cell("x", attributes='ss:Index="3"')
        + "</Row><Row>"
        + _cell("2")
        + _cell("Eva")
        + "</Row>"
    )
    yield reads(
        "XML de Excel con filas y celdas saltadas",
        "reporte.xls",
        workbook(sheet(jumps)),
        table("Folio|Nombre|Nota", "1||x", "2|Eva|"),
    )
    head = (
        "<Row>"
        + _cell("CUI", attributes='ss:MergeDown="1"')
        + _cell("Residencia", attributes='ss:MergeAcross="1"')
        + "</Row><Row>"
        + _cell("Departamento", attributes='ss:Index="2"')
        + _cell("Municipio")
        + "</Row>"
    )
    data = [
        ("9120000011601", "Petén", "Flores"),
        ("9120000191601", "Izabal", "Morales"),
        ("9120000271601", "Zacapa", "Gualán"),
    ]
    body = "".join("<Row>" + "".join(map(_cell, line)) + "</Row>" for line in data)
    yield reads(
        "XML de Excel con encabezado combinado",
        "reporte.xls",
        workbook(sheet(head + body)),
        tables_of(["CUI", "Residencia / Departamento", "Residencia / Municipio"], data),
    )
    lists = table("Código|Nombre", "1|Maya", "2|Garífuna", "3|Xinka")
    hidden = "<WorksheetOptions xmlns='urn:schemas-microsoft-com:office:excel'><Visible>SheetHidden</Visible></WorksheetOptions>"
    yield reads_either(
        "XML de Excel con hoja oculta",
        "reporte.xls",
        workbook(sheet(FOOD.lines), sheet(lists.lines, "Listas", hidden)),
        (FOOD,),
        (FOOD, lists),
    )
    yield reads(
        "XML de Excel con dos hojas",
        "reporte.xls",
        workbook(sheet(FOOD.lines), sheet(SHORT.lines, "Personas & más")),
        FOOD,
        SHORT,
    )
    rich = (
        "<Row>"
        + _cell("Folio")
        + _cell("Nombre")
        + "</Row><Row>"
        + _cell("1")
        + '<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>Ana</B> María</ss:Data><Comment><ss:Data>revisar</ss:Data></Comment></Cell></Row><Row>'
        + _cell("2")
        + _cell("Eva")
        + "</Row>"
    )
    yield reads(
        "XML de Excel con letra y comentario",
        "reporte.xls",
        workbook(sheet(rich)),
        table("Folio|Nombre", "1|Ana María", "2|Eva"),
    )
    yield refuses("XML de Excel cortado", "reporte.xls", workbook(sheet(PEOPLE.lines))[:-400], "ARC-02")
    yield refuses(
        "XML que no es un libro",
        "reporte.xml",
        b"<?xml version='1.0'?><factura><total>5</total></factura>",
        "ARC-02 ARC-01",
    )
