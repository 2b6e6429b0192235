"""What a file really is, by its content: the name it bears counts for nothing but a remark.

Belongs here: telling kinds apart, and refusing in words those that nobody reads. Does not belong here: reading any of
them (workbook.py, xls.py, markup.py, parquet.py, csv_text.py).
"""

import zipfile
from pathlib import PurePosixPath

from assets.reading.container import check_members, member_content, open_archive
from assets.reading.grid import Finding
from assets.reading.ole import CompoundFile
from assets.reading.refusals import EMPTY, UNREADABLE, refusal
from assets.reading.signatures import (
    EMPTY_ZIP,
    GZIP,
    OLE,
    PARQUET,
    ZIP,
    is_html,
    is_mhtml,
    is_xml,
    opening_text,
    recognise,
    recognise_binary,
    xml_root,
)

# Kinds that are read. «texto» stays to be told apart: CSV of any dialect, or fixed width.
TEXT, XLSX, XLSB, XLS, ODS = "texto", "xlsx", "xlsb", "xls", "ods"
PARQUET_KIND, HTML, MHTML, SPREADSHEET_XML, FLAT_ODS, XML = (
    "parquet",
    "html",
    "mhtml",
    "xml_2003",
    "fods",
    "xml",
)
ZIP_KIND, GZIP_KIND = "zip", "gz"
WORKBOOKS = (XLSX, XLSB, XLS, ODS)
MARKUP = (HTML, MHTML, SPREADSHEET_XML, FLAT_ODS, XML)
_OPENING_BYTES = 8192
_WORDS = {
    TEXT: "un texto",
    XLSX: "un libro XLSX",
    XLSB: "un libro XLSB",
    XLS: "un libro XLS",
    ODS: "un libro ODS",
    PARQUET_KIND: "un archivo Parquet",
    HTML: "una página HTML",
    MHTML: "una página web en un solo archivo",
    SPREADSHEET_XML: "un libro en XML de 2003",
    FLAT_ODS: "un libro ODS plano",
    XML: "un documento XML",
    ZIP_KIND: "un zip",
    GZIP_KIND: "un archivo gzip",
}
_BY_SUFFIX = {
    **dict.fromkeys((".csv", ".txt", ".tsv", ".tab", ".psv", ".dat", ".prn", ".asc"), (TEXT,)),
    **dict.fromkeys((".xlsx", ".xlsm", ".xltx", ".xltm"), (XLSX,)),
    ".xlsb": (XLSB,),
    **dict.fromkeys((".xls", ".xlt"), (XLS,)),
    **dict.fromkeys((".ods", ".ots"), (ODS,)),
    **dict.fromkeys((".parquet", ".pq"), (PARQUET_KIND,)),
    **dict.fromkeys((".html", ".htm", ".xhtml"), (HTML,)),
    **dict.fromkeys((".mht", ".mhtml"), (MHTML,)),
    ".xml": (SPREADSHEET_XML, FLAT_ODS, XML),
    ".fods": (FLAT_ODS,),
    ".zip": (ZIP_KIND,),
    ".gz": (GZIP_KIND,),
}
_OLE_STREAMS = (
    (("EncryptedPackage",), ""),
    (("Workbook", "Book"), XLS),
    (("WordDocument",), "un documento de Word (.doc)"),
    (("PowerPoint Document",), "una presentación (.ppt)"),
    (("__properties_version1.0",), "un correo de Outlook (.msg)"),
)
_ODF_WORDS = {
    b"text": "un documento de texto (.odt)",
    b"presentation": "una presentación (.odp)",
    b"graphics": "un dibujo (.odg)",
    b"base": "una base de datos (.odb)",
}
_REMEDY = "Ábralo en su programa y guarde la tabla como XLSX o CSV."


def kind_of(content: bytes) -> str:
    """The kind of a file, by what it holds.

    Raises:
        TransferError: ARC-01 when there is nothing; ARC-02 for what is protected, damaged or of a kind that is not
            read, with its name in words.
    """
    if not content:
        raise refusal(EMPTY)
    if content.startswith(GZIP):
        return GZIP_KIND
    if content.startswith(PARQUET):
        return PARQUET_KIND
    if content.startswith(OLE):
        return _kind_of_ole(content)
    if content.startswith((ZIP, EMPTY_ZIP)):
        return _kind_of_zip(content)
    return _kind_of_text(content[:_OPENING_BYTES])


def name_finding(kind: str, name: str) -> Finding | None:
    """A remark when the name promises another kind than the content is."""
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if kind in _BY_SUFFIX.get(suffix, (kind,)):
        return None
    return Finding(
        "tipo_distinto_del_nombre", f"El nombre termina en {suffix}, pero el contenido es {_WORDS[kind]}."
    )


def _kind_of_ole(content: bytes) -> str:
    names = CompoundFile(content).names
    for streams, words in _OLE_STREAMS:
        if any(name in names for name in streams):
            if not words:
                raise refusal(UNREADABLE, "El libro está protegido con contraseña.")
            if words == XLS:
                return XLS
            raise _unread(words)
    raise _unread("un documento antiguo de Office que no es un libro")


def _kind_of_zip(content: bytes) -> str:
    with open_archive(content) as archive:
        names = set(check_members(archive))
        if "xl/workbook.bin" in names:
            return XLSB
        if "xl/workbook.xml" in names:
            return XLSX
        if "mimetype" in names and "content.xml" in names:
            return _kind_of_odf(archive)
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        return ODS
    if "word/document.xml" in names:
        raise _unread("un documento de Word (.docx)")
    if "ppt/presentation.xml" in names:
        raise _unread("una presentación (.pptx)")
    if any(name.endswith(".iwa") for name in names):
        raise _unread("un documento de Numbers, Pages o Keynote")
    if "[Content_Types].xml" in names:
        raise refusal(UNREADABLE, "El libro xlsx está dañado: le falta su parte principal.")
    return ZIP_KIND


def _kind_of_odf(archive: zipfile.ZipFile) -> str:
    kind = member_content(archive, "mimetype").rpartition(b"opendocument.")[2]
    if kind.startswith(b"spreadsheet"):
        return ODS
    raise _unread(
        _ODF_WORDS.get(kind.split(b"-")[0].strip(), "un documento de LibreOffice que no es un libro")
    )


def _kind_of_text(start: bytes) -> str:
    text = opening_text(start)
    if is_html(text):
        return HTML
    if is_mhtml(text):
        return MHTML
    if is_xml(text):
        return _kind_of_xml(text)
    words = recognise_binary(start) or recognise(start)
    if words and "UTF-16" not in words:
        raise _unread(words)
    return TEXT


def _kind_of_xml(text: str) -> str:
    name, attributes = xml_root(text)
    if name.lower() == "html":
        return HTML
    if name == "Workbook" and "urn:schemas-microsoft-com:office:spreadsheet" in attributes:
        return SPREADSHEET_XML
    if name == "document" and "opendocument:xmlns:office" in attributes:
        return FLAT_ODS
    return XML


def _unread(words: str) -> Exception:
    return refusal(UNREADABLE, f"Es {words}, y de ahí no se leen tablas. {_REMEDY}")
