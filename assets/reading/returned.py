"""A workbook of returned rows that its institution mended and sent back: recognising it.

Belongs here: the properties that it carries, and who may send it. Does not belong here: its rows (returned_rows.py),
writing it (assets/core/returned_book.py), whether its transfer is known (reception), or what becomes of the first row.

The properties outlive Excel and LibreOffice, whatever the file is called.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO
from xml.etree import ElementTree

from assets.reading.refusals import FOREIGN_RETURN, UNREADABLE, refusal
from assets.reading.signatures import OLE, ZIP

PROPERTY_TRANSFER, PROPERTY_CONTRACT, PROPERTY_VERSION = (
    "padron_transferencia",
    "padron_contrato",
    "padron_version",
)
EXPLANATION = ("Motivo", "Qué hacer", "Referencia")
# Where each kind of workbook keeps the properties that users give it.
_PARTS = {"docProps/custom.xml": "xlsx", "meta.xml": "ods"}
_PROPERTIES_BYTES = 1 << 20
_OLD_FORMAT_BYTES = 64 << 20
_TRANSFER = re.compile(r"T[0-9a-f]{16}")
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class Returned:
    """What a workbook of returned rows says of itself.

    Attributes:
        transfer_id: the transfer whose rows it holds.
        contract, version: what that transfer was read under.
        kind: xlsx, or ods when it was saved so.
    """

    transfer_id: str
    contract: str
    version: int
    kind: str


def reference_of(transfer_id: str, sheet: str, line: int, *, cells: int, width: int) -> str:
    """How a row of the workbook names the row that it came from; with its cells when they are not the header's."""
    odd = f"#{cells}" if cells < width else ""
    return f"{transfer_id}:{sheet}:{line}{odd}"


def returned_of(content: bytes) -> Returned | None:
    """What a file says of itself when it is a workbook of returned rows; None for every other file.

    Raises:
        TransferError: ARC-02, it is one and was saved in the old .xls format; ARC-17, its properties were damaged.
    """
    return returned_in(io.BytesIO(content))


def returned_in(stream: BinaryIO) -> Returned | None:
    """The same, from a file that can be sought in: only its properties are read, so it may be of any size."""
    if names_in_old_format(stream, PROPERTY_TRANSFER):
        # It keeps the same properties, but nobody needs it: the workbook was given as .xlsx.
        raise refusal(
            UNREADABLE,
            "El libro de filas devueltas se guardó como .xls; guárdelo como .xlsx y envíelo otra vez.",
        )
    found = properties_in(stream)
    return _declared(*found) if found else None


def names_in_old_format(stream: BinaryIO, name: str) -> bool:
    """Whether a file is a workbook in the old .xls format that carries a property of this name."""
    head = stream.read(len(OLE))
    found = head.startswith(OLE) and name.encode() in stream.read(_OLD_FORMAT_BYTES)
    stream.seek(0)
    return found


def properties_in(stream: BinaryIO) -> tuple[dict[str, str], str] | None:
    """The properties that users gave a workbook, and its kind (xlsx or ods); None for every other file."""
    head = stream.read(len(ZIP))
    stream.seek(0)
    if not head.startswith(ZIP):
        return None
    try:
        with zipfile.ZipFile(stream) as archive:
            for part, kind in _PARTS.items():
                if part in archive.namelist() and archive.getinfo(part).file_size <= _PROPERTIES_BYTES:
                    return dict(_properties(archive.read(part))), kind
    except (*_DAMAGED, ElementTree.ParseError):
        return None
    finally:
        stream.seek(0)
    return None


def check_sender(returned: Returned, *, sender: str, owner: str | None) -> None:
    """Only who got the rows may send them back.

    Args:
        returned: the workbook.
        sender: the institution that sent it.
        owner: the institution of its transfer; None when there is no such transfer.

    Raises:
        TransferError: ARC-17.
    """
    if owner is None:
        raise refusal(FOREIGN_RETURN, f"No consta la transferencia {returned.transfer_id}.")
    if owner != sender:
        raise refusal(FOREIGN_RETURN, f"La transferencia {returned.transfer_id} es de otra institución.")


def _declared(properties: dict[str, str], kind: str) -> Returned | None:
    if PROPERTY_TRANSFER not in properties:
        return None
    transfer_id = properties[PROPERTY_TRANSFER]
    contract, version = properties.get(PROPERTY_CONTRACT, ""), properties.get(PROPERTY_VERSION, "")
    if not (_TRANSFER.fullmatch(transfer_id) and contract and version.isascii() and version.isdigit()):
        raise refusal(FOREIGN_RETURN, "Las propiedades del libro fueron cambiadas.")
    return Returned(transfer_id, contract, int(version), kind)


def _properties(content: bytes) -> Iterator[tuple[str, str]]:
    """Names and texts of the properties that users gave; of XLSX and ODS alike."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        return
    for item in ElementTree.fromstring(content).iter():  # noqa: S314 entities refused above
        local = item.tag.rpartition("}")[2]
        if local == "property" and len(item):
            yield item.get("name", ""), (item[0].text or "").strip()
        elif local == "user-defined":
            names = [text for key, text in item.attrib.items() if key.rpartition("}")[2] == "name"]
            yield (names[0] if names else ""), (item.text or "").strip()
