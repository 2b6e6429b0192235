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
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    dataset: Text
    committee: Text
    date: datetime.date
    minute: Text
    approved_by: Text


class _Approvals(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    approvals: list[Approval]


def load_approvals(path: Path) -> tuple[Approval, ...]:
    """The approvals of a deployment.

    Raises:
        DisclosureError: the file is missing, no YAML, has an unknown or missing key, or approves a dataset twice.
    """
    approvals = read_model(path, _Approvals).approvals
    names = [approval.dataset for approval in approvals]
    if len(set(names)) < len(names):
        raise DisclosureError("un conjunto de datos tiene dos aprobaciones", place=path.name)
    return tuple(approvals)
