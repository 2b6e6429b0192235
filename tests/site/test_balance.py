"""Every step from the file to the published cell balances, or is named."""

from dataclasses import replace

import pytest

from quality.site.balance import breaks_of, steps_of_table, steps_of_transfer
from tests.site.site_case import GOOD, REFUSED, SECRET, TABLE


def test_the_steps_of_a_file() -> None:
    assert [(step.code, step.came, step.total) for step in steps_of_transfer(GOOD)] == [
        ("A1", 100, 100),
        ("A2", 90, 90),
        ("A3-personas", 80, 80),
        ("A3-comunidades", 4, 4),
        ("A4", 80, 80),
    ]


def test_a_refused_file_has_no_steps() -> None:
    assert steps_of_transfer(REFUSED) == []


def test_the_universes_of_a_reserved_file_are_not_told_apart() -> None:
    assert "A4" not in [step.code for step in steps_of_transfer(SECRET)]


def test_the_steps_of_a_table() -> None:
    assert [(step.code, step.came, step.total) for step in steps_of_table(TABLE)] == [
        ("B1", 70, 70),
        ("B2", 40, 40),
        ("B3", 40, 40),
    ]


def test_what_cannot_be_compared_has_no_step() -> None:
    assert steps_of_table(replace(TABLE, deliveries=None, counted=None, summed=None, released=None)) == []


@pytest.mark.parametrize(
    ("change", "step", "difference"),
    [
        ({"received": 101}, "A1", 1),
        ({"accepted": 91, "rejected": 2}, "A2", 1),
        ({"linked": (79, 4, 0), "universes": {"publica": 69, "sensible": 10}}, "A3-personas", 1),
        ({"linked": (80, 5, 0)}, "A3-comunidades", -1),
        ({"universes": {"publica": 70, "sensible": 9}}, "A4", 1),
    ],
)
def test_a_row_lost_or_found_breaks_exactly_its_step(change: dict, step: str, difference: int) -> None:
    (found,) = breaks_of([replace(GOOD, **change)], [TABLE])
    assert (found.where, found.step.code, found.step.difference) == (GOOD.transfer, step, difference)


@pytest.mark.parametrize(
    ("change", "step"), [({"counted": 69}, "B1"), ({"summed": 39}, "B2"), ({"released": 41}, "B3")]
)
def test_a_cell_lost_or_found_breaks_exactly_its_step(change: dict, step: str) -> None:
    (found,) = breaks_of([GOOD], [replace(TABLE, **change)])
    assert (found.where, found.step.code) == ("open_cobertura", step)
