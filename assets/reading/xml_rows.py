"""XML that is a list of records, each with the same fields: a table beyond doubt, or a refusal.

Belongs here: recognising such a list. Does not belong here: workbooks in XML (spreadsheet_xml.py, opendocument.py).
"""

from collections.abc import Iterator
from xml.etree import ElementTree

from assets.reading.grid import Grid, Numbered
from assets.reading.refusals import AMBIGUOUS, UNREADABLE, refusal
from assets.reading.xml_source import local, parse

Record = dict[str, str]
_NAMES = ("name", "nombre", "Name")


def record_grid(content: bytes) -> Grid:
    """The one list of records of a document; its fields are the header, numbered 0.

    Raises:
        TransferError: ARC-02, there is none, or the XML is damaged; ARC-10, there are several.
    """
    lists = list(_record_lists(parse(content)))
    if not lists:
        cause = "El documento XML no es una lista de registros con los mismos campos; envíe la tabla como CSV o XLSX."
        raise refusal(UNREADABLE, cause)
    if len(lists) > 1:
        raise refusal(
            AMBIGUOUS, f"El documento XML trae {len(lists)} listas de registros y solo puede traer una."
        )
    records = lists[0]
    header = list(dict.fromkeys(field for record in records for field in record))

    def rows() -> Iterator[Numbered]:
        yield 0, list(header)
        for number, record in enumerate(records, start=1):
            yield number, [record.get(field, "") for field in header]

    return Grid("", True, rows, declared_header=True)


def _record_lists(root: ElementTree.Element) -> Iterator[list[Record]]:
    """Lists of records: children of one element that share a name and hold fields and nothing deeper."""
    for parent in root.iter():
        children = list(parent)
        if not children or len({child.tag for child in children}) > 1:
            continue
        records = [_record(child) for child in children]
        known = [record for record in records if record]
        if len(known) == len(records) and max(map(len, known)) > 1:
            yield known


def _record(item: ElementTree.Element) -> Record | None:
    """Fields and values of a record; None when it is none, or says a field twice."""
    if not len(item):
        return {local(name): value for name, value in item.attrib.items()} or None
    fields: Record = {}
    for child in item:
        name = _field_name(child)
        if len(child) or name in fields:
            return None
        fields[name] = child.text or ""
    return fields


def _field_name(child: ElementTree.Element) -> str:
    """The name of a field: that of its element, or what <field name="..."> says."""
    said = next((child.get(name, "") for name in _NAMES if child.get(name)), "")
    return said or local(child.tag)
