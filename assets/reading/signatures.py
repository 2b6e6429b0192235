"""What a file is by its first bytes, in words for the person who sent it.

Belongs here: signatures, and the refusal of content that does not begin with the one it should have. Does not belong
here: which type the contract admits (csv_text.py, workbook.py, parquet.py, container.py).
"""

import re

from assets.reading.refusals import EMPTY, UNREADABLE, refusal

SIGNATURE_BYTES = 512
ZIP, OLE, PARQUET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1"
_SIGNATURES = (
    (ZIP, "un zip o un libro de cálculo (xlsx, ods)"),
    (b"PK\x05\x06", "un zip vacío"),
    (OLE, "un libro antiguo (.xls) o protegido con contraseña"),
    (PARQUET, "un archivo Parquet"),
    (b"PARE", "un archivo Parquet cifrado"),
    (b"%PDF", "un PDF"),
    (b"\x1f\x8b", "un archivo gzip"),
    (b"Rar!", "un archivo rar"),
    (b"7z\xbc\xaf\x27\x1c", "un archivo 7z"),
    (b"\x89PNG", "una imagen"),
    (b"\xff\xd8\xff", "una imagen"),
    (b"{\\rtf", "un documento de texto con formato"),
    (b"\xff\xfe", "un texto en UTF-16"),
    (b"\xfe\xff", "un texto en UTF-16"),
)
_MARKUP = re.compile(rb"\s*<(!doctype html|html|head|body|table|meta)\b", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\b")


def recognise(start: bytes) -> str:
    """The type that the first bytes betray, with its article; empty when they betray none (a text, as a rule)."""
    for signature, words in _SIGNATURES:
        if start.startswith(signature):
            return words
    bare = start.removeprefix(b"\xef\xbb\xbf")
    if _MARKUP.match(bare):
        return "una página HTML"
    if _XML.match(bare):
        return "un documento XML"
    return ""


def not_a(wanted: str, start: bytes) -> str:
    """The cause of a refusal: what the file is not, and what it seems to be."""
    found = recognise(start)
    if not start:
        return f"No es {wanted}: no trae nada."
    return f"No es {wanted}: parece {found}." if found else f"No es {wanted}: es otro tipo de archivo."


def check_signature(content: bytes, signature: bytes, wanted: str) -> None:
    """Nothing, when the content begins as it should.

    Raises:
        TransferError: ARC-01 when there is no content, ARC-02 when it is something else.
    """
    if not content:
        raise refusal(EMPTY)
    if not content.startswith(signature):
        raise refusal(UNREADABLE, not_a(wanted, content[:SIGNATURE_BYTES]))
