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
    first = min((member.header_offset for member in members), default=0)
    oddities = (("G-MET-04", "bytes", first, "hay bytes antes del archivo comprimido"),) if first else ()
    return Exhibit(
        path,
        kind,
        data,
        texts=(
            Text("nombres", names),
            Text("comentarios", remarks),
            Text("comentarios", as_latin(data[:first])),
        ),
        oddities=oddities,
    )


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
