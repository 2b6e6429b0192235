"""The hidden mark of a workbook of findings, by which it is known when it comes back.

Belongs here: the property, its signature, and telling such a workbook from every other file. Does not belong here: the
workbook (book.py), or its rows when it is back (returned_rows.py).

The property outlives Excel and LibreOffice, whatever the file is called.
"""

import hashlib
import hmac
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from assets.raw.inbox import Dropped
from assets.reading.returned import names_in_old_format, properties_in

PROPERTY = "padron_hallazgos"
_SIGNATURE_DIGITS = 32
_PIECES = 3
_MOST_BYTES = 64 << 20


@dataclass(frozen=True)
class Mark:
    """What a workbook of findings says of itself.

    Attributes:
        institution: to whom it was given.
        edition: which one it was.
    """

    institution: str
    edition: str


def is_answer(dropped: Dropped) -> bool:
    """Whether a file of the inbox is a workbook of findings: no transfer, but an answer."""
    # What cannot be read is left to reception, which says so; and so is what no such workbook can be.
    with suppress(OSError):
        if not dropped.is_link and dropped.path.lstat().st_size <= _MOST_BYTES:
            with dropped.open() as stream:
                return _carries_mark(stream)
    return False


def mark_text(institution: str, edition: str, key: bytes) -> str:
    """The value of the property."""
    return f"{institution}:{edition}:{_sign(institution, edition, key)}"


def mark_in(stream: BinaryIO, key: bytes) -> Mark | None:
    """What a workbook says of itself; None when its property was changed, or it was saved in the old format."""
    found = properties_in(stream)
    pieces = found[0].get(PROPERTY, "").split(":") if found else []
    if found is None or len(pieces) != _PIECES:
        return None
    institution, edition, signature = pieces
    if not hmac.compare_digest(signature.encode(), _sign(institution, edition, key).encode()):
        return None
    return Mark(institution, edition)


def _carries_mark(stream: BinaryIO) -> bool:
    if names_in_old_format(stream, PROPERTY):
        return True
    found = properties_in(stream)
    return found is not None and PROPERTY in found[0]


def _sign(institution: str, edition: str, key: bytes) -> str:
    text = f"libro|{institution}|{edition}".encode()
    return hmac.new(key, text, hashlib.sha256).hexdigest()[:_SIGNATURE_DIGITS]
