"""Human exceptions: what a person lets pass that the gate would keep, with name, reason, date and end.

Belongs here: the model of a deployment's exceptions.yaml, and which rules may be excepted at all. Does not belong here:
finding anything (the other gate_*.py), or noting in the log that an exception was used (assets/open/release.py).

An exception speaks of one rule, one dataset and files of one name. Nobody can except what exposes a person: CUI,
whatever may be a pseudonym, restricted programmes, exact or small cells, what the attack finds, k and l, licence,
approval.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from publish.gate_findings import Finding
from snis.disclosure_policy import read_model
from snis.errors import DisclosureError

# Rules about form, or about texts in which a machine may be mistaken and a person is not. None of them may hide a
# figure or a pseudonym: a foreign digest (G-SEU-02) may be one, undeclared metadata, statistics and bytes (G-MET) may
# hold both, and a rate of many decimals (G-TAS-02) gives back the count behind it.
EXCEPTABLE = frozenset({"G-ARC-05", "G-ORD-01", "G-RUT-01", "G-TEL-02"})
_WILD = frozenset("*?[")
# An exception that lasts longer is a change of policy, and belongs in disclosure.yaml.
MOST_DAYS = 366
# The whole public folder: pages and catalogue, which are of no dataset.
CATALOGUE = "catalogo"
Text = Annotated[str, Field(min_length=1)]


class GateException(BaseModel):
    """One exception.

    Attributes:
        rule: identifier, one of EXCEPTABLE.
        dataset: name of the dataset; "catalogo" for files outside packages.
        file: path inside the dataset's release, such as README.md; folders may be a pattern (*/README.md), the name
            of the file is said in full.
        name: the person who decided.
        reason: why nobody is exposed by it.
        date: day of the decision.
        expires: last day on which it counts.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    rule: Text
    dataset: Text
    file: Text
    name: Annotated[str, Field(min_length=5)]
    reason: Annotated[str, Field(min_length=20)]
    date: datetime.date
    expires: datetime.date

    def counts_on(self, day: datetime.date) -> bool:
        """Whether it counts on a day."""
        return self.date <= day <= self.expires

    @property
    def names_a_file(self) -> bool:
        """Whether it says the name of the file; a pattern would cover files that nobody has seen."""
        name = self.file.rpartition("/")[2]
        return bool(name) and _WILD.isdisjoint(name)

    def covers(self, finding: Finding, dataset: str, path: str) -> bool:
        """Whether it speaks of a finding in a dataset's file."""
        return (
            self.rule in EXCEPTABLE
            and self.names_a_file
            and finding.rule == self.rule
            and dataset == self.dataset
            and fnmatchcase(path, self.file)
        )


class _Exceptions(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    exceptions: list[GateException]


@dataclass(frozen=True)
class Excepted:
    """A finding that a person let pass, and the exception that says so."""

    finding: Finding
    exception: GateException

    def as_dict(self) -> dict[str, str]:
        """For the verdict and the log."""
        return {
            "regla": self.finding.rule,
            "archivo": self.finding.file,
            "persona": self.exception.name,
            "razon": self.exception.reason,
            "fecha": self.exception.date.isoformat(),
            "vence": self.exception.expires.isoformat(),
        }


def load_exceptions(path: Path) -> tuple[GateException, ...]:
    """The exceptions of a deployment; none when it has no such file.

    Raises:
        DisclosureError: the file is broken, excepts what nobody may except or files without a name, or one
            ends before it begins or lasts too long.
    """
    if not path.exists():
        return ()
    exceptions = read_model(path, _Exceptions).exceptions
    for number, exception in enumerate(exceptions, start=1):
        place = f"{path.name}, excepción n.º {number}"
        if exception.rule not in EXCEPTABLE:
            raise DisclosureError("esa regla no admite excepciones", place=place)
        if not exception.names_a_file:
            raise DisclosureError("el archivo no se nombra entero; solo las carpetas admiten *", place=place)
        if not 0 <= (exception.expires - exception.date).days <= MOST_DAYS:
            raise DisclosureError(f"vence antes de empezar, o dura más de {MOST_DAYS} días", place=place)
    return tuple(exceptions)


def sorted_out(
    located: Iterable[tuple[Finding, str, str]], exceptions: Sequence[GateException], today: datetime.date
) -> tuple[list[Finding], list[Excepted]]:
    """Findings that stand, and those that an exception in force covers.

    Args:
        located: each finding with its dataset and the path of its file inside the dataset's release.
        exceptions: those of the deployment.
        today: the day.
    """
    standing: list[Finding] = []
    excepted: list[Excepted] = []
    for finding, dataset, path in located:
        found = next(
            (one for one in exceptions if one.counts_on(today) and one.covers(finding, dataset, path)), None
        )
        if found is None:
            standing.append(finding)
        else:
            excepted.append(Excepted(finding, found))
    return standing, excepted
