"""The catalogue for people: an index and a page for each dataset, that work without a network.

Belongs here: turning descriptors and published figures into HTML. Does not belong here: metadata for machines
(catalog.py), or figures of its own: every number on a page stands in a published file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined, select_autoescape

from publish.catalog import package_path
from publish.package import PackageReport

TILE, GAP = 92, 6
# Five steps of one hue, light to dark; the value is printed on each tile, so colour never stands alone.
SHADES = ("#eef4fb", "#c9ddf2", "#94bce3", "#4f8fc9", "#1f5f9e")


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


def index_html(
    reports: Sequence[PackageReport], *, title: str, publisher: Mapping[str, str], release: str
) -> str:
    """The front page: every dataset with its files."""
    return _render(
        "index.html",
        title=title,
        publisher=publisher,
        release=release,
        datasets=[(report, package_path(report)) for report in reports],
        root="",
    )


def dataset_html(
    report: PackageReport,
    *,
    title: str,
    publisher: Mapping[str, str],
    releases: Sequence[str],
    dictionary: Sequence[Mapping[str, Any]],
    figures: Mapping[str, int] | None,
    places: Sequence[Place],
) -> str:
    """The page of a dataset.

    Args:
        report: its package.
        title: name of the deployment.
        publisher: from the deployment.
        releases: names of all releases, newest first.
        dictionary: fields of its tables, as in the descriptor.
        figures: published persons by department code, for the map; None when the dataset has none.
        places: departments on the tile map.
    """
    tiles = tile_map(figures, places) if figures is not None else []
    return _render(
        "dataset.html",
        title=title,
        publisher=publisher,
        report=report,
        descriptor=report.descriptor,
        base=report.descriptor["version"],
        releases=releases,
        dictionary=dictionary,
        tiles=tiles,
        tile=TILE,
        width=max((t.x + TILE for t in tiles), default=0) + GAP,
        height=max((t.y + TILE for t in tiles), default=0) + GAP,
        root="../../",
    )


def tile_map(figures: Mapping[str, int], places: Sequence[Place]) -> list[Tile]:
    """Departments as tiles, shaded by fifths of the largest figure."""
    largest = max(figures.values(), default=0)
    tiles = []
    for place in places:
        value = figures.get(place.code)
        step = min(len(SHADES) - 1, value * len(SHADES) // (largest + 1)) if value is not None else -1
        tiles.append(
            Tile(
                place,
                GAP + (place.column - 1) * (TILE + GAP),
                GAP + (place.row - 1) * (TILE + GAP),
                SHADES[step] if step >= 0 else "#ffffff",
                "#ffffff" if step >= 3 else "#1b1f24",
                value,
            )
        )
    return tiles


def _render(name: str, **values: Any) -> str:
    environment = Environment(
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["miles"] = lambda number: f"{number:,}".replace(",", "\u00a0")
    templates = files("publish") / "templates"
    style = (templates / "site.css").read_text(encoding="utf-8")
    text = (templates / name).read_text(encoding="utf-8")
    return environment.from_string(text).render(style=style, **values)
