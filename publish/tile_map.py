"""A tile map of departments: one square each, in about the place where the department lies.

Belongs here: squares, shades and legend for published figures. Does not belong here: HTML (site.py and its templates).
A figure is printed on its tile and in a table beside the map, so that colour never stands alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TILE, GAP = 96, 6
# Five steps of one hue, light to dark, and the ink that can be read on each (contrast of 4.5 at least).
SHADES = ("#eef4fb", "#cfe0f3", "#9fc3e7", "#6aa3d8", "#1f5f9e")
INKS = ("#1b1f24", "#1b1f24", "#1b1f24", "#1b1f24", "#ffffff")
BLANK = "#ffffff"


@dataclass(frozen=True)
class Place:
    """A department on the tile map: code, name, label, and its row and column from 1."""

    code: str
    name: str
    label: str
    row: int
    column: int


@dataclass(frozen=True)
class Tile:
    """A tile as drawn: its corner, shade, ink, and what it says; value None is a figure that is not published."""

    place: Place
    x: int
    y: int
    shade: str
    ink: str
    value: int | None


@dataclass(frozen=True)
class Step:
    """One entry of the legend: a shade, and the smallest and largest figure on a tile that has it."""

    shade: str
    low: int
    high: int


@dataclass(frozen=True)
class TileMap:
    """A map as drawn, in the units of its view box.

    Attributes:
        tiles: in the order of department codes.
        legend: the shades in use, light to dark.
        size: side of a tile.
        width, height: of the whole map.
    """

    tiles: tuple[Tile, ...]
    legend: tuple[Step, ...]
    size: int
    width: int
    height: int

    @classmethod
    def of(cls, figures: Mapping[str, int], places: Sequence[Place]) -> "TileMap":
        """The map of figures by department code; departments without a figure stay white, with a dashed border."""
        largest = max(figures.values(), default=0)
        tiles = tuple(_tile(place, figures.get(place.code), largest) for place in places)
        steps: dict[int, list[int]] = {}
        for value in figures.values():
            steps.setdefault(_step(value, largest), []).append(value)
        return cls(
            tiles=tiles,
            legend=tuple(Step(SHADES[n], min(values), max(values)) for n, values in sorted(steps.items())),
            size=TILE,
            width=max((tile.x for tile in tiles), default=0) + TILE + GAP,
            height=max((tile.y for tile in tiles), default=0) + TILE + GAP,
        )


def _tile(place: Place, value: int | None, largest: int) -> Tile:
    step = _step(value, largest) if value is not None else -1
    return Tile(
        place,
        GAP + (place.column - 1) * (TILE + GAP),
        GAP + (place.row - 1) * (TILE + GAP),
        SHADES[step] if step >= 0 else BLANK,
        INKS[step] if step >= 0 else INKS[0],
        value,
    )


def _step(value: int, largest: int) -> int:
    """Which fifth of the largest figure a figure falls into, from 0."""
    return min(len(SHADES) - 1, value * len(SHADES) // (largest + 1))
