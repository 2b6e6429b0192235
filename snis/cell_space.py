"""Every cell that a table could print in a year, printed or not, each with a number.

Belongs here: dimensions with their code lists and hierarchies, the crosses of a table and the margins that two of
them share, and the way from rows of codes to numbers and back. Does not belong here: which sums hold between
cells (snis/relations.py), what a reader knows of them (snis/bounds.py), where codes come from.

Codes come from code lists and territory, never from data: an absent row is a cell too (0 to threshold - 1), and a
list read from data would tell which cells are not empty.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from snis.errors import DisclosureError

Code = str | int
# Columns of codes by name, all of one length; None where a row totals over the column.
Columns = Mapping[str, Sequence[Code | None]]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]
CROSS_COLUMN = "cruce_codigo"
_TOTAL, _UNKNOWN = -1, -2


@dataclass(frozen=True)
class Dimension:
    """A column of codes, from the code list that everybody can read.

    Attributes:
        name: column, e.g. municipio_codigo.
        codes: every code, those for "not informed" too.
        adds_persons: a person has one value of it in a year (territory, sex, age, people), so persons add up over it.
        parents: for each coarser dimension that this one implies, the coarser code of each code.
    """

    name: str
    codes: tuple[Code, ...]
    adds_persons: bool
    parents: Mapping[str, Mapping[Code, Code]] = field(default_factory=dict)


@dataclass(frozen=True)
class Margin:
    """One cross: its cells lie side by side, in the order of their codes.

    Attributes:
        name: cross; empty for a margin that no cross prints.
        columns: what its rows carry, coarser columns too.
        meaning: columns with everything that they imply: a modality implies its programme and institution.
        free: the finest of them, over which its cells are counted.
        shape: how many codes each free column has.
        start: number of its first cell.
    """

    name: str
    columns: tuple[str, ...]
    meaning: frozenset[str]
    free: tuple[str, ...]
    shape: tuple[int, ...]
    start: int

    @property
    def count(self) -> int:
        """How many cells it has."""
        return int(np.prod(self.shape, dtype=np.int64))


@dataclass(frozen=True)
class CellSpace:
    """The cells of one table and year.

    Attributes:
        dimensions: by column name, in the order of columns.
        margins: the crosses in name order, then the margins that two crosses share and no cross prints.
    """

    dimensions: Mapping[str, Dimension]
    margins: tuple[Margin, ...]

    @classmethod
    def of(cls, dimensions: Iterable[Dimension], crosses: Mapping[str, Sequence[str]]) -> "CellSpace":
        """The space of crosses given by name and columns, as in disclosure.yaml.

        Raises:
            DisclosureError: a column without dimension, or two crosses that say the same.
        """
        known = {dimension.name: dimension for dimension in dimensions}
        unknown = {column for columns in crosses.values() for column in columns} - set(known)
        if unknown:
            raise DisclosureError(
                f"no hay lista de códigos para {', '.join(sorted(unknown))}", place="cruces"
            )
        meanings = {name: _meaning(columns, known) for name, columns in crosses.items()}
        if len(set(meanings.values())) < len(meanings):
            raise DisclosureError("dos cruces dicen lo mismo", place="cruces")
        hidden = _shared(set(meanings.values())) - set(meanings.values())
        named = [(name, frozenset(crosses[name]), meanings[name]) for name in sorted(crosses)]
        named += [
            ("", meaning, meaning) for meaning in sorted(hidden, key=lambda one: (len(one), sorted(one)))
        ]
        margins: list[Margin] = []
        start = 0
        for name, columns, meaning in named:
            free = tuple(
                column for column in known if column in meaning and not _implied(column, meaning, known)
            )
            shape = tuple(len(known[column].codes) for column in free)
            ordered = tuple(column for column in known if column in columns)
            margins.append(Margin(name, ordered, meaning, free, shape, start))
            start += margins[-1].count
        return cls(known, tuple(margins))

    @cached_property
    def cells(self) -> int:
        """How many cells could be printed; their numbers come first."""
        return sum(margin.count for margin in self.margins if margin.name)

    @cached_property
    def size(self) -> int:
        """How many cells there are together with those of the margins that no cross prints."""
        return sum(margin.count for margin in self.margins)

    def within(self, fine: Margin, coarse: Margin) -> Integers:
        """For each cell of a margin, the cell of a coarser margin that contains it."""
        found = np.zeros(fine.count, dtype=np.int64)
        positions = dict(zip(fine.free, np.indices(fine.shape).reshape(len(fine.shape), -1), strict=True))
        for column, length in zip(coarse.free, coarse.shape, strict=True):
            found = found * length + self._positions_of(column, positions)
        return found + coarse.start

    def locate(self, columns: Columns) -> Integers:
        """The number of the cell of each row.

        Args:
            columns: codes by column; None where a row totals over it. A dimension without column is totalled, a
                column without dimension does not count.

        Raises:
            DisclosureError: codes of a row that no code list has, contradict each other, or make no cross.
        """
        count = len(next(iter(columns.values()), ()))
        positions = {name: self._read(columns.get(name, (None,) * count), name) for name in self.dimensions}
        bits = {column: 1 << place for place, column in enumerate(self.dimensions)}
        pattern = np.zeros(count, dtype=np.int64)
        for column, bit in bits.items():
            pattern += bit * (positions[column] != _TOTAL)
        margins = {sum(bits[column] for column in m.columns): m for m in self.margins if m.name}
        found = np.empty(count, dtype=np.int64)
        for value in np.unique(pattern).tolist():
            margin = margins.get(value)
            if margin is None:
                raise DisclosureError("hay filas cuyas columnas no forman ningún cruce", place="celdas")
            rows = np.flatnonzero(pattern == value)
            found[rows] = self._numbers(
                margin, {column: positions[column][rows] for column in margin.columns}
            )
        return found

    def rows(self, numbers: Integers) -> dict[str, list[Code | None]]:
        """The cross (cruce_codigo) and the codes of cells by number; None where a column is totalled."""
        found: dict[str, list[Code | None]] = {
            column: [None] * len(numbers) for column in (CROSS_COLUMN, *self.dimensions)
        }
        for margin in self.margins:
            rows = np.flatnonzero((numbers >= margin.start) & (numbers < margin.start + margin.count))
            shaped = np.unravel_index(numbers[rows] - margin.start, margin.shape) if margin.shape else ()
            free = dict(zip(margin.free, shaped, strict=True))
            for column in margin.columns:
                codes = self.dimensions[column].codes
                for row, position in zip(
                    rows.tolist(), self._positions_of(column, free).tolist(), strict=True
                ):
                    found[column][row] = codes[position]
            for row in rows.tolist():
                found[CROSS_COLUMN][row] = margin.name
        return found

    def _numbers(self, margin: Margin, positions: Mapping[str, Integers]) -> Integers:
        """The cells of a margin by the positions of all its columns."""
        free = {column: positions[column] for column in margin.free}
        if any(np.any(self._positions_of(column, free) != found) for column, found in positions.items()):
            raise DisclosureError("hay códigos que se contradicen en una fila", place=margin.name)
        if not free:
            return np.full(1, margin.start)
        return np.ravel_multi_index([free[column] for column in margin.free], margin.shape) + margin.start

    def _positions_of(self, column: str, positions: Mapping[str, Integers]) -> Integers:
        """Positions of a column's codes, its own or those that a finer column implies."""
        if column in positions:
            return positions[column]
        fine = next(name for name in positions if column in self.dimensions[name].parents)
        order = {code: position for position, code in enumerate(self.dimensions[column].codes)}
        parents = self.dimensions[fine].parents[column]
        coarser = np.array([order[parents[code]] for code in self.dimensions[fine].codes], dtype=np.int64)
        return coarser[positions[fine]]

    def _read(self, values: Sequence[Code | None], column: str) -> Integers:
        """Positions of the codes of a column in its list, _TOTAL for none."""
        order: dict[Code | None, int] = {code: at for at, code in enumerate(self.dimensions[column].codes)}
        order[None] = _TOTAL
        found = np.fromiter(
            (order.get(value, _UNKNOWN) for value in values), dtype=np.int64, count=len(values)
        )
        if np.any(found == _UNKNOWN):
            raise DisclosureError("hay códigos que ninguna lista tiene", place=column)
        return found


def _meaning(columns: Iterable[str], dimensions: Mapping[str, Dimension]) -> frozenset[str]:
    """Columns with everything that they imply."""
    held = set(columns)
    for column in columns:
        held |= set(dimensions[column].parents) & set(dimensions)
    return frozenset(held)


def _implied(column: str, meaning: frozenset[str], dimensions: Mapping[str, Dimension]) -> bool:
    return any(column in dimensions[other].parents for other in meaning if other != column)


def _shared(meanings: set[frozenset[str]]) -> set[frozenset[str]]:
    """The sets of columns with all their intersections."""
    found = set(meanings)
    while True:
        more = {one & other for one, other in combinations(found, 2)} - found
        if not more:
            return found
        found |= more
