"""A release, from the protected tables to the public folder, through the gate.

Belongs here: gathering what the publisher needs, staging, judging, and the change of folders. Does not belong here:
how packages look (publish/package.py) or what the gate asks (publish/gate.py).

A gate that does not pass leaves the last good release where it is.
"""

import calendar
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assets.build import table_digest
from assets.open.anchoring import Anchorage
from assets.open.code_names import code_names
from assets.open.editions import moment_of, read_register
from assets.open.gate import judge
from assets.open.microdata import TABLE as MICRODATA
from assets.open.microdata import enter_microdata, standing_edition
from assets.open.opening import governance_of, governance_state
from assets.open.placing import MANIFEST, put_in_place, settle
from assets.open.printing import enter_printing
from assets.open.public_reports import newest_reports, reports_in, source_titles
from assets.open.risk import risk_reports
from assets.parameters import bound_values
from assets.resources import Bench
from assets.statements import statement, values_for
from assets.store import Store
from publish.datasets import DatasetSpec, load_datasets
from publish.editions import Register
from publish.governance import Governance
from publish.package import Edition
from publish.release import Catalogue, stage_release
from publish.tile_map import Place
from quality.catalogue import load_catalogue
from snis.contracts.loader import load_tables
from snis.deployment import Deployment
from snis.quality_policy import load_quality_policy

STAGING = ".public.nueva"
_FACTS = ("out_hecho_entrega", "out_hecho_entrega_comunitaria")
# Raised when the form of packages or pages changes, so that the next night writes them again.
FORM_VERSION = 5


@dataclass(frozen=True)
class Release:
    """A release that passed the gate: its name, packages and files, and whether it was made now.

    A deployment without deliveries has no release: no name, no package, nothing that leaves.
    """

    name: str
    packages: int
    files: int
    fresh: bool


def publish_release(bench: Bench) -> Release:
    """Stage, judge and put in place, unless nothing behind it changed.

    Raises:
        GateError: the gate did not let it pass; the last good release stays.
        PublishError: datasets.yaml or a table is broken.
    """
    public, store = bench.store.public, bench.store
    settle(bench)
    specs = _due(load_datasets(bench.deployment.folder / "datasets.yaml"), store)
    register = read_register(store)
    fingerprint = _fingerprint(specs, register, bench)
    kept = _kept(bench, fingerprint)
    if kept is not None:
        _enter(bench, specs, kept.name)
        return kept
    last = _last_month(bench)
    if last is None:
        return Release("", 0, 0, fresh=False)
    edition = edition_of(bench, specs, last, register)
    staging, anchorage = store.work / STAGING, Anchorage(bench, edition.release)
    reports = stage_release(
        {table: store.part(table) for spec in specs for table in spec.tables},
        catalogue_of(specs, bench, anchorage),
        edition=edition,
        staging=staging,
        public=public,
    )
    verdict = judge(bench, staging, specs, release=edition.release)
    verdict.require_pass()
    anchorage.enter()
    _enter(bench, specs, edition.release)
    revisions = [report.revision for report in reports if report.revision is not None]
    standing = reports_in(staging, specs)
    packages = {r.spec.name: f"{r.spec.name}/{edition.release}" for r in reports} | newest_reports(standing)
    release = Release(edition.release, len(packages), verdict.files, fresh=True)
    put_in_place(
        bench,
        staging,
        register=register.with_revisions(revisions),
        manifest={
            "huella": fingerprint,
            "edicion": release.name,
            "paquetes": release.packages,
            "archivos": release.files,
            "conjuntos": packages,
        }
        | ({"informes": standing} if standing else {}),
        entry={
            "edicion": release.name,
            "ids": {r.spec.name: r.descriptor["id"] for r in reports},
            "versiones": {r.spec.name: r.descriptor["version"] for r in reports},
        },
    )
    return release


def catalogue_of(specs: tuple[DatasetSpec, ...], bench: Bench, anchorage: Anchorage) -> Catalogue:
    """What the pages around the packages are drawn from."""
    own = bench.deployment
    return Catalogue(
        specs, load_tables(), own.name, own.publisher, places_of(own), _governance(bench), anchorage.anchored
    )


