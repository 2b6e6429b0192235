"""Tables in markup, as many programs save them under the name .xls: HTML, MHTML, XML of 2003, flat ODS, lists in XML.

Belongs here: which reader a kind of markup needs, and the encoding of web pages. Does not belong here: the readers
(html_tables.py, spreadsheet_xml.py, opendocument.py, xml_rows.py).
"""

import codecs
import email
import re
from dataclasses import dataclass
from email import policy

from assets.reading.grid import Finding, Grid
from assets.reading.html_tables import html_grids
from assets.reading.kinds import FLAT_ODS, HTML, MHTML, SPREADSHEET_XML
from assets.reading.refusals import ENCODING, UNREADABLE, refusal
from assets.reading.spreadsheet_xml import spreadsheet_grids
from assets.reading.workbook import document_workbook, grids_of
from assets.reading.xml_rows import record_grid

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(
    rb"<meta[^>]*charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]*encoding=[\"']([\w.:-]+)", re.IGNORECASE
)
_HEAD_BYTES = 8192
# What pages that say so really are, as every browser takes it.
_WINDOWS = ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii", "iso8859-1", "windows-1252", "cp1252")
_ANSI = "cp1252"


@dataclass(frozen=True)
class Markup:
    """Tables found in markup.

    Attributes:
        form: html, xml or ods.
        grids: its tables or sheets, in their order.
        findings: what was found out about the whole.
        encoding: of a web page; empty where XML says its own.
        has_bom: whether a mark stands before the page.
    """

    form: str
    grids: list[Grid]
    findings: list[Finding]
    encoding: str = ""
    has_bom: bool = False


def open_markup(content: bytes, kind: str) -> Markup:
    """The tables of a file of one of the kinds of markup.

    Raises:
        TransferError: ARC-02 damaged, cut or without a table; ARC-09 not in the encoding that it declares; ARC-10.
    """
    if kind == HTML:
        page, encoding, has_bom, findings = _decoded(content)
        return Markup("html", html_grids(page), findings, encoding, has_bom)
    if kind == MHTML:
        return _open_mhtml(content)
    if kind == SPREADSHEET_XML:
        return Markup("xml", spreadsheet_grids(content), [])
    if kind == FLAT_ODS:
        grids, findings = grids_of(document_workbook(content, "ods"))
        return Markup("ods", grids, findings)
    return Markup("xml", [record_grid(content)], [])


def _open_mhtml(content: bytes) -> Markup:
    """The pages of a book saved as one web page; the strip of its tabs is none of them."""
    message = email.message_from_bytes(content, policy=policy.default)
    pages = []
    for part in message.walk():
        body = part.get_payload(decode=True)
        location = str(part.get("Content-Location", "")).lower()
        is_page = part.get_content_type() == "text/html" and "tabstrip" not in location
        if is_page and isinstance(body, bytes) and b"<table" in body.lower():
            pages.append(body)
    if not pages:
        raise refusal(UNREADABLE, "La página web no trae ninguna tabla.")
    decoded = [_decoded(page) for page in pages]
    grids = [grid for page, *_ in decoded for grid in html_grids(page)]
    return Markup("html", grids, decoded[0][3], decoded[0][1])


def _decoded(content: bytes) -> tuple[str, str, bool, list[Finding]]:
    """The text of a page, its encoding, whether a mark says it, and what was found out."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _strictly(content[len(mark) :], encoding), encoding, True, []
    found = _DECLARED.search(content[:_HEAD_BYTES])
    declared = (found[1] or found[2]).decode("ascii").lower() if found else ""
    encoding = _known_codec(declared)
    if encoding != "utf-8" and _is_utf8(content):
        if content.isascii():
            return content.decode("ascii"), encoding or "utf-8", False, []
        texto = (
            "La página no dice su codificación; sus bytes son UTF-8."
            if not declared
            else (f"La página dice {declared}, pero sus bytes son UTF-8; se lee como UTF-8.")
        )
        return content.decode("utf-8"), "utf-8", False, [Finding("codificacion", texto)]
    if not encoding:
        texto = "La página no dice su codificación y no es UTF-8; se lee como Windows-1252."
        return _strictly(content, _ANSI), _ANSI, False, [Finding("codificacion", texto)]
    return _strictly(content, encoding), encoding, False, []


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise refusal(ENCODING, f"La página no está en {encoding}, que es lo que dice o parece.") from None


def _known_codec(declared: str) -> str:
    """The codec that a page declares; empty when it declares none that is known."""
    if declared in _WINDOWS:
        return _ANSI
    try:
        name = codecs.lookup(declared).name if declared else ""
    except LookupError:
        return ""
    # A page that could be searched for its declaration is not in UTF-16, whatever it says.
    return "" if name.startswith(("utf-16", "utf-32")) else name


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
