"""What calamine leaves unsaid of a binary workbook (XLSB): error cells.

Belongs here: scanning the records of its sheets. Does not belong here: values (workbook.py).
"""

import posixpath
import struct
import zipfile
from collections.abc import Iterator

from assets.reading.refusals import UNREADABLE, refusal
from assets.reading.sheet_part import DAMAGED_PART
from assets.reading.workbook_marks import Marks
from assets.reading.xls import ERRORS
from assets.reading.xml_source import parse

_ROW, _ERROR, _FORMULA_ERROR, _SHEET = 0, 3, 11, 156
_LONGEST_SIZE = 4


def xlsb_marks(archive: zipfile.ZipFile, sheet: str) -> Marks:
    """The marks of a sheet.

    Raises:
        TransferError: ARC-02, its records are cut, or it is not there.
    """
    overrides: dict[int, list[tuple[int, str]]] = {}
    row = 0
    try:
        for kind, data in _records(archive.read(_part_of(archive, sheet))):
            if kind == _ROW:
                row = struct.unpack_from("<I", data)[0] + 1
            elif kind in (_ERROR, _FORMULA_ERROR):
                column, code = struct.unpack_from("<I", data)[0], data[8]
                overrides.setdefault(row, []).append((column, ERRORS.get(code, "#N/A")))
    except (*DAMAGED_PART, struct.error, IndexError):
        raise refusal(UNREADABLE, "La hoja está dañada.", place=sheet) from None
    return Marks({number: tuple(cells) for number, cells in overrides.items()})


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    relations = parse(archive.read("xl/_rels/workbook.bin.rels"))
    targets = {item.get("Id"): item.get("Target", "") for item in relations}
    for kind, data in _records(archive.read("xl/workbook.bin")):
        if kind == _SHEET:
            relation, at = _text(data, 8)
            if _text(data, at)[0] == sheet:
                return posixpath.normpath(posixpath.join("xl", targets[relation])).lstrip("/")
    raise KeyError(sheet)


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Records: their kind in one or two bytes and their size in up to four, seven bits in each."""
    at = 0
    while at < len(data):
        kind = data[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (data[at] & 0x7F) << 7
            at += 1
        size = 0
        for step in range(_LONGEST_SIZE):
            part = data[at]
            at += 1
            size |= (part & 0x7F) << 7 * step
            if not part & 0x80:
                break
        if at + size > len(data):
            raise IndexError
        yield kind, data[at : at + size]
        at += size


def _text(data: bytes, at: int) -> tuple[str, int]:
    """A text with its length before it, and where it ends."""
    end = at + 4 + 2 * struct.unpack_from("<I", data, at)[0]
    return data[at + 4 : end].decode("utf-16-le", "replace"), end
