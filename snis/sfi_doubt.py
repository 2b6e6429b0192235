"""Why a delivery that passes a rule may be no evidence that the rule was mended.

Belongs here: what a delivery is held against, and the reasons. Does not belong here: whether it passes
(sfi_evidence.py), or what follows for an item of a plan (sfi_night.py).

Rows that vanished, cells that became blank and cells that fail another rule instead count as failing still: what is
tolerated of failing rows is tolerated of them. What goes up and down by itself is none of it: a column is emptier, or
one value fills it, only beyond chance.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from statistics import median

from snis.quality_policy import Watch
from snis.sfi_events import DISCARDED, EMPTIED, FILLED, NO_COLUMN, SHRUNK
from snis.sfi_evidence import FILE_RULES, Delivery, Layout
from snis.sfi_item import Cells, Item, Measure

# What is further off than so many standard deviations is no chance.
_BEYOND_CHANCE = 3
# Rows that vanished, or cells with one value, explain a rule that passes when they are this part of what failed.
_EXPLAINS = 0.5


def doubt(layout: Layout, item: Item, passes: Measure, watch: Watch, tolerance: Decimal) -> str:
    """Why a delivery that passes is no evidence that a rule was mended; empty when it is.

    It is held against what its layout sent before it, and against the delivery that opened the item.

    Args:
        layout: what its institution sent under its contract.
        item: what the delivery would close.
        passes: the delivery.
        watch: what is tolerated of rows that are missing or discarded.
        tolerance: share of failing rows that the rule tolerates.
    """
    opened = item.measure
    own = [known for known in layout.deliveries if known.period != passes.period][-watch.deliveries :]
    past = [(known.rows, known.discarded) for known in own] + [(opened.rows, opened.discarded)]
    past = [(rows, discarded) for rows, discarded in past if rows]
    if not past:
        return ""
    if passes.rows < (1 - watch.rows_share) * Decimal(median(rows for rows, _ in past)):
        return SHRUNK
    delivered = [known for known in layout.deliveries if _is_of(known, passes)]
    if set(opened.columns) - _columns(delivered):
        return NO_COLUMN
    usual = median(discarded / rows for rows, discarded in past)
    if passes.discarded / passes.rows > usual + float(watch.discarded_share):
        return DISCARDED
    if _left_out(item, passes, past, watch, float(tolerance)):
        return SHRUNK
    held = list(_compared(item, passes, delivered, _before(layout, opened, watch)))
    if any(column.is_emptier(float(tolerance)) for column in held):
        return EMPTIED
    return FILLED if any(column.is_filled(float(tolerance), opened.share) for column in held) else ""


def _left_out(
    item: Item, passes: Measure, past: Sequence[tuple[int, int]], watch: Watch, tolerance: float
) -> bool:
    """Whether rows are missing that could be the ones that failed.

    A period that is sent again holds what it held, but for what counted as no delivery. The next period may be smaller
    by itself: there it counts from `cap_share` on, and when it is much of what failed.
    """
    opened = item.measure
    if item.rule.startswith(FILE_RULES):
        return False
    if opened.rows and opened.period == passes.period:
        return _kept(opened) - _kept(passes) > tolerance * _kept(opened)
    usual = median(rows - discarded for rows, discarded in past)
    missing = usual - _kept(passes)
    return missing > float(watch.cap_share) * usual and missing >= _EXPLAINS * opened.share * usual > 0


@dataclass(frozen=True)
class _Column:
    """One column of a delivery beside what is usual in it.

    Attributes:
        rows: rows of the delivery that may be deliveries.
        held: what the column holds now.
        blank: the usual part of the rows that is blank.
        commonest: the usual part of the values that is the commonest one; None when nobody knows.
    """

    rows: int
    held: Cells
    blank: float
    commonest: float | None

    def is_emptier(self, tolerance: float) -> bool:
        """Whether more is blank than was, beyond what is tolerated and beyond chance."""
        more = self.held.blank - self.blank * self.rows
        return more > tolerance * self.rows and _is_beyond_chance(more, self.rows, self.blank)

    def is_filled(self, tolerance: float, failing: float) -> bool:
        """Whether one value took so much of the column that it could be what the failing cells were filled with."""
        if self.commonest is None:
            return False
        more = self.held.commonest - self.commonest * self.held.valued
        filled = failing * self.rows * (1 - self.commonest)
        return more > max(tolerance * self.rows, _EXPLAINS * filled) and _is_beyond_chance(
            more, self.held.valued, self.commonest
        )


def _compared(
    item: Item, passes: Measure, delivered: Sequence[Delivery], before: Sequence[Delivery]
) -> Iterator[_Column]:
    """The columns that the rule failed in beside what was usual in them; of what was never counted nothing is said."""
    opened = item.measure
    then = {cells.column: cells for cells in opened.cells}
    for column in opened.columns:
        past = [
            (delivery.rows - delivery.discarded, delivery.cells(column, item.rule)) for delivery in before
        ]
        known = [(_kept(opened), then[column])] if column in then else []
        blank = [usual for held in (past, known) if (usual := _blank(held)) is not None]
        commonest = [usual for held in (past, known) if (usual := _commonest(held)) is not None]
        for delivery in delivered if blank else ():
            now = delivery.cells(column, item.rule)
            yield _Column(_kept(passes), now, min(1.0, max(blank)), max(commonest, default=None))


def _blank(held: Sequence[tuple[int, Cells]]) -> float | None:
    """The usual part of the rows that is blank; None when nobody knows."""
    shares = [cells.blank / rows for rows, cells in held if rows]
    return median(shares) if shares else None


def _commonest(held: Sequence[tuple[int, Cells]]) -> float | None:
    """The usual part of the values that is the commonest one; None when nobody knows."""
    shares = [cells.commonest / cells.valued for _, cells in held if cells.valued]
    return median(shares) if shares else None


def _before(layout: Layout, opened: Measure, watch: Watch) -> Sequence[Delivery]:
    """Deliveries of before the one that opened the item: what came after it is no past for what its columns held."""
    places = [place for place, known in enumerate(layout.deliveries) if known.period == opened.period]
    return layout.deliveries[: places[0]][-watch.deliveries :] if places else ()


def _columns(delivered: Sequence[Delivery]) -> frozenset[str]:
    """Fields that every file of a delivery sends."""
    sent = [file.columns for delivery in delivered for file in delivery.files]
    return frozenset.intersection(*sent) if sent else frozenset()


def _is_of(delivery: Delivery, measure: Measure) -> bool:
    return bool({file.transfer for file in delivery.files} & set(measure.transfers))


def _kept(measure: Measure) -> int:
    return measure.rows - measure.discarded


def _is_beyond_chance(more: float, count: int, share: float) -> bool:
    return more > _BEYOND_CHANCE * sqrt(count * share * (1 - share))
