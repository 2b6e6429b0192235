"""How far a strengthening plan has come: the avance global, and the counts beside it.

Belongs here: the arithmetic. Does not belong here: the life of an item (sfi_item.py), or showing it.

Avance = weight of what was corrected or closed with evidence, over the weight of all that counts. An item weighs by how
grave its rule is. What was waived counts on neither side, and what was mended more than a year ago no longer counts, so
that an old success does not hide a new failure. A plan in which nothing counts is at 1.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from snis.quality_policy import Severity
from snis.sfi_item import Item

WEIGHTS: Mapping[Severity, int] = {"bloquea": 3, "avisa": 2, "informa": 1}
_COUNTS_FOR = timedelta(days=365)


@dataclass(frozen=True)
class Progress:
    """How far a plan has come.

    Attributes:
        done_weight, weight: of what was mended, and of all that counts.
        open, overdue, mended, waived: items by how they stand; those that are overdue are open too.
        objected: open ones whose last delivery passes and is no evidence.
    """

    done_weight: int
    weight: int
    open: int
    overdue: int
    mended: int
    waived: int
    objected: int

    @property
    def share(self) -> float:
        """The avance global, from 0 to 1."""
        return self.done_weight / self.weight if self.weight else 1.0

    def line(self) -> str:
        """The figures in one line."""
        return (
            f"avance {100 * self.share:.0f} %: {self.open} abiertas ({self.overdue} vencidas) · "
            f"{self.mended} corregidas o cerradas · {self.waived} dispensadas"
        )

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {
            "avance": round(self.share, 4),
            "peso_hecho": self.done_weight,
            "peso": self.weight,
            "abiertas": self.open,
            "vencidas": self.overdue,
            "corregidas": self.mended,
            "dispensadas": self.waived,
            "objetadas": self.objected,
        }


def weight_of(item: Item, today: date) -> int:
    """What an item weighs on a day; nothing when it was waived, or mended longer ago than counts."""
    is_past = not item.is_open and today - item.since > _COUNTS_FOR
    return 0 if item.is_waived or is_past else WEIGHTS[item.severity]


def progress_of(items: Iterable[Item], today: date) -> Progress:
    """How far some items have come on a day."""
    listed = list(items)
    still = [item for item in listed if item.is_open]
    mended = [item for item in listed if not item.is_open and not item.is_waived]
    return Progress(
        done_weight=sum(weight_of(item, today) for item in mended),
        weight=sum(weight_of(item, today) for item in listed),
        open=len(still),
        overdue=sum(item.days_late(today) > 0 for item in still),
        mended=len(mended),
        waived=sum(item.is_waived for item in listed),
        objected=sum(bool(item.objection[0]) for item in still),
    )
