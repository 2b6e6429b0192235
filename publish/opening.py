"""The opening of data as a deployment decided it: classes of information, plan with dates, and calendar.

Belongs here: the model of opening.yaml and what follows from it by itself. Does not belong here: the inventory that
is generated with it (inventory.py), due dates (release_calendar.py), approvals (gate_approvals.py).

Sources: LAIP (Decreto 57-2008), articles 9, 10, 21 to 25; national open-data policy: opening actions with a date and
an owner, looked at again every two years (domain.md, S34, S39, S42).
"""

import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from snis.disclosure_policy import read_model

OPENING = "opening.yaml"
Text = Annotated[str, Field(min_length=1)]
Reason = Annotated[str, Field(min_length=20)]
Class = Literal["publica", "reservada", "sensible", "confidencial"]
Score = Annotated[int, Field(ge=1, le=3)]
_MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ClassDecision(_Strict):
    """A class of information: the law behind it and why it is opened or not."""

    name: Class
    title: Text
    legal_basis: Annotated[list[Text], Field(min_length=1)]
    reason: Reason


class Criteria(_Strict):
    """Why a dataset comes before another, each from 1 to 3; the sum gives the order.

    Attributes:
        demand: how much it is asked for.
        value: what can be done with it.
        quality: how good the data are already.
        ease: how little stands in its way, protection of persons first.
    """

    demand: Score
    value: Score
    quality: Score
    ease: Score

    @property
    def points(self) -> int:
        """The sum."""
        return self.demand + self.value + self.quality + self.ease


class Commitment(_Strict):
    """One line of the opening plan.

    Attributes:
        dataset: name in datasets.yaml, or the name that it will have.
        title: for readers; empty when datasets.yaml says it.
        owner: the office that answers for it.
        committed: day until which it is to be open.
        first: the first month of which a release is due, such as 2026-04.
        criteria: its place in the order.
        reason: why it is opened, in words.
        review: day on which the commitment is looked at again.
    """

    dataset: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,99}$")]
    title: str = ""
    owner: Text
    committed: datetime.date
    first: Annotated[str, Field(pattern=_MONTH)]
    criteria: Criteria
    reason: Reason
    review: datetime.date


class Calendar(_Strict):
    """How many days after its period a release is due."""

    days_after_month: Annotated[int, Field(ge=1, le=90)] = 10
    days_after_year: Annotated[int, Field(ge=1, le=180)] = 90


class Opening(_Strict):
    """opening.yaml.

    Attributes:
        classes: decisions by class.
        plan: commitments.
        calendar: when releases are due.
        committee_keys: public keys (Ed25519, base64) of the committee; when there are any, only signed approvals count.
    """

    version: Literal[1] = 1
    classes: list[ClassDecision] = []
    plan: list[Commitment] = []
    calendar: Calendar = Calendar()
    committee_keys: list[Text] = []

    @model_validator(mode="after")
    def _named_once(self) -> "Opening":
        for names in ([one.name for one in self.classes], [one.dataset for one in self.plan]):
            if len(set(names)) < len(names):
                raise ValueError("una clase o un conjunto está dos veces")
        return self

    @property
    def in_order(self) -> list[Commitment]:
        """The plan, what comes first before the rest."""
        return sorted(self.plan, key=lambda one: (-one.criteria.points, one.committed, one.dataset))

    def decision(self, name: str) -> ClassDecision | None:
        """The decision on a class; None when there is none."""
        return next((one for one in self.classes if one.name == name), None)


def load_opening(path: Path) -> Opening:
    """The opening of a deployment; one without the file has no plan and no decisions.

    Raises:
        DisclosureError: the file is no YAML, or has an unknown or missing key.
    """
    return read_model(path, Opening) if path.exists() else Opening()
