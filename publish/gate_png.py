"""A PNG image as the gate sees it: its pieces, without the picture.

Belongs here: walking the chunks of one file. Does not belong here: looking at the picture: a release draws its charts
as SVG, whose text is read like any other.
"""

import struct
import zlib
from contextlib import suppress

from publish.gate_exhibit import RAW, Exhibit, Text, UnreadableFileError, as_latin, renderings

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Pieces that say how the picture looks and nothing else.
_PICTURE = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs", b"bKGD"}
)
_MOST_TEXT = 1 << 20


def read_png(path: str, data: bytes) -> Exhibit:
    """A PNG file.

    Raises:
        UnreadableFileError: it is damaged.
    """
    chunks, rest = _chunks(data)
    foreign = [(kind, body) for kind, body in chunks if kind not in _PICTURE]
    texts = [text for _, body in foreign for text in renderings("metadatos", _unpacked(body))]
    oddities = []
    if foreign:
        oddities.append(
            ("G-MET-01", "metadatos", len(foreign), "la imagen lleva metadatos que nadie declaró")
        )
    if rest:
        oddities.append(("G-MET-04", "bytes", len(rest), "hay bytes después del final de la imagen"))
    texts.append(Text(RAW, as_latin(data)))
    return Exhibit(path, "png", data, texts=tuple(texts), oddities=tuple(oddities))


def _chunks(data: bytes) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Kind and body of each piece, and what follows the last one."""
    if not data.startswith(_SIGNATURE):
        raise UnreadableFileError("la imagen no es un PNG")
    found: list[tuple[bytes, bytes]] = []
    at = len(_SIGNATURE)
    while not found or found[-1][0] != b"IEND":
        if at + 12 > len(data):
            raise UnreadableFileError("el PNG está cortado")
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        check = data[at + 8 + length : at + 12 + length]
        if len(check) < 4 or int.from_bytes(check, "big") != zlib.crc32(kind + body):
            raise UnreadableFileError("el PNG está dañado")
        found.append((kind, body))
        at += 12 + length
    return found, data[at:]


def _unpacked(body: bytes) -> str:
    """A piece as text, with what is compressed in it."""
    parts = [as_latin(body)]
    start = body.find(b"\x78", body.find(b"\x00") + 1)
    if start >= 0:
        # What is not compressed is judged by its own bytes.
        with suppress(zlib.error):
            parts.append(as_latin(zlib.decompressobj().decompress(body[start:], _MOST_TEXT)))
    return "\n".join(parts)
