"""A marked workbook as LibreOffice saves it in its own format."""

import io
from collections.abc import Iterable, Mapping, Sequence

from odf.meta import UserDefined
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P


def ods_book(properties: Mapping[str, str], rows: Iterable[Sequence[str]], *, sheet: str) -> bytes:
    """One sheet of texts, and the hidden properties of the file."""
    document, table, content = OpenDocumentSpreadsheet(), Table(name=sheet), io.BytesIO()
    for name, value in properties.items():
        document.meta.addElement(UserDefined(name=name, text=value))
    for cells in rows:
        line = TableRow()
        for cell in cells:
            made = TableCell(valuetype="string")
            made.addElement(P(text=cell))
            line.addElement(made)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.write(content)
    return content.getvalue()
