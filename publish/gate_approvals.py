"""Approval records: which committee let a dataset be published, when, and in which minute.

Belongs here: the model of a deployment's approvals.yaml. Does not belong here: refusing a dataset without one
(gate_packages.py).

Source: Manual of the Comités de Datos Abiertos (domain.md, S41): no release without an approval record.
"""

import datetime
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from snis.disclosure_policy import read_model
from snis.errors import DisclosureError

Text = Annotated[str, Field(min_length=1)]


class Approval(BaseModel):
    """One decision of a committee about one dataset.

    Attributes:
        dataset: name of the dataset, as in datasets.yaml.
        committee: who decided.
        date: day of the decision.
        minute: number of the minute.
        approved_by: the office that signed.
        first, last: names of the first and the last release that it lets out; empty means no such end.
        expires: last day on which it counts; None when the minute names none.
        recorded: moment at which the record was made by `padron open-data approve`, ISO 8601.
        signature: of the committee over the record (approval_signature.py), base64; empty when it is not signed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    dataset: Text
    committee: Text
    date: datetime.date
    minute: Text
    approved_by: Text
    first: str = ""
    last: str = ""
    expires: datetime.date | None = None
    recorded: str = ""
    signature: str = ""

    def counts_on(self, day: datetime.date) -> bool:
        """Whether it is in force on a day."""
        return self.expires is None or day <= self.expires

    def covers(self, release: str) -> bool:
        """Whether it speaks of a release."""
        return self.first <= release and (not self.last or release <= self.last)


class _Approvals(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    approvals: list[Approval]


def load_approvals(path: Path) -> tuple[Approval, ...]:
    """The approvals of a deployment.

    Raises:
        DisclosureError: the file is missing, no YAML, has an unknown or missing key, or holds the same decision twice.
    """
    approvals = read_model(path, _Approvals).approvals
    decisions = [(approval.dataset, approval.minute) for approval in approvals]
    if len(set(decisions)) < len(decisions):
        raise DisclosureError("un conjunto de datos tiene dos aprobaciones en la misma acta", place=path.name)
    return tuple(approvals)
