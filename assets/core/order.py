"""Rows in the order of their file.

Belongs here: putting them in it, and cutting them into slices that are worked on one after the other. Does not belong
here: what the rows are, or where they go (parts.py).

The engine's threads hand back long stretches of rows, each in order, and the stretches as they come. Putting whole
stretches in their place moves no row, which costs a tenth of sorting them.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pyarrow as pa

SLICE_ROWS = 200_000
_SHEET_BITS = 40
# Of so many rows one stretch: below that, taking row by row is quicker.
_SHORT_STRETCH = 100


def in_file_order(rows: pa.Table) -> pa.Table:
    """The same rows by sheet (`hoja_orden`, when they say it) and line (`fila`)."""
    if not rows.num_rows:
        return rows
    places = _places(rows)
    if (places[1:] > places[:-1]).all():
        return rows
    order = np.argsort(places, kind="stable")
    starts = np.flatnonzero(np.diff(order, prepend=order[0] - 2) != 1)
    if len(starts) * _SHORT_STRETCH > rows.num_rows:
        return rows.take(pa.array(order))
    ends = np.append(starts[1:], len(order))
    return pa.concat_tables(
        rows.slice(int(order[start]), int(end - start)) for start, end in zip(starts, ends, strict=True)
    )


def same_places(one: pa.Table, other: pa.Table) -> bool:
    """Whether two tables have the same rows in the same order, by sheet and line."""
    return one.num_rows == other.num_rows and bool((_places(one) == _places(other)).all())


def slices(rows: pa.Table) -> Iterator[pa.Table]:
    """Rows in file order, so many at a time and no two sheets together; one slice of nothing when there are none."""
    sheets = rows.column("hoja_orden").to_numpy()
    sheet_starts = [0, *(np.flatnonzero(np.diff(sheets)) + 1).tolist(), rows.num_rows]
    starts = [
        start for first, last in pairwise(sheet_starts) for start in range(first, max(last, 1), SLICE_ROWS)
    ]
    for start, end in zip(starts, [*starts[1:], rows.num_rows], strict=True):
        yield rows.slice(start, end - start)


def _places(rows: pa.Table) -> np.ndarray:
    places = rows.column("fila").to_numpy()
    if "hoja_orden" not in rows.column_names:
        return places
    return places + (rows.column("hoja_orden").to_numpy().astype(np.int64) << _SHEET_BITS)
