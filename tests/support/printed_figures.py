"""A release written by hand: a printed figure per cell, None where there is no row."""

from collections.abc import Sequence

import numpy as np

from snis.bounds import ABSENT, Margins, Printing
from snis.cell_space import Mask

MARGINS = Margins(threshold=10, base=5, lag=9)


def printing_of(
    persons: Sequence[int | None],
    deliveries: Sequence[int | None] | None = None,
    *,
    lagging: Sequence[int] = (),
    withdrawn: Sequence[int] = (),
) -> Printing:
    """What a reader sees; `lagging` and `withdrawn` name cells."""
    figures = [persons] if deliveries is None else [persons, deliveries]
    cells = len(persons)
    return Printing(
        np.array(
            [[ABSENT if figure is None else figure for figure in row] for row in figures], dtype=np.int64
        ),
        lagging=np.tile(mask(cells, lagging), (len(figures), 1)),
        withdrawn=mask(cells, withdrawn),
    )


def mask(cells: int, chosen: Sequence[int]) -> Mask:
    """True for the chosen cells."""
    found = np.zeros(cells, dtype=bool)
    found[list(chosen)] = True
    return found
