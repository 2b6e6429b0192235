"""When figures may change: nightly, once a month, or once a year from the definitive edition on."""

from datetime import date

import pytest

from snis.cadence import is_due, period_start
from snis.disclosure_sections import Cadence

DEFINITIVE = "03-31"


@pytest.mark.parametrize(
    ("cadence", "today", "start"),
    [
        ("nightly", date(2026, 5, 4), date(2026, 5, 4)),
        ("monthly", date(2026, 5, 4), date(2026, 5, 1)),
        ("yearly", date(2026, 3, 30), date(2025, 3, 31)),
        ("yearly", date(2026, 3, 31), date(2026, 3, 31)),
        ("yearly", date(2026, 12, 31), date(2026, 3, 31)),
    ],
)
def test_a_period_begins(cadence: Cadence, today: date, start: date) -> None:
    assert period_start(cadence, today, DEFINITIVE) == start


@pytest.mark.parametrize(
    ("cadence", "printed", "due"),
    [
        ("nightly", [date(2026, 5, 4)], True),
        ("monthly", [], True),
        ("monthly", [date(2026, 4, 30)], True),
        ("monthly", [date(2026, 4, 30), date(2026, 5, 1)], False),
        ("yearly", [date(2026, 3, 30)], True),
        ("yearly", [date(2026, 3, 31)], False),
    ],
)
def test_a_figure_may_change_once_in_a_period(cadence: Cadence, printed: list[date], due: bool) -> None:
    assert is_due(cadence, date(2026, 5, 4), printed, definitive=DEFINITIVE) is due
