"""Reports on the disk: written once, never overwritten, corrected by an erratum beside.

Belongs here: which version a report is, writing it aside and renaming it into place, and telling whether one that
stands is still what it was. Does not belong here: what a report holds (publish/report), or figures.

Layout: reports/<edition>/<period>/, its errata beside as <period>-errata-N; a report made before the period was closed
is <period>-provisional-<last month>, so that it never takes the place of the closed one.
"""

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from assets.store import Store
from publish.report.binding import MANIFEST, bind, manifest_of
from publish.report.data_files import as_json
from publish.report.erratum import ERRATUM, differing_figures, erratum_bytes
from publish.report.facts import Facts
from snis.errors import ReportError

_NAMED = 8
# What lies beside a report and is not part of it: its print, which depends on the browser.
BESIDE = (".pdf", ".pdf.json")


@dataclass(frozen=True)
class Draft:
    """A report that is ready to stand.

    Attributes:
        folder: where it goes, or where an equal one stands.
        files: all of it, the manifest too; empty when nothing has to be written.
        digest: of the report.
        differing: ids of the figures that an erratum corrects.
    """

    folder: Path
    files: Mapping[str, bytes]
    digest: str
    differing: tuple[str, ...] = ()

    @property
    def is_new(self) -> bool:
        """Whether it has to be written."""
        return bool(self.files)


def draft(
    facts: Facts, store: Store, *, reason: str = "", recalled: Callable[[Path], bool] = lambda folder: False
) -> Draft:
    """The report of some facts: the first of its period, the one that stands, or an erratum.

    Args:
        facts: what it says.
        store: of the work folder.
        reason: why a report that stands is corrected; empty when it is not to be.
        recalled: whether what a report says was withdrawn, by its folder: an erratum does not repeat it.

    Raises:
        ReportError: the figures differ from those of the report that stands, and no reason was given; or that report
            is not what its manifest says.
    """
    standing = _versions(facts, store)
    if not standing:
        return _ready(_base(facts, store), bind(facts), facts, version=1)
    last = standing[-1]
    before, manifest = read_report(last)
    found = bind(facts)
    differing = differing_figures(before, found)
    if not differing:
        return Draft(last, {}, manifest["huella"])
    if not reason:
        named = ", ".join(differing[:_NAMED])
        more = f" y {len(differing) - _NAMED} más" if len(differing) > _NAMED else ""
        raise ReportError(
            f"ya hay un informe y no se sobrescribe; {len(differing)} de sus cifras serían otras: {named}{more}",
            place=f"{facts.edition}/{last.name}",
            remedy='Si hay que corregirlo, diga por qué: --reason "…" hace una fe de erratas al lado.',
        )
    corrected = replace(facts, erratum=len(standing))
    files = bind(corrected)
    files[ERRATUM] = erratum_bytes(
        before,
        files,
        reason=reason,
        corrects=last.name,
        digest=manifest["huella"],
        is_recalled=recalled(last),
    )
    base = _base(facts, store)
    made = _ready(
        base.with_name(f"{base.name}-errata-{len(standing)}"), files, corrected, version=len(standing) + 1
    )
    return replace(made, differing=tuple(differing))


def place(made: Draft) -> None:
    """Write a draft aside and rename it into place; one that stands already is left alone."""
    if not made.is_new:
        return
    aside = made.folder.with_name(f".{made.folder.name}.{os.getpid()}.tmp")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        for path, data in made.files.items():
            target = aside / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        # A folder with files in it is never taken by the rename.
        aside.rename(made.folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def read_report(folder: Path) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Every file of a report that stands, and its manifest.

    Raises:
        ReportError: a file is missing, changed, or none of it.
    """
    try:
        manifest = dict(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
        declared = {item["ruta"]: item["sha256"] for item in manifest["archivos"]}
        files = {path: (folder / path).read_bytes() for path in declared}
    except (OSError, ValueError, KeyError, TypeError):
        raise _broken(folder, "le falta un archivo o su manifiesto") from None
    changed = [path for path, data in files.items() if sha256(data).hexdigest() != declared[path]]
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    strange = {path for path in there - {*declared, MANIFEST} if not path.endswith(BESIDE)}
    if changed or strange:
        raise _broken(folder, f"{len(changed) + len(strange)} de sus archivos no son los de su manifiesto")
    return files, manifest


def _ready(folder: Path, found: Mapping[str, bytes], facts: Facts, *, version: int) -> Draft:
    manifest = manifest_of(found, facts, version=version)
    return Draft(folder, {**found, MANIFEST: as_json(manifest)}, manifest["huella"])


def _base(facts: Facts, store: Store) -> Path:
    name = facts.period.code
    if facts.provisional:
        name = f"{name}-provisional-{facts.period.year:04d}-{facts.last_month:02d}"
    return store.reports / facts.edition / name


def _versions(facts: Facts, store: Store) -> list[Path]:
    """The report of a period and its errata, oldest first."""
    base, found = _base(facts, store), []
    candidate, number = base, 0
    while candidate.is_dir():
        found.append(candidate)
        number += 1
        candidate = base.with_name(f"{base.name}-errata-{number}")
    return found


def _broken(folder: Path, what: str) -> ReportError:
    return ReportError(
        f"el informe que está guardado no es el que se hizo: {what}",
        place=f"{folder.parent.name}/{folder.name}",
        remedy="Restáurelo del respaldo; su huella está en la bitácora.",
    )
