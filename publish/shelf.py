"""What the public folder holds of one dataset: its releases, newest first, and what was withdrawn.

Belongs here: reading that back from the folder. Does not belong here: writing it (release.py), or showing it
(site.py, catalog.py).
"""

from dataclasses import dataclass
from pathlib import Path

from publish.datasets import DatasetSpec
from publish.editions import Register, Withdrawal
from publish.package import DESCRIPTOR, PackageReport, read_package_back
from publish.tombstone import TOMBSTONE

LATEST = "latest"


@dataclass(frozen=True)
class Shelf:
    """One dataset as it can be downloaded.

    Attributes:
        spec: the dataset.
        reports: its packages, newest first.
        withdrawn: decisions by release, newest first.
    """

    spec: DatasetSpec
    reports: tuple[PackageReport, ...]
    withdrawn: dict[str, Withdrawal]

    @property
    def current(self) -> PackageReport | None:
        """The newest release; None when all are withdrawn."""
        return self.reports[0] if self.reports else None

    @property
    def is_empty(self) -> bool:
        """Whether it never had a release: a dataset whose first one is still to come."""
        return not self.reports and not self.withdrawn

    @property
    def releases(self) -> list[str]:
        """Names of the releases that can be downloaded, newest first."""
        return [str(report.descriptor["release"]) for report in self.reports]


def read_shelf(spec: DatasetSpec, home: Path, register: Register) -> Shelf:
    """The shelf of a dataset.

    Args:
        spec: the dataset.
        home: its folder.
        register: who withdrew what.
    """
    folders = sorted((path for path in home.iterdir() if path.is_dir() and path.name != LATEST), reverse=True)
    decisions = {
        path.name: register.withdrawal(spec.name, path.name)
        for path in folders
        if (path / TOMBSTONE).is_file()
    }
    return Shelf(
        spec,
        tuple(read_package_back(spec, path) for path in folders if (path / DESCRIPTOR).is_file()),
        {name: decision for name, decision in decisions.items() if decision is not None},
    )
