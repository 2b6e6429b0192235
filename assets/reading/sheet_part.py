"""The XML of one sheet of an XLSX: where it is, in blocks, and how far it reaches.

Belongs here: finding and expanding the XML of a sheet, and refusing one too large to hold. Does not belong here: what
its cells say (calamine_sheet.py, workbook_marks.py).
"""

import posixpath
import re
import string
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from assets.reading.container import DAMAGED_ZIP
from assets.reading.refusals import UNREADABLE, refusal
from assets.reading.xml_source import local, parse

# calamine holds a sheet as a full rectangle, so one stray cell at its far corner would take all memory.
MAX_AREA = 40_000_000
MAX_ROWS = 1_048_576
DAMAGED_PART = (*DAMAGED_ZIP, KeyError)
REFERENCE = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_CELL = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]+\d+)[\"']")
_LETTERS = string.ascii_letters.encode()
_BLOCK = 4 << 20
_KEPT_BYTES = 256 << 20
_PREFIX = re.compile(rb"<(\w+:)?worksheet\b")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


class _Kept:
    """Blocks that are kept the first time they are gone through."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._kept: list[bytes] = []

    def __iter__(self) -> Iterator[bytes]:
        yield from self._kept
        for block in self._blocks:
            self._kept.append(block)
            yield block


@dataclass(frozen=True)
class _Again:
    """Blocks that are made anew each time they are gone through."""

    make: Callable[[], Iterator[bytes]]

    def __iter__(self) -> Iterator[bytes]:
        return self.make()


@dataclass(frozen=True)
class SheetPart:
    """The XML of one sheet inside an open archive."""

    archive: zipfile.ZipFile
    path: str
    name: str
    # Formulas without a value may also carry a zero that some library wrote for «not computed yet».
    is_never_computed: bool = False
    is_1904: bool = False

    @cached_property
    def prefix(self) -> bytes:
        """The namespace prefix of its elements, with its colon."""
        with self.archive.open(self.path) as stream:
            found = _PREFIX.search(stream.read(65_536))
        return (found[1] or b"") if found else b""

    def kept_blocks(self) -> Iterable[bytes]:
        """The blocks for reading them more than once; a very large sheet is expanded again each time."""
        if self.archive.getinfo(self.path).file_size <= _KEPT_BYTES:
            return _Kept(self.blocks())
        return _Again(self.blocks)

    def blocks(self) -> Iterator[bytes]:
        """The XML in blocks that end with a row, so that no cell is cut."""
        row_end = b"</" + self.prefix + b"row>"
        rest = b""
        with self.archive.open(self.path) as stream:
            while block := stream.read(_BLOCK):
                rest += block
                end = rest.rfind(row_end) + len(row_end)
                if end >= len(row_end):
                    yield rest[:end]
                    rest = rest[end:]
        yield rest


def find_part(archive: zipfile.ZipFile, sheet: str) -> SheetPart:
    """Where the XML of a sheet is.

    Raises:
        TransferError: ARC-02, the XML of the workbook is damaged, or the sheet is not there.
    """
    try:
        book = parse(archive.read("xl/workbook.xml"))
        relations = parse(archive.read("xl/_rels/workbook.xml.rels"))
    except DAMAGED_PART:
        raise refusal(UNREADABLE, "El XML del libro está dañado.") from None
    targets = {item.get("Id"): item.get("Target", "") for item in relations}
    is_never_computed = any(
        local(item.tag) == "calcPr" and item.get("fullCalcOnLoad") in ("1", "true") for item in book.iter()
    )
    is_1904 = any(
        local(item.tag) == "workbookPr" and item.get("date1904") in ("1", "true") for item in book.iter()
    )
    for item in book.iter():
        if local(item.tag) == "sheet" and item.get("name") == sheet:
            target = targets.get(item.get(_RELATION) or item.get(_STRICT_RELATION), "")
            path = posixpath.normpath(posixpath.join("xl", target.replace("\\", "/"))).lstrip("/").lower()
            known = next((member for member in archive.namelist() if member.lower() == path), "")
            if known:
                return SheetPart(archive, known, sheet, is_never_computed, is_1904)
    raise refusal(UNREADABLE, "Al libro le falta una de sus hojas.", place=sheet)


def check_extent(part: SheetPart) -> Iterable[bytes]:
    """The blocks of the sheet's XML, when its rectangle can be held.

    Raises:
        TransferError: ARC-02, the XML is damaged, or the sheet is larger than MAX_AREA cells.
    """
    rows = counted = width = 0
    try:
        blocks, row_end = part.kept_blocks(), b"</" + part.prefix + b"row>"
        for block in blocks:
            pieces = block.split(row_end)
            counted += len(pieces) - 1
            bottom, right = _extent(pieces, part, above=rows)
            rows, width = bottom, max(width, right)
            height = max(rows, counted)
            if height > MAX_ROWS or height * width > MAX_AREA:
                cause = "Una celda lejos de la tabla hace la hoja demasiado grande."
                raise refusal(UNREADABLE, cause, place=part.name)
    except DAMAGED_PART:
        raise refusal(UNREADABLE, "El XML de la hoja está dañado.", place=part.name) from None
    return blocks


def _extent(rows: Iterable[bytes], part: SheetPart, *, above: int) -> tuple[int, int]:
    """Lowest row and rightmost column that rows reach, by the last cell of each; `above` is the lowest before.

    The cells of a row whose last one does not say its place are looked at one by one, and counted.
    """
    bottom, right = above, 0
    for row in rows:
        at = row.rfind(b' r="')
        found = REFERENCE.match(row, at + 1) if at >= 0 else None
        if found is not None:
            number = int(found[2])
            if number <= bottom or not _keeps_to(row, found[2]):
                # calamine would let one of them replace the other, or make room for all rows down to a far one.
                raise refusal(UNREADABLE, "El XML de la hoja repite o desordena sus filas.", place=part.name)
            bottom, right = number, max(right, column_of(found[1]) + 1)
            continue
        right = max(right, sum(row.count(b"<" + part.prefix + start) for start in (b"c ", b"c>")))
        for reference in REFERENCE.finditer(row):
            bottom = max(bottom, int(reference[2]))
            right = max(right, column_of(reference[1]) + 1)
    return bottom, right


def _keeps_to(row: bytes, number: bytes) -> bool:
    """Whether all cells of a row say that they are in it, each of them once."""
    cells = _CELL.findall(row)
    return len(set(cells)) == len(cells) and b" ".join(cells).translate(None, _LETTERS) == b" ".join(
        [number] * len(cells)
    )


def column_of(letters: bytes) -> int:
    """The position of a column, from 0, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
