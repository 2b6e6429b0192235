"""Public reports of a work folder on their way out: which are frozen, which may leave, which left.

Belongs here: finding them and saying why one has to wait. Does not belong here: making them (assets/report), their
packages (publish/report_package.py), putting them in place (report_publication.py), or the verdict (publish/gate*.py).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assets.engine import digest_file
from assets.open.editions import moment_of, read_register
from assets.report.shelf import read_report
from assets.resources import Bench
from assets.store import Store
from publish.datasets import DatasetSpec, load_datasets
from publish.editions import ERRATUM, Register
from publish.package import DESCRIPTOR, Edition
from publish.report.binding import MANIFEST
from publish.report.facts import PUBLIC
from publish.report.origin import origin_of, period_of_folder, rests_on
from publish.report_package import FrozenReport, is_report_folder, last_day_of
from publish.shelf import LATEST
from snis.deployment import Deployment
from snis.errors import ReportError


@dataclass(frozen=True)
class Waiting:
    """A report that does not leave, and why."""

    name: str
    reason: str


def series_of(specs: Sequence[DatasetSpec]) -> dict[str, DatasetSpec]:
    """The datasets that are series of reports, by kind of period."""
    return {spec.reports: spec for spec in specs if spec.reports is not None}


def known_reports(store: Store, specs: Sequence[DatasetSpec], register: Register) -> dict[str, bool]:
    """Digest of each public report of a work folder, and whether it left before."""
    names = {spec.name for spec in series_of(specs).values()}
    made = (_manifest(folder) for folder in _folders(store))
    return {str(manifest.get("huella")): False for manifest in made} | {
        item.digest: True for item in register.revisions if item.dataset in names
    }


def find_ready(
    bench: Bench, specs: Sequence[DatasetSpec], register: Register
) -> tuple[list[FrozenReport], list[Waiting]]:
    """Frozen reports that are not in the public folder: those that may leave, and those that may not."""
    ready, waiting = [], []
    series = series_of(specs)
    for folder in _folders(bench.store):
        period = period_of_folder(folder.name)
        spec = series.get(str(period.kind)) if period is not None else None
        if spec is None or (bench.store.public / "datasets" / spec.name / folder.name).exists():
            continue
        if register.withdrawal(spec.name, folder.name) is not None:
            continue
        try:
            files, manifest = read_report(folder)
        except ReportError as error:
            waiting.append(Waiting(folder.name, error.message))
            continue
        reason = _why_not(manifest, spec, register, bench.store)
        if reason and not _is_corrected(folder):
            waiting.append(Waiting(folder.name, reason))
        elif not reason:
            whole = {**files, MANIFEST: (folder / MANIFEST).read_bytes()}
            ready.append(FrozenReport(spec, whole, _edition(folder.name, bench)))
    return ready, waiting


def standing_of_reports(bench: Bench) -> Iterator[str]:
    """Reports that somebody has to see to, each with its remedy."""
    if not _folders(bench.store):
        return
    specs = load_datasets(bench.deployment.folder / "datasets.yaml")
    ready, waiting = find_ready(bench, specs, read_register(bench.store))
    for report in ready:
        yield f"informe {report.edition.release}: está sin publicar. Remedio: padron publish reports, o la noche."
    for one in waiting:
        yield f"informe {one.name}: no sale, {one.reason}. Remedio: hágalo otra vez con padron report y --reason."


def reports_in(folder: Path, specs: Sequence[DatasetSpec]) -> dict[str, str]:
    """Id of each report that can be downloaded from a public folder, by series and name, oldest first."""
    return {
        f"{spec.name}/{path.name}": str(_document(path / DESCRIPTOR).get("id"))
        for spec in series_of(specs).values()
        for path in sorted((folder / "datasets" / spec.name).glob("*"))
        if path.name != LATEST and is_report_folder(path)
    }


def newest_reports(found: Mapping[str, str]) -> dict[str, str]:
    """Of the reports of a folder the newest of each series, as its package."""
    return {path.partition("/")[0]: path for path in sorted(found)}


def resting_on(
    public: Path, specs: Sequence[DatasetSpec], register: Register
) -> Iterator[tuple[str, str, str, str]]:
    """Series and name of each report in a public folder that rests on a withdrawn release, and that release."""
    for path in reports_in(public, specs):
        manifest = _manifest(public / "datasets" / path)
        gone = [pair for pair in rests_on(manifest) if register.withdrawal(*pair) is not None]
        series, _, name = path.partition("/")
        if gone and register.withdrawal(series, name) is None:
            yield (series, name, *gone[0])


def is_recalled(folder: Path, specs: Sequence[DatasetSpec], register: Register) -> bool:
    """Whether a public report was withdrawn, or rests on a release that was."""
    decided = [register.withdrawal(*pair) for pair in rests_on(_manifest(folder))]
    decided += [register.withdrawal(spec.name, folder.name) for spec in series_of(specs).values()]
    return any(decision is not None for decision in decided)


def source_titles(deployment: Deployment) -> tuple[str, ...]:
    """Titles of the institutions behind everything that is published."""
    return tuple(row["institucion"] for row in deployment.institutions if row["rol_codigo"] == "entrega")


def _folders(store: Store) -> list[Path]:
    """Folders of public reports of closed periods, a report before its errata."""
    home = store.reports / PUBLIC
    found = home.iterdir() if home.is_dir() else ()
    return sorted(path for path in found if path.is_dir() and period_of_folder(path.name) is not None)


def _is_corrected(folder: Path) -> bool:
    """Whether an erratum stands beside a report: nobody has to see to the older one."""
    period, _, number = folder.name.partition(ERRATUM)
    return folder.with_name(f"{period}{ERRATUM}{int(number or 0) + 1}").is_dir()


def _why_not(manifest: Mapping[str, Any], spec: DatasetSpec, register: Register, store: Store) -> str:
    if any(register.withdrawal(*pair) is not None for pair in rests_on(manifest)):
        return "se hizo con una edición que se retiró"
    if any(item.dataset == spec.name and item.digest == manifest["huella"] for item in register.revisions):
        return ""
    for path, digest in origin_of(manifest).items():
        file = store.public / path
        if not file.is_file() or digest_file(file) != digest:
            return "se hizo con archivos que ya no están publicados"
    return ""


def _edition(name: str, bench: Bench) -> Edition:
    own = bench.deployment
    return Edition(
        release=name,
        created=last_day_of(name),
        publisher=own.publisher,
        licence=own.licence,
        sources=source_titles(own),
        codes={},
        moment=moment_of(bench),
    )


def _manifest(folder: Path) -> Mapping[str, Any]:
    return _document(folder / MANIFEST)


def _document(path: Path) -> Mapping[str, Any]:
    """A JSON document of a report; an empty one when it is damaged, which nobody's digest fits."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}
