"""What comes inside a zip: the one file that the contract means, or a refusal.

Belongs here: looking into the container before anything is expanded. Does not belong here: the formats inside.
"""

import io
import zipfile
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import PurePosixPath

from assets.raw.refusals import UNREADABLE, refusal

MAX_EXPANDED_BYTES = 2 << 30
MAX_RATIO = 200
_ENCRYPTED = 0x1
_BLOCK = 1 << 20
_SUFFIXES = {
    "csv": ("*.csv", "*.txt", "*.tsv"),
    "xlsx": ("*.xlsx",),
    "ods": ("*.ods",),
    "parquet": ("*.parquet",),
}


def open_member(content: bytes, kind: str) -> Iterator[bytes]:
    """The bytes of the one file of a kind inside a zip.

    Raises:
        TransferError: ARC-02 with the cause: damaged, encrypted, a path that leaves the folder, a bomb, or not exactly
            one file of the kind.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise refusal(UNREADABLE, "El contenedor zip está dañado o cortado.") from None
    with archive:
        member = _the_member(archive, kind)
        try:
            with archive.open(member) as stream:
                while block := stream.read(_BLOCK):
                    yield block
        except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError):
            raise refusal(UNREADABLE, "Un archivo dentro del zip está dañado.") from None


def _the_member(archive: zipfile.ZipFile, kind: str) -> zipfile.ZipInfo:
    members = [item for item in archive.infolist() if not item.is_dir() and not _is_litter(item.filename)]
    for item in members:
        path = PurePosixPath(item.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts:
            raise refusal(UNREADABLE, "El zip lleva una ruta que sale de su carpeta.")
        if item.flag_bits & _ENCRYPTED:
            raise refusal(UNREADABLE, "El zip está protegido con contraseña.")
        if item.file_size > MAX_EXPANDED_BYTES or item.file_size > MAX_RATIO * max(item.compress_size, 1_000):
            raise refusal(UNREADABLE, "El contenido del zip se expande más de lo admitido.")
    matching = [m for m in members if any(fnmatch(m.filename.lower(), glob) for glob in _SUFFIXES[kind])]
    if len(matching) != 1:
        raise refusal(UNREADABLE, f"El zip trae {len(matching)} archivos de tipo {kind}; debe traer uno.")
    return matching[0]


def _is_litter(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or parts[-1].startswith(".")
