"""What comes inside a zip or a gzip: the one file that is meant, or a refusal.

Belongs here: looking into a container before anything is expanded. Does not belong here: the formats inside.
"""

import io
import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import PurePosixPath

from assets.reading.grid import Finding
from assets.reading.refusals import AMBIGUOUS, EMPTY, UNREADABLE, refusal
from assets.reading.signatures import EMPTY_ZIP, GZIP, ZIP, check_signature

MAX_EXPANDED_BYTES = 2 << 30
MAX_RATIO = 200
MAX_MEMBERS = 10_000
# A ratio says nothing of a member that is small anyway.
_SMALL_BYTES = 1 << 20
_ENCRYPTED = 0x1
_BLOCK = 1 << 20
_SUFFIXES = {
    "csv": ("*.csv", "*.txt", "*.tsv"),
    "xlsx": ("*.xlsx",),
    "ods": ("*.ods",),
    "parquet": ("*.parquet",),
}
_DATA = (
    *("*.csv", "*.txt", "*.tsv", "*.tab", "*.psv", "*.dat", "*.prn", "*.asc"),
    *("*.xls", "*.xlsx", "*.xlsm", "*.xlsb", "*.ods", "*.fods", "*.parquet", "*.pq"),
    *("*.html", "*.htm", "*.mht", "*.mhtml", "*.xml"),
)
_READMES = ("leame*", "léame*", "readme*", "license*", "licencia*")
_LITTER = ("thumbs.db", "desktop.ini", ".*", "~$*")
# What begins like the members of a workbook or a document is one file, not a container of files.
_DOCUMENT_PARTS = ("[content_types].xml", "mimetype")
_NESTED = ("*.zip", "*.gz", "*.7z", "*.rar", "*.tgz", "*.tar", "*.bz2", "*.xz")
_DAMAGED = "El archivo está dañado o cortado."
_DAMAGED_INSIDE = "Un archivo dentro del zip está dañado o cortado."
# What zipfile raises on damaged content.
DAMAGED_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


@dataclass(frozen=True)
class Unpacked:
    """A file outside of its containers.

    Attributes:
        content: its bytes.
        containers: what it came in, outermost first: zip, gz.
        name: its name inside a zip; empty when nothing names it.
        findings: what was found out on the way.
    """

    content: bytes
    containers: tuple[str, ...] = ()
    name: str = ""
    findings: tuple[Finding, ...] = ()


def unpack(content: bytes) -> Unpacked:
    """The one data file inside a zip or gzip; a file that is neither, or is a workbook, comes back as it is.

    Raises:
        TransferError: ARC-01 or ARC-02 with the cause: damaged, protected, a path or link that leaves the folder, a
            bomb, a container inside the container, or not exactly one data file.
    """
    if content.startswith(GZIP):
        inner = _gunzip(content)
        if inner.startswith(GZIP) or _is_plain_zip(inner):
            raise refusal(UNREADABLE, "El gzip trae otro contenedor dentro.")
        return Unpacked(inner, ("gz",))
    if not _is_plain_zip(content):
        return Unpacked(content)
    with open_archive(content) as archive:
        name, others = _data_member(check_members(archive))
        inner = member_content(archive, name, damaged=_DAMAGED_INSIDE)
    if inner.startswith(GZIP) or _is_plain_zip(inner):
        raise refusal(UNREADABLE, "El zip trae otro contenedor dentro.")
    findings = (_others_finding(others),) if others else ()
    return Unpacked(inner, ("zip",), name, findings)


def _others_finding(others: int) -> Finding:
    texto = f"El zip trae además {others} archivos que no son de datos; no se leen."
    return Finding("otros_archivos_en_zip", texto)


def open_archive(content: bytes) -> zipfile.ZipFile:
    """A zip in memory.

    Raises:
        TransferError: ARC-01 or ARC-02 with the cause.
    """
    check_signature(content, ZIP, "un zip")
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except DAMAGED_ZIP:
        raise refusal(UNREADABLE, "El contenedor zip está dañado o cortado.") from None


def check_members(archive: zipfile.ZipFile) -> list[str]:
    """Names of what a zip holds, once none of it is dangerous to expand.

    Raises:
        TransferError: ARC-02: a path that leaves the folder, a password, or more bytes than the limit.
    """
    members = [item for item in archive.infolist() if not item.is_dir()]
    if len(members) > MAX_MEMBERS:
        raise refusal(UNREADABLE, "El zip trae más archivos de lo admitido.")
    for item in members:
        if _leaves_folder(item.filename):
            raise refusal(UNREADABLE, "El zip lleva una ruta que sale de su carpeta.")
        if stat.S_ISLNK(item.external_attr >> 16):
            raise refusal(UNREADABLE, "El zip lleva un enlace en lugar de un archivo.")
        if item.flag_bits & _ENCRYPTED:
            raise refusal(UNREADABLE, "El zip está protegido con contraseña.")
        if item.file_size > max(_SMALL_BYTES, MAX_RATIO * item.compress_size):
            raise refusal(UNREADABLE, "El contenido del zip se expande más de lo admitido.")
    # zipfile never gives more bytes of a member than are declared here, so the sum is a bound.
    if sum(item.file_size for item in members) > MAX_EXPANDED_BYTES:
        raise refusal(UNREADABLE, "El contenido del zip se expande más de lo admitido.")
    return [item.filename for item in members]


