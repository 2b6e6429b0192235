"""What a file is by its first bytes, in words for the person who sent it.

Belongs here: signatures, and the refusal of content that does not begin with the one it should have. Does not belong
here: which type the contract admits (csv_text.py, workbook.py, parquet.py, container.py), or telling apart what shares
a signature (kinds.py).
"""

import re

from assets.reading.refusals import EMPTY, UNREADABLE, refusal

SIGNATURE_BYTES = 512
ZIP, OLE, PARQUET, GZIP = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1", b"\x1f\x8b"
EMPTY_ZIP = b"PK\x05\x06"
_SIGNATURES = (
    (ZIP, "un zip o un libro de cálculo (xlsx, ods)"),
    (EMPTY_ZIP, "un zip vacío"),
    (b"PK\x07\x08", "un zip partido en varios volúmenes"),
    (OLE, "un libro antiguo (.xls) o protegido con contraseña"),
    (PARQUET, "un archivo Parquet"),
    (b"PARE", "un archivo Parquet cifrado"),
    (b"%PDF", "un PDF"),
    (GZIP, "un archivo gzip"),
    (b"Rar!", "un archivo rar"),
    (b"7z\xbc\xaf\x27\x1c", "un archivo 7z"),
    (b"BZh", "un archivo bzip2"),
    (b"\xfd7zXZ\x00", "un archivo xz"),
    (b"\x28\xb5\x2f\xfd", "un archivo zstd"),
    (b"MSCF", "un archivo cab"),
    (b"\x89PNG", "una imagen"),
    (b"\xff\xd8\xff", "una imagen"),
    (b"GIF8", "una imagen"),
    (b"II*\x00", "una imagen"),
    (b"MM\x00*", "una imagen"),
    (b"RIFF", "una imagen, un sonido o un video"),
    (b"{\\rtf", "un documento de texto con formato"),
    (b"\x00\x01\x00\x00Standard Jet DB", "una base de datos de Access (.mdb)"),
    (b"\x00\x01\x00\x00Standard ACE DB", "una base de datos de Access (.accdb)"),
    (b"SQLite format 3\x00", "una base de datos SQLite"),
    (b"$FL2", "un archivo de SPSS (.sav)"),
    (b"$FL3", "un archivo de SPSS (.sav)"),
    (b"<stata_dta>", "un archivo de Stata (.dta)"),
    (b"ARROW1\x00\x00", "un archivo Arrow"),
    (b"ORC", "un archivo ORC"),
    (b"Obj\x01", "un archivo Avro"),
    (b"MZ", "un programa"),
    (b"\x7fELF", "un programa"),
    (b"ID;PWXL", "un libro en el formato SYLK (.slk)"),
    (b"ID;PSCALC", "un libro en el formato SYLK (.slk)"),
    (b"\x09\x00\x04\x00", "un libro de Excel 4 o anterior"),
    (b"\x09\x02\x06\x00", "un libro de Excel 4 o anterior"),
    (b"\x09\x04\x06\x00", "un libro de Excel 4 o anterior"),
    (b"\x00\x00\x1a\x00", "un libro de Lotus 1-2-3"),
    (b"\xff\xfe", "un texto en UTF-16"),
    (b"\xfe\xff", "un texto en UTF-16"),
)
# Letters that a plain text might begin with as well count only when bytes follow that no text has.
_LETTERS = (b"BZh", b"MZ", b"ORC", b"RIFF", b"GIF8", b"MSCF", b"Rar!", b"PARE")
_TAR_MAGIC = slice(257, 262)
_MARKUP = re.compile(
    r"\s*(?:<!--.*?-->\s*)*(?:<\?xml\b[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    r"<(?:!doctype html|html|head|body|table|meta|style|div|tr|font|center)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"\s*<(?:\?xml\b|\w[\w.-]*:\w|[A-Za-z_][\w.-]*[\s>/])")
_MHTML = re.compile(r"\s*(?:from:|mime-version:)[^\0]{0,2000}multipart/related", re.IGNORECASE)
_JSON = re.compile(r"\s*(?:\[\s*)?\{\s*(?:\"|\}|\s*$)")
_XML_ROOT = re.compile(r"<([A-Za-z_][\w.:-]*)([^>]*)>?")


def recognise(start: bytes) -> str:
    """The type that the first bytes betray, with its article; empty when they betray none (a text, as a rule)."""
    text = opening_text(start)
    if is_html(text):
        return "una página HTML"
    if is_xml(text):
        return "un documento XML"
    binary = recognise_binary(start)
    if binary:
        return binary
    if _MHTML.match(text):
        return "una página web en un solo archivo (.mht)"
    return "un documento JSON" if _JSON.match(text) else ""


def recognise_binary(start: bytes) -> str:
    """The type that a signature betrays, with its article."""
    for signature, words in _SIGNATURES:
        if start.startswith(signature) and (signature not in _LETTERS or _has_control_bytes(start)):
            return words
    return "un archivo tar" if start[_TAR_MAGIC] == b"ustar" else ""


def opening_text(start: bytes) -> str:
    """The first bytes as text, as far as telling markup needs: whatever is not ASCII may come out wrong."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start[: len(start) // 2 * 2].decode("utf-16", "replace").lstrip("\ufeff")
    if start[:4].count(0) == 2 and b"<" in start[:4]:
        return start.decode("utf-16-le" if start[:1] == b"<" else "utf-16-be", "replace")
    return start.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def is_html(text: str) -> bool:
    """Whether a text begins as a web page or a piece of one."""
    return _MARKUP.match(text) is not None


def is_xml(text: str) -> bool:
    """Whether a text begins as XML of any kind."""
    return _XML.match(text) is not None


def is_mhtml(text: str) -> bool:
    """Whether a text begins as a web page saved with all its parts."""
    return _MHTML.match(text) is not None


def xml_root(text: str) -> tuple[str, str]:
    """Name of the first element of an XML text without its prefix, and its attributes as written."""
    bare = re.sub(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(\[.*?\]\s*)?>", "", text, flags=re.DOTALL)
    found = _XML_ROOT.search(bare)
    return (found[1].rpartition(":")[2], found[2]) if found else ("", "")


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


def _has_control_bytes(start: bytes) -> bool:
    return any(byte < 9 or 13 < byte < 32 for byte in start)
