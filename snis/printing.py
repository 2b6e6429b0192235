"""What a printing shows of each cell, and why: the readable reference of assets/open/impresion_*.sql.

Belongs here: the hold rule (a figure is printed anew only when enough different persons changed in it since it was
last printed), and the reasons. Does not belong here: threshold and rounding (snis/disclosure.py), the test of the
relations between cells (snis/bounds.py), the bulk computation and the ledger (assets/open). A property test proves
that this module and the SQL decide alike.

Persons are counted, never deliveries: one person with twelve deliveries is one. What counts is the difference between
the last printing of the figure and now, so that what came and went again is nothing. The figure of persons is held by
the persons who came into the cell or left it; that of deliveries by those who have another number of them; the mean
of their amounts by those who have other quetzales. Else a price that changes would let one new delivery through.

In community benefits families stand where persons do. A community has in a cell the families of its greatest work, and
what counts is how many more or fewer each community has.

Source: shared design privacy.md, section 2 ("Ledger").
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

NEW, SAME, HELD, BELOW = "nueva", "igual", "espera", "bajo_umbral"
FLIPPED, WITHDRAWN = "volteada", "retirada"
REASONS = (NEW, SAME, HELD, FLIPPED, WITHDRAWN, BELOW)


# Table, cross, year and month: what is printed for the first time together.
Scope = tuple[str, str, int, int | None]


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
        in_deliveries: those who have another number of deliveries, since that figure was printed.
        in_amounts: those who have other quetzales, since the mean was printed.
    """

    in_persons: int
    in_deliveries: int
    in_amounts: int


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
        persons_anew, deliveries_anew, mean_anew: whether a reader sees another figure (or absence) than in the last
            printing, so that changes count from today. One that was judged anew and came out the same stands for its
            first day.
        persons_held, deliveries_held, mean_held: whether the truth has moved on and the figure has not.
    """

    is_shown: bool
    persons: int | None = None
    deliveries: int | None = None
    mean: Decimal | None = None
    is_dominated: bool = False
    reason: str = SAME
    persons_anew: bool = False
    deliveries_anew: bool = False
    mean_anew: bool = False
    persons_held: bool = False
    deliveries_held: bool = False
    mean_held: bool = False


def count_changed(printed: Mapping[str, Received], today: Mapping[str, Received]) -> Changed:
    """Different persons who changed in a cell, from what each had when it was printed and has now."""
    pairs = [(printed.get(person, NOTHING), today.get(person, NOTHING)) for person in {*printed, *today}]
    return Changed(
        in_persons=sum(before.persons != now.persons for before, now in pairs),
        in_deliveries=sum(before.deliveries != now.deliveries for before, now in pairs),
        in_amounts=sum(before.cents != now.cents for before, now in pairs),
    )


def count_changed_families(printed: Mapping[str, int], today: Mapping[str, int]) -> Changed:
    """Families that changed in a cell of community benefits, from those of each community then and now.

    They have no names. Of a community with so many more or fewer, at least so many are others than before.
    """
    changed = sum(abs(printed.get(place, 0) - today.get(place, 0)) for place in {*printed, *today})
    return Changed(in_persons=changed, in_deliveries=0, in_amounts=0)


def may_begin(scope: Scope, known: Collection[Scope]) -> bool:
    """Whether a cross may be printed for the first time for a year and month.

    A cross that the policy admits later begins with a year of which its table has printed nothing: its figures of today
    beside the held ones of the same persons in other crosses would tell what is held.
    """
    table, cross, year, _ = scope
    crosses = {other[1] for other in known if (other[0], other[2]) == (table, year)}
    return not crosses or cross in crosses


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
    persons_move = changed.in_persons >= hold
    if last is None or not last.is_shown:
        return _of_absent(fresh, last, changed, moves=persons_move)
    if not fresh.is_shown:
        return replace(fresh, reason=BELOW) if persons_move else _copied(last, changed)
    return _of_shown(fresh, last, changed, hold=hold)


def _first(proposal: Proposal | None) -> Printed:
    if proposal is None or not proposal.is_enough:
        return Printed(is_shown=False, reason=BELOW, persons_anew=True, deliveries_anew=True, mean_anew=True)
    return Printed(
        is_shown=True,
        persons=proposal.persons,
        deliveries=proposal.deliveries,
        mean=proposal.mean,
        is_dominated=proposal.is_dominated,
        reason=NEW,
        persons_anew=True,
        deliveries_anew=True,
        mean_anew=True,
    )


def _of_absent(fresh: Printed, last: Printed | None, changed: Changed, *, moves: bool) -> Printed:
    """A cell without a row comes in, or stays out, by the persons who changed in it."""
    if moves:
        return replace(fresh, persons_anew=fresh.is_shown, deliveries_anew=True, mean_anew=True)
    reason = WITHDRAWN if last is not None and last.reason == WITHDRAWN else BELOW
    # A row that was taken out still has one person's amount behind it.
    dominated = last is not None and last.reason == WITHDRAWN and last.is_dominated
    if fresh.is_shown and reason == BELOW:
        reason = HELD
    return Printed(is_shown=False, is_dominated=dominated, reason=reason, persons_held=changed.in_persons > 0)


def _of_shown(fresh: Printed, last: Printed, changed: Changed, *, hold: int) -> Printed:
    """Each figure by itself: judged anew or copied."""
    printed = _copied(last, changed)
    if changed.in_persons >= hold:
        printed = replace(
            printed,
            persons=fresh.persons,
            persons_anew=fresh.persons != last.persons,
            persons_held=False,
        )
    if changed.in_deliveries >= hold:
        printed = replace(
            printed,
            deliveries=fresh.deliveries,
            deliveries_anew=fresh.deliveries != last.deliveries or fresh.deliveries is None,
            deliveries_held=False,
        )
    if changed.in_amounts >= hold:
        printed = replace(
            printed,
            mean=fresh.mean,
            is_dominated=fresh.is_dominated,
            # Beside other deliveries the same mean is another amount.
            mean_anew=_of_amounts(fresh) != _of_amounts(last)
            or fresh.mean is None
            or printed.deliveries_anew,
            mean_held=False,
        )
    if (printed.persons, printed.deliveries) != (last.persons, last.deliveries):
        return replace(printed, reason=NEW)
    if _of_amounts(printed) != _of_amounts(last):
        return replace(printed, reason=NEW)
    return replace(printed, reason=HELD if _is_held(printed) else SAME)


def _copied(last: Printed, changed: Changed) -> Printed:
    copied = replace(
        last,
        persons_anew=False,
        deliveries_anew=False,
        mean_anew=last.mean is None,
        persons_held=changed.in_persons > 0,
        deliveries_held=changed.in_deliveries > 0 and last.deliveries is not None,
        mean_held=changed.in_amounts > 0 and last.mean is not None,
    )
    return replace(copied, reason=HELD if _is_held(copied) else SAME)


def _is_held(cell: Printed) -> bool:
    return cell.persons_held or cell.deliveries_held or cell.mean_held


def _of_amounts(cell: Printed) -> tuple[object, ...]:
    return cell.mean, cell.is_dominated