def find_member(content: bytes, kind: str) -> str:
    """The name of the one file of a kind inside a zip.

    Raises:
        TransferError: ARC-01 or ARC-02 with the cause: damaged, protected, a path that leaves the folder, a bomb, a zip
            inside the zip, or not exactly one file of the kind.
    """
    with open_archive(content) as archive:
        names = [name for name in check_members(archive) if not _is_litter(name)]
    if any(_matches(name, _NESTED) for name in names):
        raise refusal(UNREADABLE, "El zip trae otro contenedor dentro.")
    matching = [name for name in names if _matches(name, _SUFFIXES[kind])]
    if len(matching) != 1:
        raise refusal(UNREADABLE, f"El zip trae {len(matching)} archivos de tipo {kind}; debe traer uno.")
    return matching[0]


def member_blocks(content: bytes, name: str) -> Iterator[bytes]:
    """The bytes of a member, a block at a time; its checksum holds when the last one is out.

    Raises:
        TransferError: ARC-02, the member is damaged.
    """
    with open_archive(content) as archive:
        try:
            with archive.open(name) as stream:
                while block := stream.read(_BLOCK):
                    yield block
        except DAMAGED_ZIP:
            raise refusal(UNREADABLE, _DAMAGED_INSIDE) from None


def member_content(archive: zipfile.ZipFile, name: str, *, damaged: str = _DAMAGED) -> bytes:
    """A member, whole.

    Raises:
        TransferError: ARC-02, the member is damaged; `damaged` says so to a person, who may not know of any zip.
    """
    try:
        return archive.read(name)
    except DAMAGED_ZIP:
        raise refusal(UNREADABLE, damaged) from None


def check_sums(archive: zipfile.ZipFile, names: Iterable[str]) -> None:
    """Hold members to their checksums, for readers that do not look at them.

    Raises:
        TransferError: ARC-02, a member is damaged.
    """
    for name in names:
        try:
            with archive.open(name) as stream:
                while stream.read(_BLOCK):
                    pass
        except DAMAGED_ZIP:
            raise refusal(UNREADABLE, _DAMAGED) from None


def _gunzip(content: bytes) -> bytes:
    """All members of a gzip, one after the other, never more than the limit."""
    limit = min(MAX_EXPANDED_BYTES, max(_SMALL_BYTES, MAX_RATIO * len(content)))
    blocks, size, rest = [], 0, content
    try:
        while rest.startswith(GZIP):
            member = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
            while not member.eof:
                block = member.decompress(rest, _BLOCK)
                rest = member.unconsumed_tail
                size += len(block)
                if size > limit:
                    raise refusal(UNREADABLE, "El contenido del gzip se expande más de lo admitido.")
                blocks.append(block)
                if not block and not rest and not member.eof:
                    raise refusal(UNREADABLE, "El gzip está dañado o cortado.")
            rest = member.unused_data
    except zlib.error:
        raise refusal(UNREADABLE, "El gzip está dañado o cortado.") from None
    # Padding with zeros after the last member is what tapes and some tools leave.
    if rest.strip(b"\0"):
        raise refusal(UNREADABLE, "El gzip lleva bytes de más después de su contenido.")
    if not size:
        raise refusal(EMPTY)
    return b"".join(blocks)


def _is_plain_zip(content: bytes) -> bool:
    """Whether it is a zip of files, and not a workbook or a document, which are zips as well."""
    if content.startswith(EMPTY_ZIP):
        return True
    if not content.startswith(ZIP):
        return False
    with open_archive(content) as archive:
        names = [name.lower() for name in archive.namelist()]
    return not any(part in names for part in (*_DOCUMENT_PARTS, "content.xml", "xl/workbook.xml"))


def _data_member(members: list[str]) -> tuple[str, int]:
    """The one member that holds data, and how many there are besides it."""
    names = [name for name in members if not _is_litter(name)]
    if any(_matches(name, _NESTED) for name in names):
        raise refusal(UNREADABLE, "El zip trae otro contenedor dentro.")
    told = [name for name in names if not _matches(PurePosixPath(name).name, _READMES)]
    data = told if len(told) == 1 else [name for name in told if _matches(name, _DATA)]
    if not names:
        raise refusal(EMPTY, "El zip no trae ningún archivo.")
    if len(data) != 1:
        cause = (
            f"El zip trae {len(data)} archivos de datos y solo puede traer uno; envíe cada uno por separado."
        )
        raise refusal(AMBIGUOUS if data else UNREADABLE, cause)
    return data[0], len(names) - 1


def _leaves_folder(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return not path.parts or path.is_absolute() or ".." in path.parts or ":" in path.parts[0]


def _matches(name: str, globs: tuple[str, ...]) -> bool:
    return any(fnmatch(name.lower(), glob) for glob in globs)


def _is_litter(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return not parts or "__MACOSX" in parts or _matches(parts[-1], _LITTER)
