"""Writers of workbooks: xlsxwriter for what it can do, zip and XML by hand for what it refuses to.

Belongs here: turning rows into XLSX. Does not belong here: odd files themselves, or XLS (write_xls.py).
"""
# ruff: noqa: E501 (a file and its truth stand on one line)

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter

Fill = Callable[[Any, Any], None]
Merges = Sequence[tuple[int, int, int, int]]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def book(*fills: Fill, names: Sequence[str] = (), **options: Any) -> bytes:
    """A workbook with one sheet for each function, which gets the sheet and the book."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **options}) as made:
        for number, fill in enumerate(fills):
            fill(made.add_worksheet(names[number] if names else None), made)
    return content.getvalue()


def cells(rows: Iterable[Sequence[Any]], *, top: int = 1, left: int = 0, merges: Merges = ()) -> Fill:
    """Writes rows as they are: text as text, numbers as numbers; merges are (top, left, bottom, right) as in Grid."""

    def fill(sheet: Any, made: Any) -> None:
        for offset, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is None or value == "":
                    continue
                write = sheet.write_string if isinstance(value, str) else sheet.write
                write(top - 1 + offset, left + column, value)
        for first, start, last, end in merges:
            sheet.merge_range(first - 1, start, last - 1, end, "")
            value = list(rows)[first - top][start - left]  # type: ignore[index]
            sheet.write(first - 1, start, value)

    return fill


def formatted(rows: Sequence[Sequence[Any]], formats: Mapping[int, str], *, top: int = 1) -> Fill:
    """Writes rows whose columns carry number formats; the first row is the header."""

    def fill(sheet: Any, made: Any) -> None:
        styles = {column: made.add_format({"num_format": code}) for column, code in formats.items()}
        for offset, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(top - 1 + offset, column, value)
                elif value is not None:
                    sheet.write(top - 1 + offset, column, value, styles.get(column))

    return fill


def raw_book(
    sheets: Mapping[str, str],
    *,
    shared: Sequence[str] = (),
    styles: str = "",
    parts: Mapping[str, str | bytes] | None = None,
    workbook: str = "",
    hidden: Mapping[str, str] | None = None,
    date1904: bool = False,
    prefix: str = "",
    strict: bool = False,
) -> bytes:
    """An XLSX written by hand.

    Args:
        sheets: name to the inside of sheetData (or, beginning with <worksheet, the whole part).
        shared: inside of each shared string (XML).
        styles: inside of styleSheet.
        parts: other parts, which also replace these.
        workbook: XML put after the sheets in the workbook part.
        hidden: name to its state.
        date1904: whether days count from 1904.
        prefix: namespace prefix of workbook and sheets, as some programs write it.
        strict: the namespaces of ISO strict.
    """
    main = "http://purl.oclc.org/ooxml/spreadsheetml/main" if strict else _MAIN
    office = "http://purl.oclc.org/ooxml/officeDocument" if strict else _OFFICE
    p, ns = (f"{prefix}:", f'xmlns:{prefix}="{main}"') if prefix else ("", f'xmlns="{main}"')
    states = hidden or {}
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": _relationships(len(sheets), office),
        "xl/workbook.xml": f'{_XML}<{p}workbook {ns} xmlns:r="{office}/relationships">'
        f'<{p}workbookPr date1904="{int(date1904)}"/><{p}sheets>'
        + "".join(
            f'<{p}sheet name="{escape(name)}" sheetId="{number}" state="{states.get(name, "visible")}" r:id="rId{number}"/>'
            for number, name in enumerate(sheets, start=1)
        )
        + f"</{p}sheets>{workbook}</{p}workbook>",
        "xl/sharedStrings.xml": f'{_XML}<sst xmlns="{main}" count="{len(shared)}" uniqueCount="{len(shared)}">'
        + "".join(f"<si>{item}</si>" for item in shared)
        + "</sst>",
        "xl/styles.xml": f'{_XML}<styleSheet xmlns="{main}">{styles or STYLES}</styleSheet>',
    }
    for number, data in enumerate(sheets.values(), start=1):
        body = f"<{p}worksheet {ns}><{p}sheetData>{data}</{p}sheetData></{p}worksheet>"
        made[f"xl/worksheets/sheet{number}.xml"] = _XML + (data if data.startswith("<worksheet") else body)
    return zipped({**made, **(parts or {})})


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Parts in a zip."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def inline(rows: Sequence[Sequence[str]], *, prefix: str = "") -> str:
    """Rows as inline strings; a cell that begins with < stands as it is, an empty one is left out."""
    p = f"{prefix}:" if prefix else ""
    made = []
    for number, row in enumerate(rows, start=1):
        inside = "".join(
            text
            if text.startswith("<")
            else f'<{p}c r="{column_name(column)}{number}" t="inlineStr"><{p}is><{p}t xml:space="preserve">{escape(text)}</{p}t></{p}is></{p}c>'
            for column, text in enumerate(row)
            if text
        )
        made.append(f'<{p}row r="{number}">{inside}</{p}row>')
    return "".join(made)


def column_name(column: int) -> str:
    """A, B, ..., AA of a column counted from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


# 0 general; 1 day; 2 thirteen zeros; 3 text; 4 moment
STYLES = (
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="0000000000000"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0"/>'
    '<xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/><xf numFmtId="49" applyNumberFormat="1"/>'
    '<xf numFmtId="22" applyNumberFormat="1"/></cellXfs>'
)


def _content_types(sheets: int) -> str:
    base = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = [
        ("/xl/workbook.xml", "sheet.main"),
        ("/xl/sharedStrings.xml", "sharedStrings"),
        ("/xl/styles.xml", "styles"),
    ]
    parts += [(f"/xl/worksheets/sheet{number}.xml", "worksheet") for number in range(1, sheets + 1)]
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        'package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="{name}" ContentType="{base}.{kind}+xml"/>' for name, kind in parts)
        + "</Types>"
    )


def _relationships(sheets: int, office: str) -> str:
    items = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, sheets + 1)]
    items += [("rId900", "sharedStrings", "sharedStrings.xml"), ("rId901", "styles", "styles.xml")]
    return (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="{key}" Type="{office}/relationships/{kind}" Target="{target}"/>'
            for key, kind, target in items
        )
        + "</Relationships>"
    )
