"""A writer of XLS: BIFF8 and BIFF5 records inside an OLE2 container, only what the odd files need.

Belongs here: bytes of old workbooks. Does not belong here: odd files themselves.

After [MS-XLS] 2.4 (records) and [MS-CFB] 2 (container).
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_SECTOR, _FREE, _END, _FAT = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
# Order of the cell formats that every book carries; index = XF.
FORMATS = (
    "General",
    "dd/mm/yyyy",
    "0000000000000",
    "@",
    "dd/mm/yyyy hh:mm",
    '"Q"#,##0.00',
    '0 "días"',
    "hh:mm",
)
DAY, ZEROS, TEXT, MOMENT, MONEY, DAYS, HOUR = range(1, 8)


@dataclass(frozen=True)
class Number:
    """A number with its format, perhaps packed as RK."""

    value: float
    xf: int = 0
    rk: bool = False


@dataclass(frozen=True)
class Formula:
    """A formula (1+1) with its saved value; None: an empty text, which some libraries save for every formula."""

    value: float | str | None


@dataclass(frozen=True)
class Flag:
    """A truth value, or an error code."""

    value: int
    is_error: bool = False


Cell = str | int | float | Number | Formula | Flag | None


@dataclass(frozen=True)
class Sheet:
    """A sheet; state 0 visible, 1 hidden, 2 very hidden; merges as (top, left, bottom, right), rows from 1."""

    name: str
    rows: Sequence[Sequence[Cell]]
    state: int = 0
    merges: Sequence[tuple[int, int, int, int]] = field(default=())


def xls(
    *sheets: Sheet, biff: int = 8, shared: bool = True, date1904: bool = False, extra: bytes = b""
) -> bytes:
    """A workbook.

    Args:
        sheets: its sheets.
        biff: 8 (Excel 97 on) or 5 (Excel 95).
        shared: texts in the shared table, and not in each cell.
        date1904: whether days count from 1904.
        extra: records put into the globals, as FILEPASS.
    """
    texts = [cell for sheet in sheets for row in sheet.rows for cell in row if isinstance(cell, str) and cell]
    table = {text: number for number, text in enumerate(dict.fromkeys(texts))} if shared and biff == 8 else {}
    start = _bof(5, biff) + extra + _record(0x42, struct.pack("<H", 1200 if biff == 8 else 1252))
    start += _record(0x22, struct.pack("<H", int(date1904))) + _styles(biff)
    end = _shared(table, len(texts)) + _record(0x0A, b"")
    bodies = [_sheet(sheet, biff, table) for sheet in sheets]
    size = sum(len(_bound(sheet, 0, biff)) for sheet in sheets)
    position, bounds = len(start) + size + len(end), b""
    for sheet, body in zip(sheets, bodies, strict=True):
        bounds += _bound(sheet, position, biff)
        position += len(body)
    return ole({"Workbook" if biff == 8 else "Book": start + bounds + end + b"".join(bodies)})


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _bof(kind: int, biff: int) -> bytes:
    if biff == 8:
        return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0x41, 0x06))
    return _record(0x0809, struct.pack("<HHHH", 0x0500, kind, 0x0DBB, 0x07CC))


def _text(text: str, biff: int, size: str = "<H") -> bytes:
    if biff != 8:
        return struct.pack(size, len(text)) + text.encode("cp1252")
    narrow = all(ord(letter) < 256 for letter in text)
    body = text.encode("latin-1" if narrow else "utf-16-le")
    return struct.pack(size, len(text)) + bytes([0 if narrow else 1]) + body


def _styles(biff: int) -> bytes:
    name = _text("Arial", biff, "<B")
    font = _record(0x31, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + name)
    formats = b"".join(
        _record(0x041E, struct.pack("<H", 164 + number) + _text(code, biff, "<H" if biff == 8 else "<B"))
        for number, code in enumerate(FORMATS)
    )
    tail = 14 if biff == 8 else 10
    xfs = [
        _record(0xE0, struct.pack("<HHH", 0, 164 + number if number else 0, 1) + b"\0" * tail)
        for number in range(len(FORMATS))
    ]
    return font * 5 + formats + b"".join(xfs)


def _shared(table: Mapping[str, int], count: int) -> bytes:
    """The shared strings; a record holds 8,224 bytes at most, what is more goes on in CONTINUE records."""
    if not table:
        return b""
    records, current = [], struct.pack("<II", count, len(table))
    for text in table:
        item = _text(text, 8)
        if len(current) + len(item) > 8224:
            records.append(current)
            current = b""
        current += item
    records.append(current)
    return b"".join(_record(0x3C if number else 0xFC, part) for number, part in enumerate(records))


def _bound(sheet: Sheet, position: int, biff: int) -> bytes:
    return _record(0x85, struct.pack("<IBB", position, sheet.state, 0) + _text(sheet.name, biff, "<B"))


def _sheet(sheet: Sheet, biff: int, table: Mapping[str, int]) -> bytes:
    width = max((len(row) for row in sheet.rows), default=0)
    size = "<IIHHH" if biff == 8 else "<HHHHH"
    made = _bof(0x10, biff) + _record(0x0200, struct.pack(size, 0, len(sheet.rows), 0, width, 0))
    cells = [
        _cell(row, column, cell, biff, table)
        for row, line in enumerate(sheet.rows)
        for column, cell in enumerate(line)
        if cell is not None and cell != ""
    ]
    made += b"".join(cells)
    if sheet.merges:
        spans = [
            struct.pack("<HHHH", top - 1, bottom - 1, left, right)
            for top, left, bottom, right in sheet.merges
        ]
        made += _record(0xE5, struct.pack("<H", len(spans)) + b"".join(spans))
    return made + _record(0x0A, b"")


def _cell(row: int, column: int, cell: Cell, biff: int, table: Mapping[str, int]) -> bytes:
    at = struct.pack("<HH", row, column)
    if isinstance(cell, str):
        if table:
            return _record(0xFD, at + struct.pack("<HI", 0, table[cell]))
        return _record(0x0204, at + struct.pack("<H", 0) + _text(cell, biff))
    if isinstance(cell, Flag):
        return _record(0x0205, at + struct.pack("<HBB", 0, cell.value, int(cell.is_error)))
    if isinstance(cell, Formula):
        return _formula(at, cell, biff)
    number = cell if isinstance(cell, Number) else Number(float(cell or 0))
    if number.rk:
        return _record(0x027E, at + struct.pack("<HI", number.xf, (int(number.value) << 2 & 0xFFFFFFFF) | 2))
    return _record(0x0203, at + struct.pack("<Hd", number.xf, number.value))


def _formula(at: bytes, cell: Formula, biff: int) -> bytes:
    tokens = b"\x1e\x01\x00\x1e\x01\x00\x03"
    if cell.value is None:
        result, after = b"\3\0\0\0\0\0\xff\xff", b""
    elif isinstance(cell.value, str):
        result, after = b"\0\0\0\0\0\0\xff\xff", _record(0x0207, _text(cell.value, biff))
    else:
        result, after = struct.pack("<d", cell.value), b""
    return (
        _record(0x06, at + struct.pack("<H", 0) + result + struct.pack("<HIH", 0, 0, len(tokens)) + tokens)
        + after
    )


def ole(streams: Mapping[str, bytes]) -> bytes:
    """Streams in an OLE2 container; each is padded to a size that keeps it out of the mini stream."""
    names = ["Root Entry", *streams]
    padded = [data.ljust(max(4096, -(-len(data) // _SECTOR) * _SECTOR), b"\0") for data in streams.values()]
    folder_sectors = -(-len(names) * 128 // _SECTOR)
    used = folder_sectors + sum(len(data) // _SECTOR for data in padded)
    fat_sectors = 1
    while fat_sectors * 128 < used + fat_sectors:
        fat_sectors += 1
    fat = [_FAT] * fat_sectors
    chains, first = [], fat_sectors
    for length in (folder_sectors, *(len(data) // _SECTOR for data in padded)):
        chains.append(first)
        fat += [*range(first + 1, first + length), _END]
        first += length
    fat += [_FREE] * (fat_sectors * 128 - len(fat))
    folder = _entry("Root Entry", 5, _END, 0, child=1) + b"".join(
        _entry(
            name,
            2,
            chains[number],
            len(padded[number - 1]),
            right=number + 1 if number < len(streams) else _FREE,
        )
        for number, name in enumerate(streams, start=1)
    )
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 16
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + b"\0" * 6
    )
    header += struct.pack("<IIIIIIIII", 0, fat_sectors, chains[0], 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *[*range(min(fat_sectors, 109)), *[_FREE] * max(0, 109 - fat_sectors)])
    table = struct.pack(f"<{len(fat)}I", *fat)
    return header + table + folder.ljust(folder_sectors * _SECTOR, b"\0") + b"".join(padded)


def _entry(name: str, kind: int, start: int, size: int, *, child: int = _FREE, right: int = _FREE) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    data = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, _FREE, right, child)
    return data + b"\0" * 36 + struct.pack("<IQ", start, size)
