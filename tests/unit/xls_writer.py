"""Old workbooks (BIFF8 in a compound file), as small as they can be, for tests.

A cell is a text, a number, a bool, or one of the classes below.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

FREE, END, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
ERRORS = {"#DIV/0!": 7, "#N/A": 42}


@dataclass(frozen=True)
class Number:
    """A number with a number format; packed, it is stored as RK."""

    value: float
    form: str = "General"
    is_packed: bool = False


@dataclass(frozen=True)
class Error:
    text: str


@dataclass(frozen=True)
class Formula:
    """A formula and the value saved with it: a number, a text or an Error."""

    value: Any


@dataclass
class XlsSheet:
    name: str
    rows: Sequence[Sequence[Any]]
    visibility: int = 0
    merges: Sequence[tuple[int, int, int, int]] = ()
    hidden_rows: Sequence[int] = field(default_factory=list)


def xls(*sheets: XlsSheet, date_1904: bool = False, password: bool = False) -> bytes:
    """A workbook of these sheets."""
    return compound({"Workbook": _stream(sheets, date_1904, password)})


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file of these streams, each of them padded to be a large one."""
    sectors: list[bytes] = []
    fat: list[int] = []

    def add(data: bytes) -> int:
        start = len(sectors)
        pieces = [data[at : at + 512].ljust(512, b"\0") for at in range(0, len(data), 512)]
        sectors.extend(pieces)
        fat.extend([*range(start + 1, start + len(pieces)), END])
        return start

    entries = [_entry("Root Entry", 5, END, 0, child=1)]
    for number, (name, data) in enumerate(streams.items(), start=1):
        data = data.ljust(4096, b"\0")
        sibling = number + 1 if number < len(streams) else FREE
        entries.append(_entry(name, 2, add(data), len(data), right=sibling))
    directory = add(b"".join(entries))
    fat_count = 1
    while (len(sectors) + fat_count) > fat_count * 128:
        fat_count += 1
    fat_at = list(range(len(sectors), len(sectors) + fat_count))
    table = fat + [FAT_SECTOR] * fat_count
    table += [FREE] * (fat_count * 128 - len(table))
    sectors.append(struct.pack(f"<{len(table)}I", *table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += bytes(6) + struct.pack("<IIIIIIIII", 0, fat_count, directory, 0, 4096, END, 0, END, 0)
    head += struct.pack("<109I", *(fat_at + [FREE] * (109 - fat_count)))
    return head + b"".join(sectors)


def _entry(name: str, kind: int, start: int, size: int, *, right: int = FREE, child: int = FREE) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, FREE, right, child)
    return head + bytes(36) + struct.pack("<III", start, size, 0)


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _stream(sheets: Sequence[XlsSheet], date_1904: bool, password: bool) -> bytes:
    forms = ["General"]
    texts: list[str] = []
    bodies = [_sheet(sheet, forms, texts) for sheet in sheets]
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    if password:
        head += _record(0x002F, bytes(54))
    head += _record(0x0042, struct.pack("<H", 1200)) + _record(0x0022, struct.pack("<H", date_1904))
    for number, form in enumerate(forms[1:], start=164):
        head += _record(0x041E, struct.pack("<H", number) + _long_text(form))
    for number in [0, *range(164, 163 + len(forms))]:
        head += _record(0x00E0, struct.pack("<HHH", 0, number, 0) + bytes(14))
    table = struct.pack("<II", len(texts), len(texts)) + b"".join(map(_long_text, texts))
    tail = _record(0x00FC, table) + _record(0x000A)
    names = [struct.pack("<BB", sheet.visibility, 0) + _short_text(sheet.name) for sheet in sheets]
    at = len(head) + len(tail) + sum(8 + len(name) for name in names)
    bounds = b""
    for name, body in zip(names, bodies, strict=True):
        bounds += _record(0x0085, struct.pack("<I", at) + name)
        at += len(body)
    return head + bounds + tail + b"".join(bodies)


def _sheet(sheet: XlsSheet, forms: list[str], texts: list[str]) -> bytes:
    width = max((len(row) for row in sheet.rows), default=0)
    data = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))
    data += _record(0x0200, struct.pack("<IIHHH", 0, len(sheet.rows), 0, width, 0))
    for number, row in enumerate(sheet.rows):
        options = 0x20 if number + 1 in sheet.hidden_rows else 0
        data += _record(0x0208, struct.pack("<HHHHHHHH", number, 0, len(row), 255, 0, 0, 0x100 | options, 0))
    for number, row in enumerate(sheet.rows):
        for column, cell in enumerate(row):
            data += _cell(number, column, cell, forms, texts)
    if sheet.merges:
        ranges = b"".join(struct.pack("<HHHH", *merge) for merge in sheet.merges)
        data += _record(0x00E5, struct.pack("<H", len(sheet.merges)) + ranges)
    return data + _record(0x000A)


def _cell(row: int, column: int, cell: Any, forms: list[str], texts: list[str]) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(cell, str):
        if not cell:
            return b""
        texts.append(cell)
        return _record(0x00FD, place + struct.pack("<I", len(texts) - 1))
    if isinstance(cell, Error):
        return _record(0x0205, place + struct.pack("<BB", ERRORS[cell.text], 1))
    if isinstance(cell, bool):
        return _record(0x0205, place + struct.pack("<BB", cell, 0))
    if isinstance(cell, Formula):
        return _formula(place, cell.value)
    number = cell if isinstance(cell, Number) else Number(float(cell))
    if number.form not in forms:
        forms.append(number.form)
    place = struct.pack("<HHH", row, column, forms.index(number.form))
    if number.is_packed:
        return _record(0x027E, place + struct.pack("<i", int(number.value) << 2 | 2))
    return _record(0x0203, place + struct.pack("<d", number.value))


def _formula(place: bytes, value: Any) -> bytes:
    if isinstance(value, Error):
        result = struct.pack("<BBBBHH", 2, 0, ERRORS[value.text], 0, 0, 0xFFFF)
    elif isinstance(value, str):
        result = struct.pack("<BBBBHH", 0, 0, 0, 0, 0, 0xFFFF)
    else:
        result = struct.pack("<d", value)
    code = struct.pack("<HBH", 3, 0x1E, 1)
    data = _record(0x0006, place + result + bytes(6) + code)
    return data + (_record(0x0207, _long_text(value)) if isinstance(value, str) else b"")


def _long_text(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def _short_text(text: str) -> bytes:
    return struct.pack("<BB", len(text), 1) + text.encode("utf-16-le")
