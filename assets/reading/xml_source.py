"""XML from outside, opened so that it can neither grow nor fetch anything.

Belongs here: the refusal of document type definitions, and parsing. Does not belong here: what the XML says.
"""

import io
from collections.abc import Iterator
from xml.etree import ElementTree

from assets.reading.refusals import UNREADABLE, refusal

_DOCTYPE = "<!DOCTYPE"
_DOCTYPES = tuple(_DOCTYPE.encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_DAMAGED = (ElementTree.ParseError, ValueError, LookupError)


def parse(content: bytes, *, place: str = "") -> ElementTree.Element:
    """The root of a small document.

    Raises:
        TransferError: ARC-02, it is damaged or has a document type definition.
    """
    _refuse_doctype(content, place)
    try:
        return ElementTree.fromstring(content)  # noqa: S314 no definitions, so no entities
    except _DAMAGED:
        raise _damaged(place) from None


def events(content: bytes, *, place: str = "") -> Iterator[tuple[str, ElementTree.Element]]:
    """Starts and ends of elements, for documents too large to hold as a tree.

    Raises:
        TransferError: ARC-02, it is damaged or has a document type definition.
    """
    _refuse_doctype(content, place)
    try:
        yield from ElementTree.iterparse(io.BytesIO(content), ("start", "end"))  # noqa: S314
    except _DAMAGED:
        raise _damaged(place) from None


def local(tag: str) -> str:
    """The name of an element or attribute without its namespace."""
    return tag.rpartition("}")[2]


def _refuse_doctype(content: bytes, place: str) -> None:
    """A DTD has no place in a table; without one there are no entities of its own."""
    if any(doctype in content for doctype in _DOCTYPES):
        raise refusal(UNREADABLE, "El archivo lleva una definición de tipo de documento.", place=place)


def _damaged(place: str) -> Exception:
    return refusal(UNREADABLE, "El XML del archivo está dañado o cortado.", place=place)
