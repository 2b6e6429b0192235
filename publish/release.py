"""A whole release in a staging folder: packages, catalogue and pages, as the gate will read them.

Belongs here: the layout of the public folder, its earlier releases, and what stays of withdrawn ones. Does not
belong here: the parts (package.py, catalog.py, feed.py, site.py), the verdict (gate.py), or putting the folder in
its place.

Layout: index.html, apertura.html, calendario.html, calendario.ics, preguntas.html, bitacora.html, anclas.json,
clave-publica.pem, catalog.json, catalog.ttl, data.json, feed.xml, datasets/<name>/index.html,
datasets/<name>/<release>/..., and the newest release once more in datasets/<name>/latest/, an address that stays. A
withdrawn release keeps its folder, with retiro.json and a page in place of its files.
"""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from publish.anchors import ANCHORS, PAGE, PUBLIC_KEY, anchors_json, anchors_page
from publish.catalog import catalogue, catalogue_json
from publish.certificate import QUALITY_TABLE, DeliveredRules, rules_of
from publish.data_json import DATA_JSON, data_json
from publish.datasets import DatasetSpec
from publish.editions import Register, Withdrawal
from publish.feed import FEED, feed_xml
from publish.governance import CALENDAR, Governance, governance_pages, icalendar
from publish.package import DESCRIPTOR, Edition, PackageReport, build_package
from publish.preview import Reader, mapped_figures
from publish.report_package import FrozenReport
from publish.schema_org import dataset_jsonld
from publish.shelf import LATEST, Shelf, read_shelf
from publish.site import dataset_html, governance_html, index_html, tombstone_html
from publish.table_files import read_table
from publish.tile_map import Place
from publish.tombstone import write_tombstone
from publish.turtle import CATALOGUE, turtle
from snis.contracts.model import TableContract
from snis.ledger_anchors import Anchor
from snis.signing import PublicKey


@dataclass(frozen=True)
class Anchored:
    """The anchors of the ledger that a release carries, and the key that checks them."""

    anchors: Sequence[Anchor]
    key: PublicKey


def _not_anchored(staging: Path) -> None:
    """A ledger that is not signed has no anchors."""


@dataclass(frozen=True)
class Catalogue:
    """What the pages around the packages are drawn from.

    Attributes:
        specs: the datasets.
        contracts: table contracts by name.
        title: name of the deployment.
        publisher: from the deployment.
        places: departments on the tile map.
        governance: plan, approvals, questions and use.
        anchored: what anchors the release carries, once its packages lie in the staging folder.
    """

    specs: Sequence[DatasetSpec]
    contracts: Mapping[str, TableContract]
    title: str
    publisher: Mapping[str, str]
    places: Sequence[Place]
    governance: Governance = field(default_factory=Governance)
    anchored: Callable[[Path], Anchored | None] = _not_anchored


def stage_release(
    tables: Mapping[str, Path], around: Catalogue, *, edition: Edition, staging: Path, public: Path
) -> list[PackageReport]:
    """Write everything that is about to leave into an empty folder; earlier releases come along.

    A release that is withdrawn is not made again: what the night computed for it stays inside. Reports are frozen: they
    come along as they left (stage_standing brings new ones).

    Args:
        tables: Parquet file of each open table.
        around: what the catalogue is drawn from.
        edition: what the release shares.
        staging: the folder, made here; what was in it is removed.
        public: the public folder as it is, from which earlier releases are taken.
    """
    _bring(around.specs, edition.register, staging=staging, public=public, but=edition.release)
    edition = replace(edition, delivered=_delivered(tables, around, edition))
    reports = []
    for spec in (spec for spec in around.specs if spec.reports is None):
        home = staging / "datasets" / spec.name
        withdrawal = edition.register.withdrawal(spec.name, edition.release)
        folder = home / edition.release
        if withdrawal is not None:
            write_tombstone(folder, withdrawal, release=edition.release)
            continue
        reports.append(
            build_package(
                spec,
                tables,
                around.contracts,
                edition=edition,
                folder=folder,
                before=_last_before(home, edition.release),
                replaced=_standing_package(public / "datasets" / spec.name / edition.release),
            )
        )
    made = [report.revision for report in reports if report.revision is not None]
    _write_around(staging, around, edition.register.with_revisions(made), created=edition.created)
    return reports


def _delivered(tables: Mapping[str, Path], around: Catalogue, edition: Edition) -> DeliveredRules:
    """What the published rows of quality add up to; nothing when this release does not print them."""
    for spec in around.specs:
        withdrawn = edition.register.withdrawal(spec.name, edition.release)
        if QUALITY_TABLE in spec.tables and withdrawn is None:
            rows = read_table(QUALITY_TABLE, tables, around.contracts).to_pylist()
            return rules_of(rows, edition.rule_dimensions)
    return ()


def stage_standing(
    around: Catalogue,
    register: Register,
    *,
    created: str,
    staging: Path,
    public: Path,
    reports: Sequence[FrozenReport] = (),
) -> list[PackageReport]:
    """The public folder once more: no table is made again, what is withdrawn gives way to its tombstone.

    Args:
        around: what the catalogue is drawn from.
        register: what was published and withdrawn.
        created: moment that the catalogue speaks for, ISO 8601.
        staging: the folder, made here; what was in it is removed.
        public: the public folder as it is.
        reports: frozen reports that are not in it yet; what is returned are their packages.
    """
    _bring(around.specs, register, staging=staging, public=public)
    made = [report.lay_into(staging) for report in reports]
    register = register.with_revisions([report.revision for report in made if report.revision is not None])
    _write_around(staging, around, register, created=created)
    return made


