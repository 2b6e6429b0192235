"""The public folder staged once more, when no table is made again: after a withdrawal, or for a report.

Belongs here: staging what stands. Does not belong here: a release of tables (release.py), the verdict (gate.py), or the
change of folders (report_publication.py, withdrawal.py).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assets.open.anchoring import Anchorage
from assets.open.release import STAGING, catalogue_of, read_release
from assets.resources import Bench
from publish.datasets import DatasetSpec
from publish.editions import Register
from publish.package import PackageReport
from publish.release import stage_standing
from publish.report_package import FrozenReport


@dataclass(frozen=True)
class Restaged:
    """A folder before the gate: where, the packages that were made for it, and the anchor that goes with it."""

    staging: Path
    reports: tuple[PackageReport, ...]
    anchorage: Anchorage


def stage_again(
    bench: Bench,
    specs: tuple[DatasetSpec, ...],
    register: Register,
    *,
    reports: Sequence[FrozenReport] = (),
) -> Restaged:
    """The public folder as the register says it should be, with further reports."""
    staging, public = bench.store.work / STAGING, bench.store.public
    created = json.loads((public / "catalog.json").read_text(encoding="utf-8"))["dct:modified"]["@value"]
    anchorage = Anchorage(bench, (read_release(bench.store) or {}).get("edicion", ""))
    around = catalogue_of(specs, bench, anchorage)
    made = stage_standing(around, register, created=created, staging=staging, public=public, reports=reports)
    return Restaged(staging, tuple(made), anchorage)
