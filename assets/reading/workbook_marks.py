"""What calamine leaves unsaid of a sheet: error cells, formulas never computed, tall merges in ODS, runaway extent.

Belongs here: finding these in the XML of a workbook. Does not belong here: values (workbook.py), or what follows from a
mark (under_contract.py).

calamine gives an error cell and a formula without a saved value as an empty cell, which would be a silent loss.
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import unescape
from xml.etree import ElementTree

from assets.reading.refusals import UNREADABLE, refusal

# calamine holds a sheet as a full rectangle, so one stray cell at its far corner would take all memory.
MAX_AREA = 40_000_000
MAX_ROWS = 1_048_576
_BLOCK = 4 << 20
_ROW_END = re.compile(rb"</(?:\w+:)?row>")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d+)[\"']")
_TYPE = re.compile(rb"\bt=[\"'](\w+)[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>/]*>([^<]+)<")
# What the start of such a cell looks like, with and without a prefix; plain search is far faster than a pattern.
_SUSPECT = (b't="e"', b"t='e'", b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


@dataclass(frozen=True)
class Marks:
    """What has to be known of a sheet besides its values. Rows count from 1, columns from 0.

    Attributes:
        errors: text of the error cells of a row (#N/A and the like), with their columns.
        uncomputed: rows with a formula for which the sender's program saved no value.
        tall_merges: first and last row of cells merged over more than one row.
    """

    errors: Mapping[int, tuple[tuple[int, str], ...]] = field(default_factory=dict)
    uncomputed: tuple[int, ...] = ()
    tall_merges: tuple[tuple[int, int], ...] = ()

    def with_tall_merges(self, ranges: Iterable[tuple[int, int]]) -> "Marks":
        """The same marks and more merges."""
        return replace(self, tall_merges=(*self.tall_merges, *ranges))


def read_marks(archive: zipfile.ZipFile, kind: str, sheet: str) -> Marks:
    """The marks of one sheet.

    Raises:
        TransferError: ARC-02, the XML is damaged, or the sheet is larger than MAX_AREA cells.
    """
    try:
        return _ods_marks(archive, sheet) if kind == "ods" else _xlsx_marks(archive, sheet)
    except (ElementTree.ParseError, zipfile.BadZipFile, zlib.error, EOFError, KeyError) as error:
        raise refusal(UNREADABLE, "El XML de la hoja está dañado.", place=sheet) from error


def _xlsx_marks(archive: zipfile.ZipFile, sheet: str) -> Marks:
    part = _part_of(archive, sheet)
    if part is None:
        return Marks()
    errors: dict[int, list[tuple[int, str]]] = {}
    uncomputed: set[int] = set()
    rows = width = 0
    for block in _row_blocks(archive, part):
        bottom, right = _extent(block)
        rows, width = max(rows, bottom), max(width, right)
        if rows > MAX_ROWS or rows * width > MAX_AREA:
            raise refusal(
                UNREADABLE, "Una celda lejos de la tabla hace la hoja demasiado grande.", place=sheet
            )
        if any(sign in block for sign in _SUSPECT):
            for row, column, error in _suspects(block, sheet):
                if error:
                    errors.setdefault(row, []).append((column, error))
                else:
                    uncomputed.add(row)
    return Marks({row: tuple(cells) for row, cells in errors.items()}, tuple(sorted(uncomputed)))


def _extent(block: bytes) -> tuple[int, int]:
    """Lowest row and rightmost column that the rows of a block reach, by the last cell of each."""
    bottom = right = start = 0
    for end in _ROW_END.finditer(block):
        reference = _REFERENCE.match(block, block.rfind(b'r="', start, end.start()))
        if reference is not None:
            bottom = max(bottom, int(reference[2]))
            right = max(right, _column(reference[1]) + 1)
        start = end.end()
    return bottom, right


def _suspects(block: bytes, sheet: str) -> Iterator[tuple[int, int, str]]:
    """Row, column and text of error cells; with an empty text, formulas without a saved value."""
    for attributes, inside in _CELL.findall(block):
        kind = _TYPE.search(attributes)
        value = _VALUE.search(inside)
        is_error = kind is not None and kind[1] == b"e"
        # A formula that gives an empty text is saved as t="str" without a value: nothing is missing there.
        is_uncomputed = bool(_FORMULA.search(inside)) and not value and (kind is None or kind[1] != b"str")
        if not (is_error or is_uncomputed):
            continue
        reference = _REFERENCE.search(attributes)
        if reference is None:
            raise refusal(
                UNREADABLE, "Hay celdas con error o sin calcular que no dicen su sitio.", place=sheet
            )
        text = unescape(value[1].decode("utf-8", "replace")) if is_error and value else ""
        yield int(reference[2]), _column(reference[1]), text


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The path of a sheet's XML, or None for a sheet of another kind (a chart)."""
    book = _small_xml(archive, "xl/workbook.xml")
    relations = _small_xml(archive, "xl/_rels/workbook.xml.rels")
    targets = {item.get("Id"): item.get("Target", "") for item in relations}
    for item in book.iter():
        if item.tag.rpartition("}")[2] == "sheet" and item.get("name") == sheet:
            target = targets.get(item.get(_RELATION) or item.get(_STRICT_RELATION), "")
            path = posixpath.normpath(posixpath.join("xl", target)).lstrip("/")
            return path if path in archive.namelist() else None
    return None


def _row_blocks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The XML of a sheet in blocks that end with a row, so that no cell is cut."""
    rest = b""
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            rest += block
            ends = rest.rfind(b"row>") + 4
            if ends > 4 and _ROW_END.search(rest, max(0, ends - 40), ends):
                yield rest[:ends]
                rest = rest[ends:]
    yield rest


def _ods_marks(archive: zipfile.ZipFile, sheet: str) -> Marks:
    """One pass over content.xml; a workbook of calc is small enough for an event for each cell."""
    _refuse_entities(archive, "content.xml")
    uncomputed: set[int] = set()
    merges: list[tuple[int, int]] = []
    row, filled, inside = 0, 0, False
    with archive.open("content.xml") as stream:
        for event, item in ElementTree.iterparse(stream, ("start", "end")):  # noqa: S314 entities refused above
            if item.tag == f"{_TABLE}table":
                inside = event == "start" and item.get(f"{_TABLE}name") == sheet
            elif event == "end" and item.tag == f"{_TABLE}table-row":
                if inside:
                    repeated = int(item.get(f"{_TABLE}number-rows-repeated", "1"))
                    filled += repeated * _read_ods_row(item, row + 1, uncomputed, merges)
                    row += repeated
                item.clear()
            if filled > MAX_AREA:
                raise refusal(UNREADABLE, "La hoja se expande más de lo admitido.", place=sheet)
    return Marks({}, tuple(sorted(uncomputed)), tuple(merges))


def _read_ods_row(
    row: ElementTree.Element, number: int, uncomputed: set[int], merges: list[tuple[int, int]]
) -> int:
    """Note what stands in a row; returns how many filled cells it has when it is expanded."""
    filled = 0
    for cell in row.iter(f"{_TABLE}table-cell"):
        kind = cell.get(f"{_OFFICE}value-type")
        if kind is not None or len(cell):
            filled += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        if cell.get(f"{_TABLE}formula") is not None and kind is None:
            uncomputed.add(number)
        spanned = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
        if spanned > 1:
            merges.append((number, number + spanned - 1))
    return filled


def _small_xml(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    _refuse_entities(archive, part)
    return ElementTree.fromstring(archive.read(part))  # noqa: S314 entities refused above


def _refuse_entities(archive: zipfile.ZipFile, part: str) -> None:
    """A DTD has no place in a workbook; without one, XML can neither grow nor fetch anything."""
    with archive.open(part) as stream:
        if b"<!DOCTYPE" in stream.read(_BLOCK):
            raise refusal(UNREADABLE, "El libro lleva una definición de tipo de documento.")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
