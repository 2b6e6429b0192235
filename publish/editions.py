"""Which releases were published, corrected and withdrawn: the register of editions, and the version of each.

Belongs here: the register as plain values, its rules, its form as JSON. Does not belong here: its file
(assets/open), the pages that tell of it (tombstone.py, feed.py).

A release keeps its name for good. Another content under the same name is its next revision: version 2026.4.1
follows 2026.4.0. What was withdrawn stays withdrawn under that name, whatever the next night computes.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any

from snis.errors import PeriodError, PublishError
from snis.periods import parse

EVERY_RELEASE = ""
# Between the period of a report and the number of its erratum.
ERRATUM = "-errata-"
_LETTERS = "BCS"


@dataclass(frozen=True)
class Revision:
    """One content of a release of a dataset.

    Attributes:
        dataset, release: whose.
        number: 0 for the first, then one more each time that the content is another.
        digest: of the content, of which version and citation are no part.
        published: moment of publication, ISO 8601.
        appeared, vanished, changed: rows that differ from what a reader had before: from the last revision, or in a
            first one from the last release; all zero in a first edition.
    """

    dataset: str
    release: str
    number: int
    digest: str
    published: str
    appeared: int = 0
    vanished: int = 0
    changed: int = 0

    @property
    def version(self) -> str:
        """Its version: year, month and revision."""
        return version_of(self.release, self.number)


@dataclass(frozen=True)
class Withdrawal:
    """A decision to take something back.

    Attributes:
        dataset: of which.
        release: its name; empty when every release of the dataset is withdrawn.
        reason: for the public.
        by: the office that decided.
        date: moment of the decision, ISO 8601.
    """

    dataset: str
    release: str
    reason: str
    by: str
    date: str

    def covers(self, dataset: str, release: str) -> bool:
        """Whether a release is withdrawn by this decision."""
        return self.dataset == dataset and self.release in {release, EVERY_RELEASE}


@dataclass(frozen=True)
class Register:
    """Everything that was published and withdrawn, in that order."""

    revisions: tuple[Revision, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()

    def last(self, dataset: str, release: str) -> Revision | None:
        """The latest revision of a release; None before its first."""
        found = [item for item in self.revisions if (item.dataset, item.release) == (dataset, release)]
        return found[-1] if found else None

    def number_for(self, dataset: str, release: str, digest: str) -> int:
        """The revision that a content is: the last one when nothing differs, else the next."""
        last = self.last(dataset, release)
        if last is None:
            return 0
        return last.number if last.digest == digest else last.number + 1

    def withdrawal(self, dataset: str, release: str) -> Withdrawal | None:
        """The decision that withdrew a release; None while it stands."""
        return next((item for item in self.withdrawals if item.covers(dataset, release)), None)

    def with_revisions(self, revisions: Sequence[Revision]) -> "Register":
        """The register after a publication; a revision that is there already is not entered twice."""
        new = tuple(item for item in revisions if not self._has(item))
        return replace(self, revisions=(*self.revisions, *new))

    def with_withdrawal(self, withdrawal: Withdrawal) -> "Register":
        """The register after a decision.

        Raises:
            PublishError: it is withdrawn already.
        """
        if self.withdrawal(withdrawal.dataset, withdrawal.release) is not None:
            raise PublishError(
                "ya está retirado", place=f"{withdrawal.dataset} {withdrawal.release}".strip(),
                remedy="Vea work/public/datasets: la lápida dice cuándo y por qué.",
            )  # fmt: skip
        return replace(self, withdrawals=(*self.withdrawals, withdrawal))

    def as_dict(self) -> dict[str, Any]:
        """For the file."""
        return asdict(self)

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> "Register":
        """From the file.

        Raises:
            TypeError, KeyError: it does not hold a register.
        """
        return cls(
            tuple(Revision(**item) for item in content["revisions"]),
            tuple(Withdrawal(**item) for item in content["withdrawals"]),
        )

    def _has(self, revision: Revision) -> bool:
        last = self.last(revision.dataset, revision.release)
        return last is not None and (last.number, last.digest) == (revision.number, revision.digest)


NOTHING_YET = Register()


def version_of(release: str, number: int) -> str:
    """The version of a revision in three numbers: 2026-04 and 1 give 2026.4.1; a year alone has month 0.

    A report has the number of its period, and its erratum as revision: 2026-S1-errata-1 is 2026.1.1.
    """
    period, _, erratum = release.partition(ERRATUM)
    year, _, part = period.partition("-")
    return f"{int(year)}.{int(part.lstrip(_LETTERS) or 0)}.{number + int(erratum or 0)}"


def month_of(release: str) -> str:
    """The month by which a release is compared with others: its own, or the last one of a report's period."""
    with suppress(PeriodError):
        period = parse(release.partition(ERRATUM)[0])
        return f"{period.year:04d}-{period.last_month:02d}"
    return release
