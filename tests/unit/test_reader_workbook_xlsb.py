"""Binary workbooks (XLSB), as small as they can be: values, and errors that are not lost."""

import io
import struct
import zipfile

import pytest

from assets.reading.kinds import kind_of
from assets.reading.workbook import open_book
from snis.errors import TransferError

RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.bin"/></Relationships>'
)


def record(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(data)
    return head + (bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])) + data


def text(value: str) -> bytes:
    return struct.pack("<I", len(value)) + value.encode("utf-16-le")


def xlsb() -> bytes:
    sheet = struct.pack("<II", 0, 1) + text("rId1") + text("Hoja1")
    book = record(131) + record(143) + record(156, sheet) + record(144) + record(132)
    cell = struct.pack("<II", 0, 0)
    cells = [
        *(record(0, struct.pack("<I", 0) + bytes(13)), record(6, cell + text("Añil"))),
        record(5, struct.pack("<IId", 1, 0, 2500501020101.0)),
        *(record(0, struct.pack("<I", 1) + bytes(13)), record(3, cell + b"\x2a")),
        record(5, struct.pack("<IId", 1, 0, 1.5)),
    ]
    size = record(148, struct.pack("<IIII", 0, 1, 0, 1))
    body = record(129) + size + record(145) + b"".join(cells) + record(146) + record(130)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/_rels/workbook.bin.rels", RELATIONS)
        archive.writestr("xl/worksheets/sheet1.bin", body)
    return content.getvalue()


def test_values_and_errors_are_read() -> None:
    content = xlsb()
    assert kind_of(content) == "xlsb"
    grid = open_book(content, "xlsb")[0][0]
    assert (grid.name, list(grid.rows())) == ("Hoja1", [(1, ["Añil", "2500501020101"]), (2, ["#N/A", "1.5"])])


def test_cut_anywhere_is_a_refusal_and_never_a_crash() -> None:
    content = xlsb()
    for size in range(4, len(content) - 1, 41):
        with pytest.raises(TransferError):
            open_book(content[:size], "xlsb")
