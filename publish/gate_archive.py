"""Archives and compressed files as the gate sees them: names, comments and every member.

Belongs here: opening zip and gzip without being flooded by them. Does not belong here: workbooks (gate_workbook.py),
reading members (gate_files.py does, and hands its reader over).
"""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator

from publish.gate_exhibit import Exhibit, Text, UnreadableFileError, as_latin

MAX_MEMBERS = 1_000
MAX_UNPACKED = 1 << 30
_FLAG_NAME, _FLAG_COMMENT = 8, 16
# Fixed parts of the records of a zip archive, and the flag of a member whose sizes follow it.
_LOCAL_HEADER, _END_RECORD, _FLAG_DESCRIPTOR = 30, 22, 8
ReadMember = Callable[[str, bytes], Iterator[Exhibit]]


def unpacked(data: bytes) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    """A zip archive and its members.

    Raises:
        UnreadableFileError: damaged, too many members, or too large.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, EOFError, ValueError):
        raise UnreadableFileError("el archivo comprimido no se puede abrir") from None
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise UnreadableFileError("el archivo comprimido es demasiado grande para revisarlo")
    return archive, members


def member_bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """A member's bytes, never more than it declares.

    Raises:
        UnreadableFileError: damaged, encrypted, or packed in an unknown way.
    """
    try:
        return archive.read(member)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, zlib.error):
        raise UnreadableFileError("el archivo comprimido no se puede abrir") from None


def wrapping(path: str, kind: str, data: bytes, archive: zipfile.ZipFile) -> Exhibit:
    """The archive itself: names and remarks of its members, and what lies before the first."""
    members = archive.infolist()
    names = "\n".join(member.filename for member in members)
    remarks = as_latin(archive.comment + b"".join(member.comment + member.extra for member in members))
    foreign = _between_members(archive, data)
    oddities = (
        (("G-MET-04", "bytes", len(foreign), "hay bytes que no son de ningún archivo comprimido"),)
        if foreign
        else ()
    )
    return Exhibit(
        path,
        kind,
        data,
        texts=(Text("nombres", names), Text("comentarios", remarks), Text("comentarios", as_latin(foreign))),
        oddities=oddities,
    )


def _between_members(archive: zipfile.ZipFile, data: bytes) -> bytes:
    """Bytes before, between and after the members and their directory."""
    found = b""
    at = 0
    for member in sorted(archive.infolist(), key=lambda one: one.header_offset):
        found += data[at : member.header_offset]
        start = member.header_offset
        lengths = (int.from_bytes(data[start + place : start + place + 2], "little") for place in (26, 28))
        at = start + _LOCAL_HEADER + sum(lengths) + member.compress_size
        if member.flag_bits & _FLAG_DESCRIPTOR:
            at += 16 if data[at : at + 4] == b"PK\x07\x08" else 12
    end = data.rfind(b"PK\x05\x06")
    directory = int.from_bytes(data[end + 16 : end + 20], "little") if end >= 0 else at
    return found + data[at:directory] + data[end + _END_RECORD + len(archive.comment) :]


def read_zip(path: str, data: bytes, read: ReadMember) -> Iterator[Exhibit]:
    """A zip archive and its members.

    Raises:
        UnreadableFileError: it, or a member, cannot be read.
    """
    archive, members = unpacked(data)
    yield wrapping(path, "zip", data, archive)
    for member in members:
        if not member.is_dir():
            yield from read(f"{path}!{member.filename}", member_bytes(archive, member))


def read_gzip(path: str, data: bytes, read: ReadMember) -> Iterator[Exhibit]:
    """A gzip file, its header and the one file in it.

    Raises:
        UnreadableFileError: damaged, too large, or followed by something else.
    """
    try:
        unpacker = zlib.decompressobj(wbits=31)
        content = unpacker.decompress(data, MAX_UNPACKED)
    except (zlib.error, gzip.BadGzipFile):
        raise UnreadableFileError("el archivo comprimido no se puede abrir") from None
    if not unpacker.eof or unpacker.unused_data:
        raise UnreadableFileError(
            "el archivo comprimido está cortado, es demasiado grande o lleva algo detrás"
        )
    named = len(data) > 3 and bool(data[3] & (_FLAG_NAME | _FLAG_COMMENT))
    oddities = (
        (("G-MET-01", "cabecera", 1, "el archivo comprimido lleva nombre o comentario"),) if named else ()
    )
    yield Exhibit(path, "gz", data, texts=(Text("cabecera", as_latin(data[:512])),), oddities=oddities)
    yield from read(f"{path}!{path.rpartition('/')[2].removesuffix('.gz')}", content)
