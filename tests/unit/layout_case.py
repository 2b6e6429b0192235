"""Small grids for the layout, written as one line of text for each row: cells apart by |, an empty line a blank row."""

from collections.abc import Sequence
from typing import Any

import pytest

from assets.reading.grid import Grid, Merge
from assets.reading.layout import Layout, Table, lay_out
from snis.errors import TransferError

Read = list[list[str]]


def grid(text: str, *, name: str = "", merges: Sequence[Merge] = (), **more: Any) -> Grid:
    """A grid; the first row is number 1."""
    rows = [
        (number, [cell.strip() for cell in line.split("|")])
        for number, line in enumerate(text.strip("\n").split("\n"), start=1)
    ]
    return Grid(name, True, lambda: iter(rows), tuple(merges), **more)


def laid_out(text: str, **more: Any) -> Layout:
    """The layout of a grid."""
    return lay_out(grid(text, **more))


def table(text: str, **more: Any) -> Table:
    """The only table of a grid."""
    found = laid_out(text, **more).tables
    assert len(found) == 1
    return found[0]


def read(text: str, **more: Any) -> Read:
    """Header and rows of the only table of a grid."""
    found = table(text, **more)
    return [list(found.header), *(cells for _, cells in found.rows())]


def asides(text: str, **more: Any) -> dict[int, str]:
    """Rows of the only table that are no data, with their type."""
    return {aside.row: aside.kind for aside in table(text, **more).asides}


def numbers(text: str, **more: Any) -> list[int]:
    """Physical rows of the data of the only table."""
    return [number for number, _ in table(text, **more).rows()]


def refused(text: str, **more: Any) -> TransferError:
    """The refusal of a grid."""
    with pytest.raises(TransferError) as caught:
        laid_out(text, **more)
    return caught.value
