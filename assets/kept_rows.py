"""Rows of an encrypted part that were just written, kept in memory for whoever reads them next.

Belongs here: how many are kept, for which file, and when they are let go of. Does not belong here: writing parts and
reading them (store.py, parquet.py), or which parts are read again at once (rows.py).

A night reads each file in one step and judges its rows in another of the same process. Opening what was just sealed
takes longer than a quarter of the sealing. Nothing hangs on what is kept: rows of a part that is none of them, or whose
file is another by now, come from the disk.
"""

from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from threading import Lock

import pyarrow as pa

_MOST_BYTES = 512 << 20
# Inode, moment of the last change and bytes: those of another file, or of the same after a change, are others.
_Mark = tuple[int, int, int]


class Gathered:
    """The rows of one part while they are written; none when they are too many to keep."""

    def __init__(self) -> None:
        self.tables: list[pa.Table] = []
        self.bytes = 0
        self._is_full = False

    def add(self, table: pa.Table) -> None:
        """Take some rows in, unless there is no room for the part."""
        self.bytes += table.nbytes
        if self._is_full or self.bytes > _MOST_BYTES:
            self._is_full, self.tables = True, []
        else:
            self.tables.append(table)


class KeptRows:
    """Parts by their file, the oldest first; together they take no more than there is room for."""

    def __init__(self) -> None:
        self._parts: OrderedDict[Path, tuple[_Mark, Gathered]] = OrderedDict()
        self._lock = Lock()

    def keep(self, path: Path, gathered: Gathered) -> None:
        """Keep the rows of a file that now stands in its place; the oldest parts make room."""
        with self._lock:
            self._parts.pop(path, None)
            if not gathered.tables:
                return
            self._parts[path] = (_mark_of(path), gathered)
            while sum(kept.bytes for _, kept in self._parts.values()) > _MOST_BYTES:
                self._parts.popitem(last=False)

    def take(self, path: Path) -> pa.RecordBatchReader | None:
        """The rows of a file, once; None when they are not kept, or the file is no longer the same."""
        with self._lock:
            found = self._parts.pop(path, None)
        if found is None or not path.exists() or found[0] != _mark_of(path):
            return None
        tables = found[1].tables

        def batches() -> Iterator[pa.RecordBatch]:
            while tables:  # each is let go of once it was handed over
                yield from tables.pop(0).to_batches()

        return pa.RecordBatchReader.from_batches(tables[0].schema, batches())


KEPT = KeptRows()


def _mark_of(path: Path) -> _Mark:
    seen = path.stat()
    return seen.st_ino, seen.st_mtime_ns, seen.st_size
