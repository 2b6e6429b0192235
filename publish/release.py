"""A whole release in a staging folder: packages, catalogue and pages, as the gate will read them.

Belongs here: the layout of the public folder and its earlier releases. Does not belong here: the parts (package.py,
catalog.py, site.py), the verdict (gate.py), or putting the folder in its place.

Layout: index.html, catalog.json, datasets/<name>/index.html, datasets/<name>/<release>/..., and the newest release once
more in datasets/<name>/latest/, an address that stays.
"""

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from publish.catalog import catalogue_json
from publish.datasets import DatasetSpec
from publish.package import Edition, PackageReport, build_package
from publish.site import dataset_html, index_html
from publish.tile_map import Place
from snis.contracts.model import TableContract

LATEST = "latest"


def stage_release(
    specs: Sequence[DatasetSpec],
    tables: Mapping[str, Path],
    contracts: Mapping[str, TableContract],
    *,
    edition: Edition,
    title: str,
    places: Sequence[Place],
    figures: Mapping[str, int],
    staging: Path,
    public: Path,
) -> list[PackageReport]:
    """Write everything that is about to leave into an empty folder; earlier releases come along.

    Args:
        specs: the datasets.
        tables: Parquet file of each open table.
        contracts: table contracts by name.
        edition: what the release shares.
        title: name of the deployment.
        places: departments on the tile map.
        figures: published persons by department, for the map of the first dataset.
        staging: the folder, made here; what was in it is removed.
        public: the public folder as it is, from which earlier releases are taken.
    """
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    reports = []
    for number, spec in enumerate(specs):
        home = staging / "datasets" / spec.name
        _bring_earlier(public / "datasets" / spec.name, home, edition.release)
        report = build_package(spec, tables, contracts, edition=edition, folder=home / edition.release)
        reports.append(report)
        shutil.copytree(report.folder, home / LATEST, copy_function=_share)
        page = dataset_html(
            report,
            title=title,
            publisher=edition.publisher,
            releases=_releases(home),
            contracts=[contracts[table] for table in spec.tables],
            figures=figures if number == 0 else None,
            places=places,
        )
        (home / "index.html").write_text(page, encoding="utf-8")
    catalogue = catalogue_json(reports, title=title, publisher=edition.publisher, created=edition.created)
    (staging / "catalog.json").write_text(catalogue, encoding="utf-8")
    front = index_html(reports, title=title, publisher=edition.publisher, release=edition.release)
    (staging / "index.html").write_text(front, encoding="utf-8")
    return reports


def _releases(home: Path) -> list[str]:
    """Names of the releases of a dataset, newest first."""
    return sorted(
        (path.name for path in home.iterdir() if path.is_dir() and path.name != LATEST), reverse=True
    )


def _bring_earlier(published: Path, home: Path, release: str) -> None:
    """Earlier releases stay retrievable; the one being made is written anew."""
    home.mkdir(parents=True)
    for path in sorted(published.iterdir()) if published.is_dir() else []:
        if path.is_dir() and path.name not in {release, LATEST}:
            shutil.copytree(path, home / path.name, copy_function=_share)


def _share(source: str, target: str) -> None:
    """The same bytes under a second name; a copy where the disk has no hard links. Published files never change."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