def _governance(bench: Bench) -> Governance:
    return governance_of(bench.deployment, bench.store.ledger, bench.now.date())


def read_release(store: Store) -> dict[str, Any] | None:
    """What is known of the release in place; None before the first, or when its record is damaged."""
    try:
        return dict(json.loads((store.ledger / MANIFEST).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def content_digest(release: Mapping[str, Any]) -> str:
    """What tells the content of the release in place from others: what its tables were made from, and its reports."""
    reports = release.get("informes")
    if not reports:
        return str(release["huella"])
    said = json.dumps([release["huella"], reports], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def places_of(deployment: Deployment) -> list[Place]:
    """Departments on the tile map."""
    return [
        Place(item.code, item.name, item.label, item.tile_row, item.tile_column)
        for item in deployment.territory.departments
    ]


def _last_month(bench: Bench) -> tuple[int, int] | None:
    """Year and month in which enough persons or families last received something public; None while there is none."""
    for table in _FACTS:
        bench.engine.attach(table, bench.store.files(table))
    rows = bench.engine.rows(statement("mes_publicable"), values_for("mes_publicable", bound_values(bench)))
    return next(((year, month) for year, month in rows), None)


def edition_of(
    bench: Bench, specs: tuple[DatasetSpec, ...], last: tuple[int, int], register: Register
) -> Edition:
    """The release is named after a month, and speaks for the last day of it."""
    year, month = last
    last_day = calendar.monthrange(year, month)[1]
    return Edition(
        release=f"{year}-{month:02d}",
        created=f"{year}-{month:02d}-{last_day:02d}T00:00:00Z",
        publisher=bench.deployment.publisher,
        licence=bench.deployment.licence,
        sources=source_titles(bench.deployment),
        codes=code_names(bench.deployment),
        moment=moment_of(bench),
        register=register,
        risk=risk_reports(specs, bench),
        policy=load_quality_policy(bench.deployment.folder),
        rule_dimensions={rule.id: rule.dimension for rule in load_catalogue().rules},
    )


def _due(specs: tuple[DatasetSpec, ...], store: Store) -> tuple[DatasetSpec, ...]:
    """Datasets that have something to say: microdata wait for the first closed year."""
    return tuple(
        spec for spec in specs if MICRODATA not in spec.tables or standing_edition(store) is not None
    )


def _enter(bench: Bench, specs: tuple[DatasetSpec, ...], release: str) -> None:
    """Let count what leaves with a release: the printing, and the edition of the microdata."""
    enter_printing(bench, release)
    if any(MICRODATA in spec.tables for spec in specs):
        enter_microdata(bench, release)


def _fingerprint(specs: tuple[DatasetSpec, ...], register: Register, bench: Bench) -> str:
    """Of everything that a release is made from; withdrawals count, revisions follow from the rest."""
    digest = hashlib.sha256(f"{FORM_VERSION}|{bench.deployment.digest}".encode())
    for spec in specs:
        for table in spec.tables:
            digest.update(f"{table}:{table_digest(table, bench.store)}".encode())
    digest.update(repr(register.withdrawals).encode())
    digest.update(governance_state(_governance(bench), specs).encode())
    digest.update(repr(sorted(load_tables().items())).encode())
    signer = bench.store.signer
    digest.update(signer.public.text.encode() if signer else b"")
    return digest.hexdigest()


def _kept(bench: Bench, fingerprint: str) -> Release | None:
    content = read_release(bench.store)
    if content is None or not (bench.store.public / "catalog.json").exists():
        return None
    if content["huella"] != fingerprint:
        return None
    return Release(content["edicion"], content["paquetes"], content["archivos"], fresh=False)


def package_folders(bench: Bench) -> list[Path]:
    """Folders of the packages of the release in place; none before the first release."""
    content = read_release(bench.store)
    if content is None:
        return []
    return [bench.store.public / "datasets" / path for path in content["conjuntos"].values()]
