"""The catalogue for people: an index and a page for each dataset, that work without a network.

Belongs here: turning descriptors and published figures into HTML. Does not belong here: the map (tile_map.py),
metadata for machines (catalog.py), or figures of its own: every number on a page stands in a published file.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from publish.catalog import package_path
from publish.citation import citation_text
from publish.editions import Withdrawal
from publish.package import PackageReport
from publish.tile_map import Place, TileMap
from snis.contracts.model import TableContract

FREQUENCIES = {
    "DAILY": "cada día",
    "WEEKLY": "cada semana",
    "MONTHLY": "cada mes",
    "QUARTERLY": "cada trimestre",
    "ANNUAL_2": "cada semestre",
    "ANNUAL": "cada año",
}
# The same place that package.py gives to the tables of a package.
_DATA = "data/"


def index_html(
    reports: Sequence[PackageReport], *, title: str, publisher: Mapping[str, str], release: str
) -> str:
    """The front page: every dataset with its files."""
    return _render(
        "index.html",
        title=title,
        publisher=publisher,
        release=release,
        datasets=[(report, package_path(report), _data_files(report)) for report in reports],
        root="",
    )


def dataset_html(
    report: PackageReport,
    *,
    title: str,
    publisher: Mapping[str, str],
    releases: Sequence[str],
    withdrawn: Mapping[str, Withdrawal],
    contracts: Sequence[TableContract],
    figures: Mapping[str, int] | None,
    places: Sequence[Place],
    jsonld: str,
) -> str:
    """The page of a dataset.

    Args:
        report: its package.
        title: name of the deployment.
        publisher: from the deployment.
        releases: names of all releases, newest first.
        withdrawn: decisions that withdrew a release, by its name.
        contracts: contracts of its tables.
        figures: published persons by department code, for the map; None when the dataset has none.
        places: departments on the tile map.
        jsonld: the dataset for search engines, ready to stand in a script element.
    """
    return _render(
        "dataset.html",
        title=title,
        publisher=publisher,
        report=report,
        descriptor=report.descriptor,
        base=report.descriptor["release"],
        releases=releases,
        withdrawn=withdrawn,
        jsonld=jsonld,
        citation=citation_text(report.descriptor),
        contracts=contracts,
        map=TileMap.of(figures, places) if figures is not None and places else None,
        root="../../",
    )


def tombstone_html(
    withdrawal: Withdrawal,
    release: str,
    *,
    dataset: str,
    title: str,
    publisher: Mapping[str, str],
    root: str,
) -> str:
    """The page in place of a withdrawn release, or of a dataset without any other.

    Args:
        withdrawal: the decision.
        release: name of the release.
        dataset: title of the dataset.
        title: name of the deployment.
        publisher: from the deployment.
        root: way to the front page.
    """
    return _render(
        "tombstone.html", title=title, publisher=publisher, withdrawal=withdrawal, release=release, dataset=dataset,
        root=root,
    )  # fmt: skip


def _data_files(report: PackageReport) -> list[Mapping[str, Any]]:
    return [
        item
        for item in report.descriptor["resources"]
        if item["path"].startswith(_DATA) or item["format"] == "XLSX"
    ]


def _render(name: str, **values: Any) -> str:
    style = (files("publish") / "static" / "site.css").read_text(encoding="utf-8")
    return _environment().get_template(name).render(style=style, **values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("publish", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["miles"] = lambda number: f"{number:,}".replace(",", "\u00a0")
    environment.filters["peso"] = _size
    environment.filters["frecuencia"] = lambda code: FREQUENCIES.get(code, code)
    return environment


def _size(count: int) -> str:
    """A size for people: bytes, kB or MB."""
    if count < 1000:
        return f"{count}\u00a0bytes"
    if count < 1_000_000:
        return f"{count / 1000:.1f}\u00a0kB"
    return f"{count / 1_000_000:.1f}\u00a0MB"
