"""What a catalogue tells of the opening itself: plan, approvals, inventory, calendar, questions and use.

Belongs here: that as one value, and the files that are made from it (pages, calendario.ics, data.json are asked for
here). Does not belong here: reading it from a deployment (assets/open/opening.py), how a page looks (templates).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from publish.datasets import DatasetSpec
from publish.editions import Register
from publish.feedback import Comment
from publish.gate_approvals import Approval
from publish.inventory import CLASS_TITLES, inventory
from publish.opening import Commitment, Opening
from publish.release_calendar import (
    MISSED,
    STATE_WORDS,
    as_icalendar,
    kept_share,
    release_calendar,
)
from publish.usage import Counts, shown
from snis.contracts.model import TableContract

CALENDAR = "calendario.ics"
_EVERY_DATASET = "Todos los conjuntos"


@dataclass(frozen=True)
class Governance:
    """The opening of a deployment as it stands on a day.

    Attributes:
        opening: classes, plan and calendar.
        approvals: of the committee.
        comments: questions and answers.
        usage: downloads by month and dataset.
        today: the day.
    """

    opening: Opening = field(default_factory=Opening)
    approvals: tuple[Approval, ...] = ()
    comments: tuple[Comment, ...] = ()
    usage: Counts = field(default_factory=dict)
    today: date = date.min

    def approval(self, dataset: str) -> Approval | None:
        """The newest approval of a dataset; None when there is none."""
        mine = [approval for approval in self.approvals if approval.dataset == dataset]
        return max(mine, key=lambda approval: approval.date, default=None)

    def comments_on(self, dataset: str) -> list[Comment]:
        """Questions about a dataset, newest first."""
        return [comment for comment in reversed(self.comments) if comment.dataset == dataset]

    def usage_of(self, dataset: str) -> list[tuple[str, int | None]]:
        """Downloads of a dataset by month, newest first; None is fewer than 10."""
        return [(month, count) for month, name, count in shown(self.usage) if name == dataset]


@dataclass(frozen=True)
class PlanLine:
    """A commitment and what became of it: abierto, previsto or vencido."""

    commitment: Commitment
    title: str
    is_open: bool
    state: str
    said: str


def plan_lines(governance: Governance, specs: Sequence[DatasetSpec], register: Register) -> list[PlanLine]:
    """The plan in its order; a dataset is open from its first release on, unless it is withdrawn as a whole."""
    return [_line(commitment, governance, specs, register) for commitment in governance.opening.in_order]


def governance_pages(
    governance: Governance,
    specs: Sequence[DatasetSpec],
    register: Register,
    contracts: Mapping[str, TableContract],
    standing: frozenset[str],
) -> dict[str, dict[str, Any]]:
    """What the templates of the three pages are filled with, by the name of the page.

    Args:
        governance: the opening as it stands.
        specs: the datasets.
        register: what was published and withdrawn.
        contracts: every table contract.
        standing: names of the datasets that have a page.
    """
    entries = release_calendar(governance.opening, specs, register, governance.today)
    items = inventory(contracts.values(), specs, governance.opening)
    titles = {spec.name: spec.title for spec in specs}
    kept, closed = kept_share(entries)
    names = ["", *titles]
    groups = [(titles.get(name, _EVERY_DATASET), governance.comments_on(name)) for name in names]
    return {
        "apertura.html": {
            "plan": plan_lines(governance, specs, register),
            "standing": standing,
            "approvals": [(titles.get(one.dataset, one.dataset), one) for one in governance.approvals],
            "classes": governance.opening.classes,
            "class_titles": CLASS_TITLES,
            "items": items,
            "opened": sum(item.is_open for item in items),
        },
        "calendario.html": {
            "entries": entries,
            "standing": standing,
            "kept": kept,
            "closed": closed,
            "words": STATE_WORDS,
            "today": governance.today,
        },
        "preguntas.html": {
            "groups": [(name, comments) for name, comments in groups if comments],
            "usage": [
                (month, titles.get(name, name), count) for month, name, count in shown(governance.usage)
            ],
        },
    }


def icalendar(
    governance: Governance, specs: Sequence[DatasetSpec], register: Register, *, title: str, created: str
) -> str:
    """calendario.ics."""
    entries = release_calendar(governance.opening, specs, register, governance.today)
    stamp = created.replace("-", "").replace(":", "")[:15] + "Z"
    return as_icalendar(entries, title=title, stamp=stamp)


def days_passed(governance: Governance, specs: Sequence[DatasetSpec]) -> tuple[str, ...]:
    """Dates of plan and calendar that lie behind the day, whatever was published: with them, pages grow old."""
    entries = release_calendar(governance.opening, specs, Register(), governance.today)
    due = [f"{entry.dataset} {entry.period}" for entry in entries if entry.state == MISSED]
    committed = [one.dataset for one in governance.opening.plan if governance.today > one.committed]
    return (*due, *committed)


def _line(
    commitment: Commitment, governance: Governance, specs: Sequence[DatasetSpec], register: Register
) -> PlanLine:
    spec = next((spec for spec in specs if spec.name == commitment.dataset), None)
    standing = [
        item
        for item in register.revisions
        if item.dataset == commitment.dataset
        and register.withdrawal(item.dataset, item.release) is None
        and item.number == 0
    ]
    title = commitment.title or (spec.title if spec else commitment.dataset)
    if standing and spec is not None:
        first = min(item.published for item in standing)[:10]
        return PlanLine(commitment, title, True, "abierto", f"abierto desde {first}")
    if governance.today > commitment.committed:
        return PlanLine(commitment, title, False, "vencido", "vencido")
    return PlanLine(commitment, title, False, "previsto", "previsto")
