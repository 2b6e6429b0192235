"""What a printing shows of each cell, and why: the readable reference of assets/open/impresion_*.sql.

Belongs here: the hold rule (a figure is printed anew only when enough different persons changed in it since it was
last printed), and the reasons. Does not belong here: threshold and rounding (snis/disclosure.py), the test of the
relations between cells (snis/bounds.py), the bulk computation and the ledger (assets/open). A property test proves
that this module and the SQL decide alike.

Persons are counted, never deliveries: one person with twelve deliveries is one. What counts is the difference between
the last printing of the figure and now, so that what came and went again is nothing. The figure of persons is held by
the persons who came into the cell or left it; that of deliveries, with its amount, by those whose deliveries differ.

Source: shared design privacy.md, section 2 ("Ledger").
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

NEW, SAME, HELD, BELOW = "nueva", "igual", "espera", "bajo_umbral"
FLIPPED, WITHDRAWN = "volteada", "retirada"
REASONS = (NEW, SAME, HELD, FLIPPED, WITHDRAWN, BELOW)


@dataclass(frozen=True)
class Received:
    """What one person has in a cell: ids under which the person is counted there, deliveries, and cents."""

    persons: int
    deliveries: int
    cents: int


NOTHING = Received(0, 0, 0)


@dataclass(frozen=True)
class Changed:
    """Different persons who changed in a cell since its figures were last printed.

    Attributes:
        in_persons: those who came in or left, since the figure of persons was printed.
        in_deliveries: those whose deliveries or amount differ, since the figure of deliveries was printed.
    """

    in_persons: int
    in_deliveries: int


@dataclass(frozen=True)
class Proposal:
    """A cell as it would be printed today, were it printed for the first time.

    Attributes:
        is_enough: whether the true count reaches the threshold.
        persons, deliveries: rounded figures; deliveries None where the table has none.
        mean: blurred mean of a delivery in quetzales, None where the cross has no amounts.
        is_dominated: whether one person dominates its amount.
    """

    is_enough: bool
    persons: int
    deliveries: int | None = None
    mean: Decimal | None = None
    is_dominated: bool = False


@dataclass(frozen=True)
class Printed:
    """A cell in a printing.

    Attributes:
        is_shown: whether it has a row.
        persons, deliveries, mean, is_dominated: as in Proposal; None where there is no row.
        reason: one of REASONS.
        persons_anew, deliveries_anew: whether a reader sees another figure (or absence) than in the last printing, so
            that changes count from today. One that was judged anew and came out the same stands for its first day.
        persons_held, deliveries_held: whether the truth has moved on and the figure has not.
    """

    is_shown: bool
    persons: int | None = None
    deliveries: int | None = None
    mean: Decimal | None = None
    is_dominated: bool = False
    reason: str = SAME
    persons_anew: bool = False
    deliveries_anew: bool = False
    persons_held: bool = False
    deliveries_held: bool = False


def count_changed(printed: Mapping[str, Received], today: Mapping[str, Received]) -> Changed:
    """Different persons who changed in a cell, from what each had when it was printed and has now."""
    pairs = [(printed.get(person, NOTHING), today.get(person, NOTHING)) for person in {*printed, *today}]
    return Changed(
        in_persons=sum(before.persons != now.persons for before, now in pairs),
        in_deliveries=sum(
            (before.deliveries, before.cents) != (now.deliveries, now.cents) for before, now in pairs
        ),
    )


def decide(
    proposal: Proposal | None, last: Printed | None, changed: Changed, *, is_known: bool, hold: int
) -> Printed:
    """What is printed of a cell.

    Args:
        proposal: the cell today; None when nothing is in it.
        last: the cell in the last printing; None when nothing had ever been in it.
        changed: persons who changed since it was last printed.
        is_known: whether its cross has been printed before for its year and month; the first time prints everything.
        hold: how many different persons must have changed.
    """
    fresh = _first(proposal)
    if not is_known:
        return fresh
    persons_move, deliveries_move = changed.in_persons >= hold, changed.in_deliveries >= hold
    if last is None or not last.is_shown:
        return _of_absent(fresh, last, changed, moves=persons_move)
    if not fresh.is_shown:
        return replace(fresh, reason=BELOW) if persons_move else _copied(last, changed)
    return _of_shown(fresh, last, changed, persons_move=persons_move, deliveries_move=deliveries_move)


def _first(proposal: Proposal | None) -> Printed:
    if proposal is None or not proposal.is_enough:
        return Printed(is_shown=False, reason=BELOW, persons_anew=True, deliveries_anew=True)
    return Printed(
        is_shown=True,
        persons=proposal.persons,
        deliveries=proposal.deliveries,
        mean=proposal.mean,
        is_dominated=proposal.is_dominated,
        reason=NEW,
        persons_anew=True,
        deliveries_anew=True,
    )


def _of_absent(fresh: Printed, last: Printed | None, changed: Changed, *, moves: bool) -> Printed:
    """A cell without a row comes in, or stays out, by the persons who changed in it."""
    if moves:
        return replace(fresh, persons_anew=fresh.is_shown, deliveries_anew=True)
    reason = WITHDRAWN if last is not None and last.reason == WITHDRAWN else BELOW
    if fresh.is_shown and reason == BELOW:
        reason = HELD
    return Printed(is_shown=False, reason=reason, persons_held=changed.in_persons > 0)


def _of_shown(
    fresh: Printed, last: Printed, changed: Changed, *, persons_move: bool, deliveries_move: bool
) -> Printed:
    """Each figure by itself: judged anew or copied."""
    printed = _copied(last, changed)
    if persons_move:
        printed = replace(
            printed,
            persons=fresh.persons,
            persons_anew=fresh.persons != last.persons,
            persons_held=False,
        )
    if deliveries_move:
        printed = replace(
            printed,
            deliveries=fresh.deliveries,
            mean=fresh.mean,
            is_dominated=fresh.is_dominated,
            deliveries_anew=_of_deliveries(fresh) != _of_deliveries(last) or fresh.deliveries is None,
            deliveries_held=False,
        )
    if printed.persons != last.persons or _of_deliveries(printed) != _of_deliveries(last):
        return replace(printed, reason=NEW)
    return replace(printed, reason=HELD if printed.persons_held or printed.deliveries_held else SAME)


def _copied(last: Printed, changed: Changed) -> Printed:
    held = changed.in_persons > 0, changed.in_deliveries > 0 and last.deliveries is not None
    return replace(
        last,
        reason=HELD if any(held) else SAME,
        persons_anew=False,
        deliveries_anew=False,
        persons_held=held[0],
        deliveries_held=held[1],
    )


def _of_deliveries(cell: Printed) -> tuple[object, ...]:
    return cell.deliveries, cell.mean, cell.is_dominated
