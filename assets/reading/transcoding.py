"""Bytes on their way to UTF-8: without mark, without padding, out of another encoding.

Belongs here: the streams. Does not belong here: which encoding it is (encoding.py).
"""

import codecs
from collections.abc import Iterable, Iterator
from itertools import chain

from assets.reading.byte_scan import Blocks
from assets.reading.refusals import UNREADABLE, refusal


def as_text_bytes(blocks: Blocks, codec: str, bom: int) -> Iterator[bytes]:
    """The bytes after the mark, in which ASCII is one byte each: UTF-16 and UTF-32 become UTF-8."""
    source = unmarked(blocks(), bom)
    return transcoded(source, codec) if codec.startswith(("utf-16", "utf-32")) else source


def unmarked(blocks: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Blocks without the first bytes."""
    for block in blocks:
        if size:
            size, block = max(0, size - len(block)), block[size:]
        if block:
            yield block


def limited(blocks: Iterable[bytes], size: int) -> Iterator[bytes]:
    """The first bytes of blocks."""
    for block in blocks:
        if len(block) >= size:
            yield block[:size]
            return
        size -= len(block)
        yield block


def transcoded(blocks: Iterable[bytes], codec: str) -> Iterator[bytes]:
    """Blocks in UTF-8.

    Raises:
        TransferError: ARC-02, they are not in the codec.
    """
    decoder = codecs.getincrementaldecoder(codec)("strict")
    try:
        for block in chain(blocks, (None,)):
            text = decoder.decode(block or b"", final=block is None)
            if text:
                yield text.encode()
    except UnicodeDecodeError:
        raise refusal(UNREADABLE, f"El texto en {codec} está cortado o dañado.") from None
