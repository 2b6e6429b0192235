"""The opening of a deployment as it stands tonight: its plan, approvals, questions and counts of use.

Belongs here: reading them, writing what the commands of `padron open-data` change, and what of it makes pages old.
Does not belong here: their rules (publish/opening.py, feedback.py, usage.py, gate_approvals.py) or pages.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from assets.store import replacing, write_json
from publish.datasets import DatasetSpec
from publish.feedback import FEEDBACK, Comment, load_feedback
from publish.gate_approvals import Approval, load_approvals
from publish.governance import Governance, days_passed
from publish.opening import OPENING, load_opening
from publish.usage import Counts
from snis.deployment import Deployment
from snis.errors import PublishError

APPROVALS = "approvals.yaml"
USAGE = "uso.json"
_FEEDBACK_HEAD = (
    "# Preguntas y respuestas, sin datos de quien preguntó. La escribe `padron open-data feedback`.\n"
)


def governance_of(deployment: Deployment, ledger: Path, today: date) -> Governance:
    """Everything about the opening, on a day.

    Args:
        deployment: whose.
        ledger: folder of the ledger, where counts of use are kept.
        today: the day.

    Raises:
        DisclosureError: opening.yaml, approvals.yaml or feedback.yaml is broken.
        PublishError: a question holds personal data, or the counts of use are damaged.
    """
    folder = deployment.folder
    return Governance(
        opening=load_opening(folder / OPENING),
        approvals=load_approvals(folder / APPROVALS),
        comments=load_feedback(folder / FEEDBACK),
        usage=read_usage(ledger),
        today=today,
    )


def governance_state(governance: Governance, specs: Sequence[DatasetSpec]) -> str:
    """What, beyond the files of the deployment, makes pages old: counts, and which days passed."""
    return repr((sorted(governance.usage.items()), days_passed(governance, specs)))


def read_usage(ledger: Path) -> Counts:
    """Counts by month and dataset; none before the first.

    Raises:
        PublishError: the file is damaged.
    """
    try:
        content: Any = json.loads((ledger / USAGE).read_text(encoding="utf-8"))
        return {
            month: {name: int(count) for name, count in counts.items()} for month, counts in content.items()
        }
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, AttributeError):
        raise PublishError(
            "los conteos de uso están dañados", place=USAGE, remedy="Bórrelo y cuente otra vez los registros."
        ) from None


def write_usage(ledger: Path, counts: Counts) -> None:
    """Keep the counts, and nothing else of what was counted."""
    write_json(ledger / USAGE, {month: dict(names) for month, names in counts.items()})


def append_approval(folder: Path, approval: Approval) -> None:
    """Write a decision at the end of approvals.yaml; what stands there stays, comments too."""
    said = approval.model_dump(mode="python", exclude_defaults=True)
    _append(folder / APPROVALS, said, head="approvals:\n")


def write_comments(folder: Path, comments: Iterable[Comment]) -> None:
    """Write feedback.yaml anew."""
    rows = [comment.model_dump(mode="python", exclude_defaults=True) for comment in comments]
    text = yaml.safe_dump({"comments": rows}, allow_unicode=True, sort_keys=False, width=110)
    _write(folder / FEEDBACK, _FEEDBACK_HEAD + text)


def _append(path: Path, row: dict[str, Any], *, head: str) -> None:
    before = path.read_text(encoding="utf-8") if path.exists() else head
    entry = yaml.safe_dump([row], allow_unicode=True, sort_keys=False, width=110)
    indented = "".join(f"  {line}\n" for line in entry.splitlines())
    _write(path, before.rstrip("\n") + "\n" + indented)


def _write(path: Path, text: str) -> None:
    with replacing(path) as aside:
        aside.write_text(text, encoding="utf-8")
