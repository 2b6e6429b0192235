"""What comes inside a zip: the one file that the contract means, or a refusal.

Belongs here: looking into a container before anything is expanded. Does not belong here: the formats inside.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import PurePosixPath

from assets.reading.refusals import UNREADABLE, refusal
from assets.reading.signatures import ZIP, check_signature

MAX_EXPANDED_BYTES = 2 << 30
MAX_RATIO = 200
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
_NESTED = ("*.zip", "*.gz", "*.7z", "*.rar")
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


def open_archive(content: bytes) -> zipfile.ZipFile:
    """A zip in memory.

    Raises:
        TransferError: ARC-01 or ARC-02 with the cause.
    """
    check_signature(content, ZIP, "un zip")
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGED:
        raise refusal(UNREADABLE, "El contenedor zip está dañado o cortado.") from None


def check_members(archive: zipfile.ZipFile) -> list[str]:
    """Names of what a zip holds, once none of it is dangerous to expand.

    Raises:
        TransferError: ARC-02: a path that leaves the folder, a password, or more bytes than the limit.
    """
    members = [item for item in archive.infolist() if not item.is_dir()]
    for item in members:
        path = PurePosixPath(item.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
            raise refusal(UNREADABLE, "El zip lleva una ruta que sale de su carpeta.")
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
        except _DAMAGED:
            raise refusal(UNREADABLE, "Un archivo dentro del zip está dañado o cortado.") from None


def member_content(archive: zipfile.ZipFile, name: str) -> bytes:
    """A small member, whole.

    Raises:
        TransferError: ARC-02, the member is damaged.
    """
    try:
        return archive.read(name)
    except _DAMAGED:
        raise refusal(UNREADABLE, "El archivo está dañado o cortado.") from None


def _matches(name: str, globs: tuple[str, ...]) -> bool:
    return any(fnmatch(name.lower(), glob) for glob in globs)


def _is_litter(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return not parts or "__MACOSX" in parts or parts[-1].startswith(".")
