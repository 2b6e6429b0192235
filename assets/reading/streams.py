"""Bytes as a stream of blocks, and a stream of blocks as a file object.

Belongs here: the adapters. Does not belong here: where blocks come from (archive.py, container.py).
"""

import io
from collections.abc import Iterable
from typing import IO, Any

_BLOCK = 1 << 20


def blocks_of(content: bytes) -> Iterable[bytes]:
    """Bytes in blocks."""
    view = memoryview(content)
    return (bytes(view[start : start + _BLOCK]) for start in range(0, len(view), _BLOCK))


class BlockReader(io.RawIOBase):
    """Blocks of bytes, readable once, forwards, without holding more than one."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        super().__init__()
        self._blocks = iter(blocks)
        self._rest = b""

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill as much of the buffer as the current block allows."""
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._rest = block
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def text_stream(blocks: Iterable[bytes], encoding: str, *, newline: str | None) -> IO[str]:
    """Blocks as text, decoded strictly."""
    buffered = io.BufferedReader(BlockReader(blocks), 1 << 20)
    return io.TextIOWrapper(buffered, encoding=encoding, errors="strict", newline=newline)
