"""Compound files (OLE), the container of old Office documents: its streams by name.

Belongs here: following the sector chains of [MS-CFB]. Does not belong here: what a stream holds (xls.py).
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assets.reading.refusals import UNREADABLE, refusal
from snis.errors import TransferError

_HEADER_BYTES = 512
_ENTRY_BYTES = 128
_MINI_SECTOR = 64
_LAST_SECTOR = 0xFFFFFFFA
_STREAM, _ROOT = 2, 5
# Numbers as they stand in the file, which take no more memory than there.
Table = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


class CompoundFile:
    """A compound file in memory.

    Raises:
        TransferError: ARC-02, it is damaged or cut.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            self._read_structure()
        except (struct.error, IndexError, UnicodeDecodeError):
            raise _damaged() from None

    @property
    def names(self) -> list[str]:
        """Names of its streams and storages."""
        return [entry.name for entry in self._entries if entry.kind]

    def stream(self, name: str) -> bytes:
        """The bytes of a stream; empty when there is none of that name.

        Raises:
            TransferError: ARC-02, its chain leads nowhere.
        """
        found = [entry for entry in self._entries if entry.kind == _STREAM and entry.name == name]
        if not found:
            return b""
        entry = found[0]
        try:
            if entry.size >= self._mini_limit:
                data = b"".join(map(self._sector, self._chain(entry.start, self._fat)))
            else:
                chain = self._chain(entry.start, self._mini_fat)
                data = b"".join(self._mini[i * _MINI_SECTOR : (i + 1) * _MINI_SECTOR] for i in chain)
        except IndexError:
            raise _damaged() from None
        if len(data) < entry.size:
            raise _damaged()
        return data[: entry.size]

    def _read_structure(self) -> None:
        head = self._content[:_HEADER_BYTES]
        self._shift = struct.unpack_from("<H", head, 30)[0]
        if self._shift not in (9, 12):
            raise _damaged()
        directory, self._mini_limit, mini_fat = (struct.unpack_from("<I", head, at)[0] for at in (48, 56, 60))
        self._fat = self._table(self._fat_sectors(head), 1 << self._shift)
        self._mini_fat = self._table(self._chain(mini_fat, self._fat), _MINI_SECTOR)
        data = b"".join(self._sector(number) for number in self._chain(directory, self._fat))
        self._entries = [
            self._entry(data[at : at + _ENTRY_BYTES])
            for at in range(0, len(data) - _ENTRY_BYTES + 1, _ENTRY_BYTES)
        ]
        root = next((entry for entry in self._entries if entry.kind == _ROOT), None)
        if root is None:
            raise _damaged()
        self._mini = b"".join(self._sector(number) for number in self._chain(root.start, self._fat))

    def _fat_sectors(self, head: bytes) -> Iterator[int]:
        """Sectors that hold the table of sectors: 109 in the header, more in a chain of their own.

        No more of them than tell of the sectors that the file has: a chain may run in a circle.
        """
        count, more = (struct.unpack_from("<I", head, at)[0] for at in (44, 68))
        per_sector = (1 << self._shift) // 4
        needed = min(count, (len(self._content) >> self._shift) // per_sector + 1)
        listed = list(struct.unpack_from("<109I", head, 76))
        while len(listed) < needed:
            *numbers, more = struct.unpack(f"<{per_sector}I", self._sector(more))
            listed += numbers
        return iter([number for number in listed[:needed] if number < _LAST_SECTOR])

    def _table(self, sectors: Iterable[int], unit: int) -> Table:
        """For each unit of that many bytes, which one comes next; not for more units than the file can have."""
        table: Table = np.frombuffer(b"".join(map(self._sector, sectors)), "<u4")
        return table[: len(self._content) // unit + 1]

    def _chain(self, start: int, table: Table) -> Iterator[int]:
        """A chain of sectors; one that is longer than its table runs in a circle."""
        for _ in range(len(table) + 1):
            if start >= _LAST_SECTOR:
                return
            yield start
            start = int(table[start])
        raise _damaged()

    def _sector(self, number: int) -> bytes:
        """A sector; the last one of a file may be short, which some writers leave so."""
        size = 1 << self._shift
        data = self._content[(number + 1) * size : (number + 2) * size]
        if not data:
            raise _damaged()
        return data.ljust(size, b"\0")

    @staticmethod
    def _entry(data: bytes) -> _Entry:
        length, kind = struct.unpack_from("<HB", data, 64)
        name = data[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        return _Entry(name, kind, *struct.unpack_from("<II", data, 116))


def _damaged() -> TransferError:
    return refusal(UNREADABLE, "El libro antiguo (.xls) está dañado o cortado.")
