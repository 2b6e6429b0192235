"""Periodic reports as the gate sees them: frozen files bound by their manifest, made from tables that leave with them.

Belongs here: which files of a release a report vouches for, and what must hold for it. Does not belong here: texts
(gate_text.py), figures in prose (gate_figures.py), the descriptor (gate_packages.py), rows of figures (report/scan.py).

A report has no contract: each of its numbers must stand in a released table that its manifest names, and that table
must be in the same folder, byte for byte. One that left before stays when those tables were replaced by a revision,
because the ledger knows its digest; when they were withdrawn, it goes too. A file that the manifest does not bind is
judged like any other file, and so refused.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

import pyarrow as pa

from publish.gate_exhibit import Exhibit
from publish.gate_figures import find_figures
from publish.gate_findings import Finding
from publish.gate_packages import DESCRIPTOR, Package
from publish.gate_report_forms import has_manifest_form, is_in_form, same_rows
from publish.gate_rules import GateRules
from publish.gate_walk import ReleaseBytes
from publish.report.binding import MANIFEST, report_digest
from publish.report.erratum import ERRATUM
from publish.report.facts import PUBLIC
from publish.report.origin import origin_of, period_of_folder, rests_on
from publish.report.scan import find_in_rows, find_internal_mark, printed_by
from publish.report_package import README, archive_name
from publish.tombstone import TOMBSTONE

RULE = "G-INF-01"
_FIGURES = "figuras/"


@dataclass(frozen=True)
class Told:
    """One report of a release: its package, its files by their path inside it, and its manifest."""

    package: Package
    files: Mapping[str, bytes]
    manifest: Mapping[str, Any]

    @property
    def release(self) -> str:
        """The name that it leaves under."""
        return str(self.package.document.get("release"))

    @cached_property
    def bound(self) -> dict[str, str]:
        """Digest of each file that the manifest names."""
        listed = self.manifest.get("archivos")
        found = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
        return {str(item.get("ruta")): str(item.get("sha256")) for item in found}

    @property
    def digest(self) -> str:
        """Of the report, as its own files give it."""
        return report_digest({path: _sha256(self.files.get(path, b"")) for path in self.bound})

    @cached_property
    def is_whole(self) -> bool:
        """Whether the manifest binds every file of the package, and each is what it says."""
        beside = {DESCRIPTOR, README, MANIFEST, archive_name(self.release)}
        return (
            bool(self.bound)
            and has_manifest_form(self.manifest)
            and self.files.keys() == self.bound.keys() | beside
            and all(_sha256(self.files[path]) == digest for path, digest in self.bound.items())
            and self.manifest.get("huella") == self.digest
        )

    def vouches_for(self, path: str, data: bytes) -> bool:
        """Whether a file of the package, or a member of its archive, is one that the manifest binds."""
        outer, _, member = path[len(self.package.folder) + 1 :].partition("!")
        if not self.is_whole or (member and outer != archive_name(self.release)):
            return False
        name = member or outer
        return (name == MANIFEST and data == self.files[MANIFEST]) or self.bound.get(name) == _sha256(data)


class Reports:
    """The reports of a release.

    Args:
        release: the staging folder as it was read.
        rules: of the gate; they know the digest of every report of the deployment.
    """

    def __init__(self, release: ReleaseBytes, rules: GateRules) -> None:
        self._release, self._rules = release, rules
        self.told = {
            package.folder: _told(package, release) for package in release.packages if package.is_report
        }
        # What a report says of itself is no ground for it.
        self._tables = {
            one.path: one.table
            for one in release.exhibits
            if one.table is not None and not any(told.package.holds(one.path) for told in self.told.values())
        }

    @cached_property
    def digests(self) -> frozenset[str]:
        """Digests that may be printed: of the reports themselves, and of what one that left before was made from."""
        known = set(self._rules.reports)
        for told in self.told.values():
            if told.is_whole:
                known.add(told.digest)
            if self._has_left(told):
                known.update(origin_of(told.manifest).values())
        return frozenset(known)

    def vouch_for(self, exhibit: Exhibit, package: Package | None) -> bool:
        """Whether a file is part of a report, as its manifest binds it."""
        told = self.told.get(package.folder) if package is not None else None
        return told is not None and told.vouches_for(exhibit.path, exhibit.data)

    def find_in_words(self, exhibit: Exhibit, package: Package) -> Iterator[Finding]:
        """Findings of one file that a report vouches for; members of its archive are files beside it."""
        if "!" in exhibit.path:
            return
        yield from find_internal_mark(exhibit)
        figures = self._figures(self.told[package.folder])
        if figures is not None:
            yield from find_figures(exhibit, self._rules, figures, shown_path=exhibit.path)

    def findings(self) -> Iterator[Finding]:
        """What is wrong with the reports as a whole, and with the rows of their figures."""
        for told in self.told.values():
            here = f"{told.package.folder}/{MANIFEST}"
            for place, message in self._problems(told):
                yield Finding(here, RULE, place, 1, message)
            yield from self._in_figures(told)

    def _problems(self, told: Told) -> Iterator[tuple[str, str]]:
        period, dataset = period_of_folder(told.release), told.package.dataset
        if not told.is_whole:
            yield "archivos", "el manifiesto no es el de los archivos del informe"
        if told.manifest.get("edicion") != PUBLIC or told.manifest.get("provisional") is not False:
            yield "edicion", "no es la edición pública y definitiva de un período"
        if period is None or dataset is None or str(period.kind) != dataset.reports:
            yield "periodo", "no es de la clase de período de su conjunto"
        elif told.manifest.get("periodo") != period.code:
            yield "periodo", "no es del período que su nombre dice"
        if self._released(told) is None and not self._has_left(told):
            yield "origen", "se hizo con archivos que no están publicados"
        if any(self._is_gone(*pair) for pair in rests_on(told.manifest)):
            yield "origen", "se hizo con una edición retirada"
        if not self._corrects(told):
            yield ERRATUM, "dice filas que no son suyas ni de un informe publicado"

    def _in_figures(self, told: Told) -> Iterator[Finding]:
        released = self._released(told)
        printed = None if released is None else printed_by(released)
        for path, data in told.files.items():
            place = f"{told.package.folder}/{path}"
            if path in told.bound and path.endswith(".json") and not is_in_form(path, data):
                yield Finding(place, "G-DOC-01", "claves", 1, "hay claves que un informe no tiene")
            elif path.startswith(_FIGURES) and path.endswith(".json"):
                if not same_rows(json.loads(data), told.files.get(f"{path[:-5]}.csv", b"")):
                    yield Finding(place, "G-COH-01", "filas", 1, "no dice lo mismo que el CSV")
                if printed is not None:
                    yield from find_in_rows(place, json.loads(data), printed)

    def _corrects(self, told: Told) -> bool:
        """Whether the rows of an erratum are its own, and those taken back of a report that leaves beside it."""
        if ERRATUM not in told.files or not is_in_form(ERRATUM, told.files[ERRATUM]):
            return ERRATUM not in told.files
        erratum = json.loads(told.files[ERRATUM])
        if not all(_has_rows(told, figure["id"], figure["ahora"]) for figure in erratum["cifras"]):
            return False
        rows = {figure["id"]: figure["antes"] for figure in erratum["cifras"] if figure["antes"]}
        home = PurePosixPath(told.package.folder).parent
        corrected = self.told.get(str(home / str(erratum["corrige"])))
        if not rows:
            return True
        return (
            corrected is not None
            and corrected.is_whole
            and all(_has_rows(corrected, figure, gone) for figure, gone in rows.items())
        )

    def _released(self, told: Told) -> dict[str, pa.Table] | None:
        """The tables that a report was made from; None when one is not in the release as it was."""
        found = {}
        for path, digest in origin_of(told.manifest).items():
            table = self._tables.get(path)
            if table is None or _sha256(self._release.files[path]) != digest:
                return None
            found[path] = table
        return found or None

    def _figures(self, told: Told) -> frozenset[int] | None:
        """What the tables behind a report print; None when they were replaced after it had left."""
        released = self._released(told)
        if released is None:
            return None if self._has_left(told) else frozenset()
        return frozenset(int(number) for column in printed_by(released).values() for number in column)

    def _has_left(self, told: Told) -> bool:
        return told.is_whole and self._rules.reports.get(told.digest, False)

    def _is_gone(self, dataset: str, release: str) -> bool:
        """Whether a release that a report rests on was withdrawn."""
        return f"datasets/{dataset}/{release}/{TOMBSTONE}" in self._release.files


def _told(package: Package, release: ReleaseBytes) -> Told:
    start = len(package.folder) + 1 if package.folder else 0
    files = {path[start:]: data for path, data in release.files.items() if package.holds(path)}
    try:
        manifest = json.loads(files.get(MANIFEST, b"{}"))
    except ValueError:
        manifest = {}
    return Told(package, files, manifest if isinstance(manifest, dict) else {})


def _has_rows(report: Told, figure: str, rows: Sequence[Any]) -> bool:
    data = report.files.get(f"{_FIGURES}{figure}.json", b"{}")
    known = json.loads(data).get("filas", [])
    return all(row in known for row in rows)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