def _bring(
    specs: Sequence[DatasetSpec], register: Register, *, staging: Path, public: Path, but: str = ""
) -> None:
    """Releases that stand, and a tombstone for each that does not; the one being made is left out."""
    shutil.rmtree(staging, ignore_errors=True)
    for spec in specs:
        home, published = staging / "datasets" / spec.name, public / "datasets" / spec.name
        home.mkdir(parents=True)
        for path in sorted(published.iterdir()) if published.is_dir() else []:
            if not path.is_dir() or path.name in {but, LATEST}:
                continue
            withdrawal = register.withdrawal(spec.name, path.name)
            if withdrawal is not None:
                write_tombstone(home / path.name, withdrawal, release=path.name)
            else:
                shutil.copytree(path, home / path.name, copy_function=_share)


def _write_around(staging: Path, around: Catalogue, register: Register, *, created: str) -> None:
    """Pages, catalogue and feed, from what lies in the folder."""
    shelves = []
    for number, spec in enumerate(around.specs):
        home = staging / "datasets" / spec.name
        shelf = read_shelf(spec, home, register)
        if shelf.is_empty:
            home.rmdir()
            continue
        shelves.append(shelf)
        _write_page(home, shelf, around, mapped=number == 0)
        for release, withdrawal in shelf.withdrawn.items():
            _write(home / release / "index.html", _tombstone(withdrawal, release, around, depth=3))
    node = catalogue(shelves, title=around.title, publisher=around.publisher, created=created)
    _write(staging / "catalog.json", catalogue_json(node))
    _write(staging / CATALOGUE, turtle(node))
    _write(
        staging / FEED,
        feed_xml(register, around.specs, title=around.title, publisher=around.publisher, created=created),
    )
    current = [shelf.current for shelf in shelves if shelf.current is not None]
    readers = [_reader(report, around) for report in current]
    front = index_html(readers, title=around.title, publisher=around.publisher, release=_newest(current))
    _write(staging / "index.html", front)
    _write(staging / DATA_JSON, data_json(current, around.publisher))
    _write_anchors(staging, around)
    here = frozenset(shelf.spec.name for shelf in shelves)
    _write_governance(staging, around, register, created=created, here=here)


def _write_anchors(staging: Path, around: Catalogue) -> None:
    """The anchors with their key, and the page that says what they prove."""
    found = around.anchored(staging)
    if found is not None:
        _write(staging / ANCHORS, anchors_json(found.anchors))
        _write(staging / PUBLIC_KEY, found.key.pem)
    values = anchors_page(found.anchors if found else ())
    _write(staging / PAGE, governance_html(PAGE, values, title=around.title, publisher=around.publisher))


def _write_governance(
    staging: Path, around: Catalogue, register: Register, *, created: str, here: frozenset[str]
) -> None:
    """The pages about the opening itself, and the calendar for agendas."""
    specs, told = around.specs, around.governance
    for name, values in governance_pages(told, specs, register, around.contracts, here).items():
        _write(
            staging / name,
            governance_html(name, values, title=around.title, publisher=around.publisher),
        )
    _write(staging / CALENDAR, icalendar(told, specs, register, title=around.title, created=created))


def _write_page(home: Path, shelf: Shelf, around: Catalogue, *, mapped: bool) -> None:
    """The page of a dataset and its newest release under the address that stays."""
    current = shelf.current
    if current is None:
        for release, withdrawal in list(shelf.withdrawn.items())[:1]:
            write_tombstone(home / LATEST, withdrawal, release=release)
            _write(home / LATEST / "index.html", _tombstone(withdrawal, release, around, depth=3))
            _write(home / "index.html", _tombstone(withdrawal, release, around, depth=2))
        return
    shutil.copytree(current.folder, home / LATEST, copy_function=_share)
    page = dataset_html(
        _reader(current, around),
        title=around.title,
        publisher=around.publisher,
        releases=shelf.releases,
        withdrawn=shelf.withdrawn,
        figures=mapped_figures(current) if mapped else None,
        places=around.places,
        jsonld=dataset_jsonld(current, title=around.title),
        governance=around.governance,
    )
    _write(home / "index.html", page)


def _reader(report: PackageReport, around: Catalogue) -> Reader:
    return Reader(report, [around.contracts[table] for table in report.spec.tables])


def _tombstone(withdrawal: Withdrawal, release: str, around: Catalogue, *, depth: int) -> str:
    spec = next(spec for spec in around.specs if spec.name == withdrawal.dataset)
    return tombstone_html(
        withdrawal,
        release,
        dataset=spec.title,
        title=around.title,
        publisher=around.publisher,
        root="../" * depth,
    )


def _last_before(home: Path, release: str) -> Path | None:
    """The package of the last release before one, among those that can be downloaded."""
    earlier = [path for path in home.iterdir() if path.name < release and (path / DESCRIPTOR).is_file()]
    return max(earlier, default=None)


def _standing_package(folder: Path) -> Path | None:
    return folder if (folder / DESCRIPTOR).is_file() else None


def _newest(reports: Sequence[PackageReport]) -> str:
    """The newest release of tables: a report is named after its own period."""
    tables = (report for report in reports if report.spec.reports is None)
    return max((str(report.descriptor["release"]) for report in tables), default="")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _share(source: str, target: str) -> None:
    """The same bytes under a second name; a copy where the disk has no hard links. Published files never change."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
