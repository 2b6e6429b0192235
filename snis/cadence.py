"""When figures may change: every night, once a month, or once a year on the day of the definitive edition.

Belongs here: the day on which a period began, and whether its printing is still to come. Does not belong here: which
cross has which cadence (disclosure.yaml, snis/disclosure_policy.py), or what is printed (snis/printing.py).

Source: shared design privacy.md, section 1 (line 12) and section 2 ("Ledger").
"""

from collections.abc import Iterable
from datetime import date

from snis.disclosure_sections import Cadence


def period_start(cadence: Cadence, today: date, definitive: str) -> date:
    """The day on which the present period began.

    Args:
        cadence: how often.
        today: the day of the night.
        definitive: day of the definitive edition of the year before, mm-dd; years of a yearly cadence begin on it.
    """
    if cadence == "nightly":
        return today
    if cadence == "monthly":
        return today.replace(day=1)
    this_year = date.fromisoformat(f"{today.year}-{definitive}")
    return this_year if this_year <= today else this_year.replace(year=today.year - 1)


def is_due(cadence: Cadence, today: date, printed: Iterable[date], *, definitive: str) -> bool:
    """Whether figures of a cadence may change tonight: nothing was printed in the present period yet.

    Args:
        cadence: how often.
        today: the day of the night.
        printed: days of the printings that went out.
        definitive: day of the definitive edition, mm-dd.
    """
    return cadence == "nightly" or not any(day >= period_start(cadence, today, definitive) for day in printed)
